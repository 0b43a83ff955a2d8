import { isIPv6 } from 'node:net';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Sealing } from '../../platform/sealing/index.ts';
import { countAttempt, findAttempts } from './codes.sql.ts';

export type AttemptLimits = {
  /**
   * Counts one attempt of a client address at something, in all processes together. Answers 0 where it may go on, else
   * how many seconds to wait.
   */
  take(what: string, clientAddress: string, limit: number): Promise<number>;
  /** Whether so many attempts were counted in the window that runs, without counting one. */
  isReached(what: string, clientAddress: string, limit: number): Promise<boolean>;
};

const WINDOW_MS = 3_600_000;
/** How many refused addresses one process remembers. */
const REMEMBERED = 10_000;

/** Limits for an hour that begins with the first attempt. */
export function makeAttemptLimits(deps: {
  database: Database;
  sealing: Sealing;
  clock: Clock;
}): AttemptLimits {
  const { database, sealing, clock } = deps;
  // An address that is over its limit is refused from here, so that a storm of tries costs the database nothing.
  const refusedUntil = new LRUCache<string, number>({ max: REMEMBERED });
  return {
    async take(what, clientAddress, limit) {
      const now = clock.now();
      const subject = sealing.lookUpHash(what, networkOf(clientAddress));
      const key = subject.toString('base64');
      const until = refusedUntil.get(key);
      if (until !== undefined && until > now.getTime()) return secondsBetween(now, until);
      const windowEndsAt = new Date(now.getTime() + WINDOW_MS);
      if (await countAttempt(database, { subject, now, windowEndsAt, limit })) return 0;
      const end = (await findAttempts(database, subject))?.expiresAt.getTime() ?? now.getTime();
      refusedUntil.set(key, end);
      return secondsBetween(now, end);
    },
    async isReached(what, clientAddress, limit) {
      const now = clock.now();
      const subject = sealing.lookUpHash(what, networkOf(clientAddress));
      const until = refusedUntil.get(subject.toString('base64'));
      if (until !== undefined && until > now.getTime()) return true;
      const attempts = await findAttempts(database, subject);
      return attempts !== undefined && attempts.expiresAt > now && attempts.count >= limit;
    },
  };
}

function secondsBetween(now: Date, until: number): number {
  return Math.max(1, Math.ceil((until - now.getTime()) / 1000));
}

/**
 * What one subscriber has: an IPv4 address, or the /64 of an IPv6 one, within which a single device may use any address.
 */
export function networkOf(clientAddress: string): string {
  const address = clientAddress.toLowerCase().replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [left = '', right] = address.split('::');
  const leading = left === '' ? [] : left.split(':');
  const trailing = right === undefined || right === '' ? [] : right.split(':');
  const zeros = right === undefined ? 0 : 8 - leading.length - trailing.length;
  const groups = [...leading, ...Array<string>(Math.max(0, zeros)).fill('0'), ...trailing];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
