import ipaddr from 'ipaddr.js';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { isIP } from 'node:net';

/** Public by their numbers, and yet the inside of a cloud: Azure tells its machines their secrets there. */
const INSIDE_OF_CLOUDS = new Set(['168.63.129.16']);

/** All of IPv6 that has been given out (2000::/3). Beside it lie old forms that carry an IPv4 address, as `::7f00:1`. */
const GIVEN_OUT = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/**
 * Whether an address is one of the open internet. All others are the inside of somebody's network: loopback, private, link-local
 * (where clouds tell machines their secrets), and those that carry an IPv4 address within an IPv6 one.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || INSIDE_OF_CLOUDS.has(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GIVEN_OUT);
}

/** As `dns.lookup` answers where all addresses are asked for. */
export type LookUpAll = (
  host: string,
  options: LookupOptions & { readonly all: true },
  answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Said by a look-up that was asked for an address that may not be connected to. */
export class NotAllowed extends Error {
  readonly code = 'ADDRESS_NOT_ALLOWED';
}

type Answer = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/**
 * A look-up for a connection, which answers only where every address of the name is allowed. The connection goes to what was judged
 * here: a name that leads elsewhere a moment later (DNS rebinding) is not asked again.
 */
export function guardLookUp(lookUp: LookUpAll, isAllowed: (address: string) => boolean) {
  return (host: string, options: LookupOptions, answer: Answer): void => {
    lookUp(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return answer(error, []);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isAllowed(address)))
        return answer(new NotAllowed(`${host} leads to an address that is not allowed`), []);
      return options.all === true ? answer(null, addresses) : answer(null, first.address, first.family);
    });
  };
}
