import { LRUCache } from 'lru-cache';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../platform/database.ts';
import { networksOf } from '../../platform/http/client-address.ts';
import type { Sealing } from '../../platform/sealing/index.ts';
import { countAttempt, findAttempts } from './codes.sql.ts';
import type { Attempter } from './identity.ts';

export type AttemptLimits = {
  /**
   * Counts one attempt of a client address and a device at something, in all processes together: as `…-from-address`, as
   * `…-from-neighbours` and as `…-from-device`. Answers 0 where it may go on, else how many seconds to wait. What one of them is refused for is
   * not counted for the other, so that a device which goes on for ever does not use up what its network has for all.
   */
  takeFrom(what: string, who: Attempter, limits: Limits): Promise<number>;
};

/** Attempts an hour. */
export type Limits = { readonly perAddress: number; readonly perDevice: number };

const WINDOW_MS = 3_600_000;
/** So much more than one address may have its neighbours together: the /24 of an IPv4 address, the /48 of an IPv6 one. */
const NEIGHBOURS = 10;
/** How many refused addresses one process remembers. */
const REMEMBERED = 10_000;

type Counted = { readonly subject: Buffer; readonly limit: number };

/** Limits for an hour that begins with the first attempt. */
export function makeAttemptLimits(deps: {
  database: Database;
  sealing: Sealing;
  clock: Clock;
}): AttemptLimits {
  const { database, sealing, clock } = deps;
  // An address that is over its limit is refused from here, so that a storm of tries costs the database nothing.
  const refusedUntil = new LRUCache<string, number>({ max: REMEMBERED });

  /** How many seconds a subject is still refused for, as far as this process remembers. */
  function rememberedWait(subject: Buffer, now: Date): number {
    const until = refusedUntil.get(subject.toString('base64'));
    return until !== undefined && until > now.getTime() ? secondsBetween(now, until) : 0;
  }

  async function count({ subject, limit }: Counted, now: Date): Promise<number> {
    const windowEndsAt = new Date(now.getTime() + WINDOW_MS);
    if (await countAttempt(database, { subject, now, windowEndsAt, limit })) return 0;
    const end = (await findAttempts(database, subject))?.expiresAt.getTime() ?? now.getTime();
    refusedUntil.set(subject.toString('base64'), end);
    return secondsBetween(now, end);
  }

  async function takeAll(counted: readonly Counted[]): Promise<number> {
    const now = clock.now();
    const wait = Math.max(...counted.map(({ subject }) => rememberedWait(subject, now)));
    return wait > 0 ? wait : Math.max(...(await Promise.all(counted.map((each) => count(each, now)))));
  }

  return {
    takeFrom(what, { clientAddress, deviceMark }, { perAddress, perDevice }) {
      const { subscriber, neighbours } = networksOf(clientAddress);
      const counted = (by: string, who: string, limit: number): Counted => ({
        subject: sealing.lookUpHash(`${what}-from-${by}`, who),
        limit,
      });
      return takeAll([
        counted('address', subscriber, perAddress),
        counted('neighbours', neighbours, NEIGHBOURS * perAddress),
        ...(deviceMark === undefined ? [] : [counted('device', deviceMark, perDevice)]),
      ]);
    },
  };
}

function secondsBetween(now: Date, until: number): number {
  return Math.max(1, Math.ceil((until - now.getTime()) / 1000));
}
