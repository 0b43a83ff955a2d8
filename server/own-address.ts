import type { Config } from './platform/config.ts';

/** How this process reaches itself: for the sandbox bank, which lives in it. */
export type OwnAddress = { url: string };

export function ownAddress(config: Config): OwnAddress {
  const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
  // Behind TLS the server opens another address for this, see serve-shop.ts: no certificate is for the loopback.
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${config.port}` };
}
