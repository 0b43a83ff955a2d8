import type { CustomerId } from '../../../kernel/ids.ts';
import { networksOf } from '../../../platform/http/client-address.ts';
import type { Sealing } from '../../../platform/sealing/index.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Budget, type LimitOf } from '../../../platform/budgets/budget.ts';
import { keptMark, type BrowserCaller, type CodeCaller } from './code-caller.ts';
import type { Attempter } from '../../../platform/budgets/attempter.ts';

/** The longest that a network is remembered as one from which a phone's owner signed in. */
const OWNERS_NETWORK_MS = 90 * DAY_MS;

type Size = Pick<Budget, 'of' | 'windowMs' | 'free' | 'most'>;
const size = (of: LimitOf, windowMs: number, free: number, most = free): Size => ({
  of,
  windowMs,
  free,
  most,
});

/**
 * Codes to phones. Each asker has a pause of its own, and each kind of asker budgets of its own, so that what strangers
 * use up is nothing that the owner has. The whole table, with its reasons: docs/decisions/0022-codes-belong-to-who-asked.md.
 */
const CODES = {
  pause: size('caller', MINUTE_MS, 1),
  ownersDevice: size('caller', DAY_MS, 10),
  ownersNetwork: size('caller', DAY_MS, 5),
  session: size('caller', DAY_MS, 5),
  sessionsOfCustomer: size('caller', DAY_MS, 15),
  changesOfCustomer: size('caller', DAY_MS, 10),
  changesToPhone: size('phone', DAY_MS, 10),
  strangersToPhone: size('phone', DAY_MS, 5, 10),
  strangersToPhoneFromNetwork: size('caller', DAY_MS, 3, 5),
  strangersFromDevice: size('caller', HOUR_MS, 20),
  strangersFromNetwork: size('network', HOUR_MS, 100, 300),
  strangersFromNeighbours: size('network', HOUR_MS, 1_000, 3_000),
  // Never refused: a shop that is full of new customers must not close. Each further one costs its asker a puzzle.
  strangersInAll: size('network', HOUR_MS, 5_000, Number.POSITIVE_INFINITY),
} as const;

/** Wrong codes of strangers; an owner's are bounded by the tries of their own codes. */
const WRONG = {
  phone: size('phone', DAY_MS, 10, 50),
  device: size('caller', HOUR_MS, 60),
  network: size('network', HOUR_MS, 20, 200),
  neighbours: size('network', HOUR_MS, 200, 2_000),
} as const;

/** Tries by who has no live code: they guess at nothing, and cost the shop a look. */
const IDLE = {
  device: size('caller', HOUR_MS, 60),
  network: size('network', HOUR_MS, 200),
  neighbours: size('network', HOUR_MS, 2_000),
} as const;

/** Who has how much of what: built for one caller and phone, counted by `budgets/keep-budgets.ts`. */
export function codeBudgets(sealing: Sealing) {
  const budget = (name: string, of: Size, ...who: readonly (Buffer | string)[]): Budget => ({
    ...of,
    subject: sealing.lookUpHash(
      `budget-${name}`,
      who.map((part) => (typeof part === 'string' ? part : part.toString('hex'))).join(' '),
    ),
  });
  const byCaller = (name: string, sizes: typeof WRONG | typeof IDLE, who: Attempter): Budget[] => {
    const { subscriber, neighbours } = networksOf(who.clientAddress);
    return [
      ...(keptMark(who) === undefined ? [] : [budget(`${name}-device`, sizes.device, keptMark(who)!)]),
      budget(`${name}-network`, sizes.network, subscriber),
      budget(`${name}-neighbours`, sizes.neighbours, neighbours),
    ];
  };

  return {
    /** One code a minute for each asker. */
    pauses: (counted: readonly Buffer[]): Budget[] =>
      counted.map((asker) => budget('pause', CODES.pause, asker)),
    ofOwnersDevice: (caller: BrowserCaller): Budget[] => [
      budget('owners-device', CODES.ownersDevice, caller.askerHash),
    ],
    ofOwnersNetwork: (caller: BrowserCaller): Budget[] => [
      budget('owners-network', CODES.ownersNetwork, caller.networkHash),
    ],
    ofStranger(caller: BrowserCaller, who: Attempter): Budget[] {
      const { subscriber, neighbours } = networksOf(who.clientAddress);
      return [
        budget('to-phone', CODES.strangersToPhone, caller.phoneHash),
        budget('to-phone-from-network', CODES.strangersToPhoneFromNetwork, caller.networkHash),
        ...(keptMark(who) === undefined
          ? []
          : [budget('from-device', CODES.strangersFromDevice, keptMark(who)!)]),
        budget('from-network', CODES.strangersFromNetwork, subscriber),
        budget('from-neighbours', CODES.strangersFromNeighbours, neighbours),
        budget('in-all', CODES.strangersInAll),
      ];
    },
    ofSession: (caller: CodeCaller, customerId: CustomerId): Budget[] => [
      budget('session', CODES.session, caller.askerHash),
      budget('sessions-of-customer', CODES.sessionsOfCustomer, customerId),
    ],
    ofPhoneChange: (caller: CodeCaller, customerId: CustomerId): Budget[] => [
      budget('changes-of-customer', CODES.changesOfCustomer, customerId),
      budget('changes-to-phone', CODES.changesToPhone, caller.phoneHash),
    ],
    wrong: (caller: BrowserCaller, who: Attempter): Budget[] => [
      budget('wrong-phone', WRONG.phone, caller.phoneHash),
      ...byCaller('wrong', WRONG, who),
    ],
    idle: (who: Attempter): Budget[] => byCaller('idle', IDLE, who),
    /** From where the phone's owner signed in by a code within 90 days. */
    ownersNetwork: (caller: BrowserCaller): Buffer =>
      sealing.lookUpHash('owners-network', caller.networkHash.toString('hex')),
    ownersNetworkUntil: (now: Date): Date => new Date(now.getTime() + OWNERS_NETWORK_MS),
  };
}

export type CodeBudgets = ReturnType<typeof codeBudgets>;
