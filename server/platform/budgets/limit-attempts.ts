import { networksOf } from '../http/client-address.ts';
import type { Sealing } from '../sealing/index.ts';
import type { Attempter } from './attempter.ts';
import { HOUR_MS, type Budget, type LimitOf } from './budget.ts';
import type { Budgets } from './keep-budgets.ts';

export type AttemptLimits = {
  /**
   * Counts one attempt of a client address and a device at something, in all processes together: as `…-from-address`, as
   * `…-from-neighbours` and as `…-from-device`. Answers 0 where it may go on, else how many seconds to wait. What one of them
   * is refused for is not counted for the others, so that a device which goes on for ever does not use up what its network
   * has for all.
   */
  takeFrom(what: string, who: Attempter, limits: Limits): Promise<number>;
};

/** Attempts an hour. */
export type Limits = { readonly perAddress: number; readonly perDevice: number };

/** So much more than one address may have its neighbours together: the /24 of an IPv4 address, the /48 of an IPv6 one. */
const NEIGHBOURS = 10;

/** Limits for an hour that begins with the first attempt. */
export function makeAttemptLimits({
  sealing,
  budgets,
}: {
  readonly sealing: Sealing;
  readonly budgets: Budgets;
}): AttemptLimits {
  return {
    async takeFrom(what, { clientAddress, deviceMark }, { perAddress, perDevice }) {
      const { subscriber, neighbours } = networksOf(clientAddress);
      const budget = (by: string, of: LimitOf, who: string, most: number): Budget => ({
        ...{ of, windowMs: HOUR_MS, free: most, most },
        subject: sealing.lookUpHash(`${what}-from-${by}`, who),
      });
      const counted = [
        budget('address', 'network', subscriber, perAddress),
        budget('neighbours', 'network', neighbours, NEIGHBOURS * perAddress),
        ...(deviceMark === undefined ? [] : [budget('device', 'caller', deviceMark, perDevice)]),
      ];
      // Who is known to be over a limit is refused from here, so that a storm of tries costs the database nothing.
      const verdict = budgets.remembered(counted) ?? (await budgets.spend(counted));
      return verdict.do === 'wait' ? verdict.seconds : 0;
    },
  };
}
