import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether a host, also one in the brackets of an address of the web, is this machine alone. */
export function isLoopback(host: string): boolean {
  const plain = host.match(/^\[(.*)\]$/)?.[1] ?? host;
  const kind = isIP(plain);
  if (kind === 0) return plain.toLowerCase() === 'localhost';
  return loopback.check(plain, kind === 6 ? 'ipv6' : 'ipv4');
}
