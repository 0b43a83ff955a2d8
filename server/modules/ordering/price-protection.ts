import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { SkuId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { fen, toFen, ZERO, type Fen } from '../../kernel/money.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import type { Emit } from '../../platform/events.ts';
import { readBehind } from '../../platform/lanes.ts';
import type { SkuForSale } from '../catalog/index.ts';
import { tiesOf, type PriceOrders } from '../pricing/index.ts';
import { changeAsSeen } from './change-as-seen.ts';
import type { OrderEvent } from './order.events.ts';
import { listAdjustments, type StoredAdjustment } from './order-adjustments.sql.ts';
import { findProtectionEvents, saveOrderEvent } from './order-events.sql.ts';
import { findOrder, listLines, type StoredLine, type StoredOrder } from './order.sql.ts';
import { nextState } from './order.transitions.ts';
import type { OrderingEvent } from './ordering.events.ts';
import {
  compareLines,
  standingOf,
  type Difference,
  type ProtectionStanding,
} from './price-protection.decide.ts';
import { presentProtection, type PriceProtection } from './present-protection.ts';
import type { OrderKey } from './staff-orders.ts';

export type ProtectionDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly campaigns: Pick<PriceOrders, 'priceAgain'>;
  skusForSale(skuIds: readonly SkuId[], on: Queryable): Promise<Map<SkuId, SkuForSale>>;
  /** So many days after it is paid an order is protected, as the shop is set now; 0: none is. */
  protectionDays(): number;
  /** What came in for an order and is not asked back yet. */
  findMoneyLeft(on: Queryable, order: OrderKey): Promise<Fen>;
  readonly emit: Emit<OrderingEvent>;
};

export type ClaimRefusal =
  | { readonly code: 'order_not_found' }
  | { readonly code: 'not_protected'; readonly why: ProtectionHindrance }
  /** What it costs has changed since it was looked at. */
  | { readonly code: 'protection_changed'; readonly amount: Fen };
export type ProtectionHindrance =
  Extract<ProtectionStanding, { state: 'none' }>['why'] | 'claimed' | 'over' | 'not_lower';

type Claim = {
  /** What comes back, as it was seen. */
  readonly expectedAmount: Fen;
  readonly actor: Actor;
};

/** What would come back of an order, or has; undefined where its customer has no such order. */
export async function findProtection(
  deps: ProtectionDeps,
  key: OrderKey,
  language: Language,
): Promise<PriceProtection | undefined> {
  const order = await findOrder(deps.database, key.customerId, key.orderNo);
  if (order === undefined) return undefined;
  const [found, leftFen] = await Promise.all([gather(deps, order), deps.findMoneyLeft(deps.database, key)]);
  const difference = found.standing.state === 'open' ? found.compare(leftFen) : NO_DIFFERENCE;
  return presentProtection(found, difference, language);
}

/**
 * Promises the difference back, once an order: what it costs now is read of the order as it was locked, whose events say
 * whether it was claimed. The payment module, which hears of it, asks for the refund. Claimed again by the same amount, it is done.
 */
async function claimProtection(
  deps: ProtectionDeps,
  key: OrderKey,
  { expectedAmount, actor }: Claim,
): Promise<Result<null, ClaimRefusal>> {
  return changeAsSeen(
    deps,
    key,
    (seen) => gather(deps, seen),
    async (tx, order, { standing, claimed, compare }): Promise<Result<null, ClaimRefusal>> => {
      if (claimed !== undefined && toFen(claimed.facts.amountFen ?? 0) === expectedAmount) return ok(null);
      const state = nextState(order.state, 'price_protected');
      if (standing.state === 'none') return refuse({ code: 'not_protected', why: standing.why });
      if (standing.state !== 'open' || state === undefined)
        return refuse({ code: 'not_protected', why: standing.state === 'over' ? 'over' : 'claimed' });
      // Behind the lock: whoever asks for money of the order back holds it too.
      const leftFen = await readBehind(deps.database, (on) => deps.findMoneyLeft(on, key));
      const { amountFen, lines } = compare(leftFen);
      if (amountFen === 0) return refuse({ code: 'not_protected', why: 'not_lower' });
      if (amountFen !== expectedAmount) return refuse({ code: 'protection_changed', amount: amountFen });
      const at = deps.clock.now();
      const facts = { refund: true, amountFen, lines: [...lines] };
      await saveOrderEvent(tx, order, { type: 'price_protected', state, actor, facts, at });
      await deps.emit(tx, [
        { type: 'order_price_protected', v: 1, ...key, amountFen, actor, at: at.toISOString() },
      ]);
      return ok(null);
    },
  );
}

/** The same by the customer, and what is claimed then. */
export async function claimForCustomer(
  deps: ProtectionDeps,
  key: OrderKey,
  expectedAmount: Fen,
  language: Language,
): Promise<Result<PriceProtection, ClaimRefusal>> {
  const actor = { by: 'customer', customerId: key.customerId } as const;
  const outcome = await claimProtection(deps, key, { expectedAmount, actor });
  if (!outcome.ok) return outcome;
  const protection = await findProtection(deps, key, language);
  if (protection === undefined) throw new Error('an order whose difference was claimed cannot be found');
  return ok(protection);
}

type FoundProtection = {
  readonly standing: ProtectionStanding;
  readonly days: number;
  readonly lines: readonly StoredLine[];
  /** The event by which it was claimed. */
  readonly claimed: OrderEvent | undefined;
  compare(leftFen: Fen): Difference;
};

const NO_DIFFERENCE: Difference = { amountFen: ZERO, lines: [] };

async function gather(deps: ProtectionDeps, order: StoredOrder): Promise<FoundProtection> {
  const { customerId, orderNo, state, paidFen } = order;
  const now = deps.clock.now();
  const [linesOf, adjustments, events] = await Promise.all([
    listLines(deps.database, customerId, [orderNo]),
    listAdjustments(deps.database, customerId, orderNo),
    findProtectionEvents(deps.database, customerId, orderNo),
  ]);
  const lines = (linesOf.get(orderNo) ?? []).filter(({ isGift }) => !isGift);
  const claimed = events.find(({ type }) => type === 'price_protected');
  const paid = events.find(({ type }) => type === 'paid' || type === 'paid_late');
  // As it was when it was paid; orders of before this was written down go by what holds now.
  const days = paid?.facts.protectionDays ?? deps.protectionDays();
  const isClaimed = claimed !== undefined;
  const standing = standingOf({ state, paidFen, paidAt: paid?.at ?? null, days, isClaimed }, now);
  if (standing.state !== 'open') return { standing, days, lines, claimed, compare: () => NO_DIFFERENCE };
  const skus = await deps.skusForSale(
    lines.map(({ skuId }) => skuId),
    deps.database,
  );
  const { nowOf, ties } = priceNow(deps, skus, lines, adjustments, now);
  const compared = lines.map(({ skuId, listFen, discountFen }) => ({
    ...{ skuId, paidFen: fen(listFen - discountFen), nowFen: nowOf.get(skuId) },
  }));
  return { standing, days, lines, claimed, compare: (leftFen) => compareLines(compared, ties, leftFen) };
}

/** What the lines that are still sold would cost now, and which of them a discount ties together, then or now. */
function priceNow(
  { campaigns }: ProtectionDeps,
  skus: ReadonlyMap<SkuId, SkuForSale>,
  lines: readonly StoredLine[],
  adjustments: readonly StoredAdjustment[],
  now: Date,
) {
  const goods = lines.flatMap(({ skuId, quantity }) => {
    const sku = skus.get(skuId);
    return sku?.onSale ? [{ ...sku, quantity }] : [];
  });
  const used = adjustments.flatMap(({ couponId, campaignId }) =>
    couponId === null || campaignId === null ? [] : [{ couponId, campaignId }],
  );
  const price = campaigns.priceAgain(goods, used, now);
  const all = lines.map(({ skuId }) => skuId);
  const ties = [
    ...adjustments.map((one) => tiesOf(one.kind, Object.keys(one.lines) as SkuId[])),
    ...price.adjustments.map((one) => tiesOf(one.kind, one.lines.keys())),
  ].map((tie) => (tie === 'all' ? all : tie));
  return { nowOf: new Map(price.lines.map(({ skuId, amount }) => [skuId, amount])), ties };
}
