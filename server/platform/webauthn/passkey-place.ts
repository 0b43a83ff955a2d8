import { isIP } from 'node:net';

/** Where passkeys belong to: a host name (`rpId`), and the one origin whose pages may use them. */
export type PasskeyPlace =
  | { readonly offered: true; readonly rpId: string; readonly origin: string }
  /** `ip-address`: browsers bind passkeys to names only. `not-secure`: they ask for https, but on localhost. */
  | { readonly offered: false; readonly reason: 'ip-address' | 'not-secure' };

/**
 * From the shop's configured address, never from a request: whoever stands between could write another into that.
 */
export function passkeyPlaceOf(publicUrl: string): PasskeyPlace {
  const { protocol, hostname, origin } = new URL(publicUrl);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return { offered: false, reason: 'ip-address' };
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  if (protocol !== 'https:' && !isLocal) return { offered: false, reason: 'not-secure' };
  return { offered: true, rpId: hostname, origin };
}
