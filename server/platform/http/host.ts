import type { IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { LRUCache } from 'lru-cache';
import { isLoopback } from '../loopback.ts';

export type HostOptions = {
  /** Where the shop is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
  /** What it listens on: an address or a name of this machine, or 0.0.0.0 or :: for all of them. */
  readonly listensOn: string;
  /** How many proxies stand before the shop. */
  readonly trustedProxies: number;
};

/** What a request asks for is not for this server to answer. */
export type HostRefusal = 'malformed' | 'misdirected';

export type Hosts = {
  /**
   * Makes of the target a path, and of `Host` the name that the shop goes by in this request, so that all who read them
   * afterwards agree. Answers why the request is refused, or undefined.
   */
  settle(request: IncomingMessage): HostRefusal | undefined;
  /** Whether an Origin header's value, compared whole, is the shop's own. For requests that are settled. */
  isOwnOrigin(origin: string, request: IncomingMessage): boolean;
};

/** A few names are asked for all the time, and any number of others by whoever tries. */
const REMEMBERED = 200;
const EVERY_ADDRESS = new Set(['0.0.0.0', '::']);

/**
 * By which names the shop may be asked. A name that somebody else has pointed at this machine is none of them: by such a
 * name a foreign page, open in a browser here, reads what only this machine is meant to see (DNS rebinding). No name can be
 * made to stand for a numeric address, so these are harmless; behind NAT nobody knows all of one's own.
 *
 * Behind a proxy, `Host` is whatever the proxy makes of it (nginx: the name of its upstream), so nothing is decided by it:
 * the shop goes by PUBLIC_URL.
 */
export function knowHosts({ publicUrl, listensOn, trustedProxies }: HostOptions): Hosts {
  const ours = new URL(publicUrl);
  const settled = new LRUCache<string, string>({ max: REMEMBERED });

  function isOurs(hostname: string): boolean {
    if (hostname === ours.hostname) return true;
    const listensOnAll = EVERY_ADDRESS.has(listensOn);
    if (isLoopback(hostname)) return listensOnAll || isLoopback(listensOn);
    const bare = hostname.replace(/^\[(.*)\]$/, '$1');
    return bare === listensOn || (listensOnAll && isIP(bare) !== 0);
  }

  /** The host as a browser writes it, without the port that goes without saying. */
  function readHost(host: string, protocol: string): { host: string } | { refusal: HostRefusal } {
    // What else an address may hold (a user, a path, tabs that vanish) would be taken for a part of it.
    if (!/^[\w.:[\]-]+$/.test(host) || !URL.canParse(`${protocol}//${host}`)) return { refusal: 'malformed' };
    const asked = new URL(`${protocol}//${host}`);
    if (!isOurs(asked.hostname)) return { refusal: 'misdirected' };
    // From outside the shop may be reached by another protocol, and so by another port that goes without saying.
    const fromOutside = new URL(`${ours.protocol}//${host}`).host;
    return { host: fromOutside === ours.host ? ours.host : asked.host };
  }

  return {
    settle(request) {
      const refusal = settleTarget(request);
      if (refusal !== undefined) return refusal;
      const { headers } = request;
      // Of HTTP/1.0, which had no such header: load balancers still ask for their health by it.
      const isWithout = headers.host === undefined && request.httpVersion === '1.0';
      if (isWithout || (trustedProxies > 0 && headers.host !== undefined)) {
        headers.host = ours.host;
        return undefined;
      }
      if (!headers.host) return 'malformed';
      const protocol = protocolOf(request.socket);
      const key = `${protocol} ${headers.host}`;
      const known = settled.get(key);
      const read = known === undefined ? readHost(headers.host, protocol) : { host: known };
      if ('refusal' in read) return read.refusal;
      if (known === undefined) settled.set(key, read.host);
      headers.host = read.host;
      return undefined;
    },
    isOwnOrigin(origin, { headers, socket }) {
      return (
        origin === publicUrl ||
        (headers.host !== ours.host && origin === `${protocolOf(socket)}//${headers.host}`)
      );
    },
  };
}

function protocolOf(socket: Socket): 'http:' | 'https:' {
  return (socket as { encrypted?: boolean }).encrypted === true ? 'https:' : 'http:';
}

/** The path of `GET http://shop.example/cart`, whose host counts for more than the header's (RFC 9112, 3.2.2). */
function settleTarget(request: IncomingMessage): HostRefusal | undefined {
  if (countHosts(request.rawHeaders) > 1) return 'malformed';
  const { url = '' } = request;
  if (url.startsWith('/')) return undefined;
  const [, host, rest = ''] = /^https?:\/\/([^/?#]+)([^#]*)/i.exec(url) ?? [];
  if (host === undefined) return 'malformed';
  request.headers.host = host;
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
  return undefined;
}

function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (name.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count;
}
