import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

/**
 * Carries the client's address to everything that asks for it (`request.ip` of the API, `getClientAddress()` of the pages):
 * one address and nothing else, written by the listener over whatever came from outside.
 */
export const CLIENT_ADDRESS_HEADER = 'x-forwarded-for';
/** What else proxies write of where a request came from. Nothing is decided by it, so nothing gets to see it. */
const OTHER_FORWARDED = ['forwarded', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port'];

/** The longest way to write an address: IPv6 with an IPv4 tail, a zone, brackets and a port. */
const LONGEST_ADDRESS = 80;
/** Where the peer is already gone. */
const NOBODY = '0.0.0.0';

/**
 * Who asks, given how many proxies stand before the shop: IPv4, or IPv6 in its short form; no port, brackets or zone, and
 * IPv4 in IPv6 as IPv4. Each proxy has added the address it was called from at the end of X-Forwarded-For, so what stands
 * there further to the left is a mere claim. Where the header is missing, too short or holds nonsense there (a health
 * check, a call past the proxy), it is the peer's own address.
 */
export function clientAddressOf(
  { headers, socket }: Pick<IncomingMessage, 'headers'> & { readonly socket: { remoteAddress?: string } },
  trustedProxies: number,
): string {
  const forwarded = trustedProxies > 0 ? headers['x-forwarded-for'] : undefined;
  const claimed = forwarded === undefined ? undefined : partFromEnd(String(forwarded), trustedProxies);
  return (
    (claimed === undefined ? undefined : readAddress(claimed)) ??
    readAddress(socket.remoteAddress ?? '') ??
    NOBODY
  );
}

/** Writes the client's address where all readers look for it, and takes away what is not to be believed. */
export function settleClientAddress(request: IncomingMessage, trustedProxies: number): void {
  const address = clientAddressOf(request, trustedProxies);
  // Most requests have none of them, and deleting makes an object slow to read.
  for (const name of OTHER_FORWARDED) if (name in request.headers) delete request.headers[name];
  request.headers[CLIENT_ADDRESS_HEADER] = address;
}

/** The nth of a comma-separated list, counted from its end, from 1. */
function partFromEnd(list: string, nth: number): string | undefined {
  let end = list.length;
  for (let n = 1; n < nth; n += 1) {
    end = list.lastIndexOf(',', end - 1);
    // `lastIndexOf` takes a negative place for the first one.
    if (end <= 0) return undefined;
  }
  return list.slice(list.lastIndexOf(',', end - 1) + 1, end);
}

/** An address as proxies write it: `198.51.100.8:1001`, `[2001:db8::1]:443`, `"[2001:db8::1]"`. Undefined for all else. */
function readAddress(text: string): string | undefined {
  if (text.length > LONGEST_ADDRESS) return undefined;
  return remember(addresses, text, parseAddress);
}

function parseAddress(text: string): string | undefined {
  const written = text.trim().replace(/^"(.*)"$/, '$1');
  const [, bracketed, withPort] = /^(?:\[([^\]]*)\]|(\d+(?:\.\d+){3}))(?::\d{1,5})?$/.exec(written) ?? [];
  const bare = (bracketed ?? withPort ?? written).replace(/%.*$/, '');
  return isIP(bare) === 0 ? undefined : canonical(bare).toString();
}

/** One way to write each address; IPv4 in IPv6 is IPv4. */
function canonical(address: string): ipaddr.IPv4 | ipaddr.IPv6 {
  return ipaddr.process(address);
}

/** The same few addresses come again with every request, and taking one apart costs more than all else that is done with it. */
const REMEMBERED = 10_000;
const addresses = new LRUCache<string, { readonly value: string | undefined }>({ max: REMEMBERED });
const networks = new LRUCache<string, { readonly value: Networks }>({ max: REMEMBERED });

function remember<Value>(
  known: LRUCache<string, { readonly value: Value }>,
  text: string,
  work: (text: string) => Value,
): Value {
  const found = known.get(text);
  if (found !== undefined) return found.value;
  const value = work(text);
  known.set(text, { value });
  return value;
}

/** What attempts of an address are counted by. */
export type Networks = {
  /**
   * What one subscriber has: an IPv4 address, or the /64 of an IPv6 one, within which a single device may use any address.
   */
  readonly subscriber: string;
  /**
   * What one customer of a provider may have at most, and neighbours share: the /24 of an IPv4 address, the /48 of an IPv6
   * one. Its limits are wider: it may be a whole house, or a mobile network.
   */
  readonly neighbours: string;
};

/** The networks of a client's address. What is no address is a network of its own. */
export function networksOf(clientAddress: string): Networks {
  return remember(networks, clientAddress.slice(0, LONGEST_ADDRESS), findNetworks);
}

function findNetworks(clientAddress: string): Networks {
  const bare = clientAddress.replace(/%.*$/, '');
  if (isIP(bare) === 0) {
    const name = clientAddress.slice(0, LONGEST_ADDRESS);
    return { subscriber: name, neighbours: name };
  }
  const address = canonical(bare);
  const kind = address instanceof ipaddr.IPv4 ? ipaddr.IPv4 : ipaddr.IPv6;
  const within = (bits: number): string => `${kind.networkAddressFromCIDR(`${address}/${bits}`)}/${bits}`;
  return kind === ipaddr.IPv4
    ? { subscriber: `${address}`, neighbours: within(24) }
    : { subscriber: within(64), neighbours: within(48) };
}
