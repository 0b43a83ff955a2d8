import type { Clock } from '../../../kernel/clock.ts';
import type { CustomerId } from '../../../kernel/ids.ts';
import type { Result } from '../../../kernel/result.ts';
import { makeBatcher, type Batcher } from '../../../platform/batcher.ts';
import type { Spread } from '../../../platform/cluster/find-spread.ts';
import {
  inTransaction,
  isUnavailable,
  onOneConnection,
  sqlState,
  type Database,
  type Queryable,
  type Transaction,
} from '../../../platform/database.ts';
import { inLane, readBehind } from '../../../platform/lanes.ts';
import type { Part, Quota } from '../campaigns/quota.ts';
import { changeQuotas, findQuotas, insertQuotas, lockQuotas } from '../campaigns/quotas.sql.ts';
import { partKey, type Left } from '../running.decide.ts';
import {
  decideClaims,
  hadKey,
  mostOf,
  partsOf,
  personKey,
  requestKey,
  type ClaimGround,
  type Claims,
  type Had,
} from './claim.decide.ts';
import type { Claimed, Claiming, ClaimRefusal, NewCoupon } from './claim.ts';
import { insertCoupons, insertPeople, listByKeys, listHad, listPeople, type HadRow } from './claims.sql.ts';

export type ClaimDeps = {
  readonly database: Database;
  readonly spread: Spread;
  readonly clock: Clock;
  /** Of these customers, who has paid for an order. */
  findBuyers(on: Queryable, customerIds: readonly CustomerId[]): Promise<ReadonlySet<CustomerId>>;
};
export type ClaimResult = Result<Claimed, ClaimRefusal>;

/** Claims in one transaction at most, transactions at once, and claims that may wait for one. */
const MAX_BATCH = 256;
const MAX_RUNNING = 2;
const MAX_WAITING = 8192;

/** Each time another process has won one of the same keys; each of them is won once. */
const MAX_ATTEMPTS = 8;
/** SQLSTATE unique_violation. */
const DUPLICATE = '23505';

/** Gives coupons in groups, so that a campaign that everybody wants is one row lock a group, as placing does. */
export function makeClaiming(deps: ClaimDeps): Batcher<Claiming, ClaimResult> {
  return makeBatcher({
    run: (claims) => inLane('requests', () => claimBatch(deps, claims)),
    maxBatch: MAX_BATCH,
    maxRunning: MAX_RUNNING,
    maxWaiting: MAX_WAITING,
    isShared: isUnavailable,
    groupOf: ({ customerId }) => deps.spread.groupOf(customerId),
  });
}

/** `also`: what is written in the same transaction, behind all else. */
export async function claimBatch(
  deps: ClaimDeps,
  claims: readonly Claiming[],
  also?: (tx: Transaction, coupons: readonly NewCoupon[]) => Promise<void>,
): Promise<readonly ClaimResult[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await claimOnce(deps, claims, also);
    } catch (error) {
      // The same claim was sent to another process: its coupon is found when looking again.
      if (sqlState(error) !== DUPLICATE || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}

/**
 * Looks without a lock first: what is gone, or what somebody has had already, costs one look and makes nobody wait. Who could have
 * one is decided again behind the lock of its campaign, by what is read on another connection (decision 0048).
 */
async function claimOnce(
  deps: ClaimDeps,
  claims: readonly Claiming[],
  also?: (tx: Transaction, coupons: readonly NewCoupon[]) => Promise<void>,
): Promise<ClaimResult[]> {
  const now = deps.clock.now();
  const { left, ...facts } = await onOneConnection(deps.database, async (on) => {
    const [quotas, found] = await Promise.all([
      findQuotas(on, partsOfAll(claims, now)),
      findFacts(deps, on, claims),
    ]);
    return { left: leftIn(quotas), ...found };
  });
  const missing = missingParts(claims, left, now);
  const ground = { now, ...facts, left: new Map([...left, ...missing.map(startOf)]) };
  const looked = claims.map((claim) => decideClaims(ground, [claim]).decided[0]!);
  const wanted = claims.filter((_claim, index) => isWanted(looked[index]!));
  if (wanted.length === 0) return looked;
  if (missing.length > 0) await insertQuotas(deps.database, missing);
  const { decided } = await giveCoupons(deps, wanted, now, also);
  const given = [...decided];
  return looked.map((result) => (isWanted(result) ? given.shift()! : result));
}

const isWanted = (result: ClaimResult): boolean => result.ok && !result.value.replayed;

function giveCoupons(
  deps: ClaimDeps,
  claims: readonly Claiming[],
  now: Date,
  also?: (tx: Transaction, coupons: readonly NewCoupon[]) => Promise<void>,
): Promise<Claims> {
  return inTransaction(deps.database, async (tx, writes) => {
    const left = leftIn(await lockQuotas(tx, partsOfAll(claims, now)));
    const facts = await readBehind(deps.database, (on) => findFacts(deps, on, claims));
    const decision = decideClaims({ now, left, ...facts }, claims);
    const { coupons, people, changes } = decision;
    if (coupons.length === 0) return decision;
    writes.push(insertCoupons(tx, coupons), changeQuotas(tx, changes));
    if (people.length > 0) writes.push(insertPeople(tx, people));
    // Awaited, since its own statements follow one another.
    await also?.(tx, coupons);
    return decision;
  });
}

/** What customers have had, whatever is left: a round trip. */
async function findFacts(
  deps: ClaimDeps,
  on: Queryable,
  claims: readonly Claiming[],
): Promise<Omit<ClaimGround, 'now' | 'left'>> {
  const campaignIds = [...new Set(claims.map(({ campaign }) => campaign.campaignId))];
  const keys = claims.flatMap(({ key }) => (key === undefined ? [] : [key]));
  const asNew = claims.filter(({ campaign }) => campaign.definition.audience === 'new');
  const persons = asNew.flatMap(({ people }) => people);
  const [had, earlier, buyers, people] = await Promise.all([
    listHad(on, customersOf(claims), campaignIds),
    keys.length === 0 ? [] : listByKeys(on, customersOf(claims), keys),
    asNew.length === 0 ? new Set<CustomerId>() : deps.findBuyers(on, customersOf(asNew)),
    persons.length === 0 ? [] : listPeople(on, persons, campaignIds),
  ]);
  return {
    had: sumUp(had),
    earlier: new Map(earlier.map(({ key, ...row }) => [requestKey(row.customerId, key), row])),
    buyers,
    people: new Set(people.map(({ person, campaignId }) => personKey(person, campaignId))),
  };
}

function customersOf(claims: readonly Claiming[]): CustomerId[] {
  return [...new Set(claims.map(({ customerId }) => customerId))];
}

export function sumUp(rows: readonly HadRow[]): Map<string, Had> {
  const groups = Map.groupBy(rows, ({ customerId, campaignId }) => hadKey(customerId, campaignId));
  return new Map(
    [...groups].map(([key, own]) => [
      key,
      {
        last: Math.max(...own.map(({ nth }) => nth)),
        count: own.length,
      },
    ]),
  );
}

/** Each once. */
function partsOfAll(claims: readonly Claiming[], now: Date): Part[] {
  const parts = claims.flatMap((claim) => partsOf(claim, now));
  return [...new Map(parts.map((part) => [partKey(part), part])).values()];
}

/** Of each part that has a row. */
export function leftIn(quotas: readonly Quota[]): Left {
  return new Map(
    quotas.map((quota) => [partKey(quota), quota.most === null ? Infinity : quota.most - quota.used]),
  );
}

type NewPart = Part & { readonly most: number };

/** Parts that have no row yet: of a new campaign, or of a new day. */
function missingParts(claims: readonly Claiming[], left: Left, now: Date): NewPart[] {
  const definitions = new Map(
    claims.map(({ campaign }) => [campaign.campaignId, campaign.definition] as const),
  );
  return partsOfAll(claims, now)
    .filter((part) => !left.has(partKey(part)))
    .map((part) => ({ ...part, most: mostOf(definitions.get(part.campaignId)!, part.part) }));
}

const startOf = ({ most, ...part }: NewPart): [string, number] => [partKey(part), most];
