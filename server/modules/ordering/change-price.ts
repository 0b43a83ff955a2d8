import { fen, type Fen } from '../../kernel/money.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { record } from '../audit/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import { changeAsSeen } from './change-as-seen.ts';
import { sealedReason, type ChangeDeps } from './change-order.ts';
import { savePrice } from './change-order.sql.ts';
import { checkPrice, decidePrice, type NewPrice, type PriceRefusal } from './change-price.decide.ts';
import { insertAdjustment, listAdjustments, type NewAdjustmentRow } from './order-adjustments.sql.ts';
import { saveOrderEvent } from './order-events.sql.ts';
import { findOrder, listLines, type StoredLine, type StoredOrder } from './order.sql.ts';
import { nextState } from './order.transitions.ts';
import type { OrderKey, OrderNotFound } from './staff-orders.ts';

export type PriceChange = {
  readonly totalAmount: Fen;
  /** What it came to where it was looked at: refused where it is something else by now. */
  readonly expectedTotalAmount?: Fen | undefined;
  /** The customer reads it too. */
  readonly reason: string;
};
export type PriceChangeRefusal = OrderNotFound | PriceRefusal | { readonly code: 'payment_unsettled' };

/**
 * Changes what an unpaid order comes to. What is open of its payments is ended first, as where it is cancelled: they are for the
 * old amount. One that is opened in between is ended by the payment module, which hears of the change, and money that comes by it
 * goes back. A change to what the order comes to already changes nothing, so that a request may be repeated.
 */
export async function changePrice(
  deps: ChangeDeps,
  by: StaffSession,
  key: OrderKey,
  change: PriceChange,
): Promise<Result<null, PriceChangeRefusal>> {
  const asked = { totalFen: change.totalAmount, seenFen: change.expectedTotalAmount };
  const seen = await findOrder(deps.database, key.customerId, key.orderNo);
  if (seen === undefined) return refuse({ code: 'order_not_found' });
  const check = checkPrice(seen, asked, deps.clock.now());
  if (!check.ok) return check;
  if (!check.value) return ok(null);
  if ((await deps.settlePayments(key.customerId, key.orderNo)) === 'silent')
    return refuse({ code: 'payment_unsettled' });
  return changeAsSeen(
    deps,
    key,
    async () => {
      const [lines, adjustments, dataKey, part] = await Promise.all([
        listLines(deps.database, key.customerId, [key.orderNo]),
        listAdjustments(deps.database, key.customerId, key.orderNo),
        deps.findDataKey(key.customerId),
        deps.sealPart(key.customerId, { before: null, after: null, reason: change.reason }),
      ]);
      return {
        ...{ lines: lines.get(key.orderNo) ?? [], dataKey, part },
        seq: (adjustments.at(-1)?.seq ?? 0) + 1,
      };
    },
    async (tx, order, { lines, seq, dataKey, part }): Promise<Result<null, PriceRefusal>> => {
      const at = deps.clock.now();
      const behind = checkPrice(order, asked, at);
      if (!behind.ok) return behind;
      const state = nextState(order.state, 'price_changed');
      if (!behind.value || state === undefined) return ok(null);
      const price = decidePrice(order, lines, change.totalAmount);
      const [fromFen, toFen] = [order.totalFen, price.totalFen];
      const actor = { by: 'staff', staffId: by.staffId } as const;
      const facts = { fromFen, toFen, ...sealedReason(deps, dataKey, order, change.reason) };
      await savePrice(tx, key, price);
      await insertAdjustment(tx, { ...key, seq, adjustment: differenceOf(order, lines, price) });
      await saveOrderEvent(tx, order, { type: 'price_changed', state, actor, facts, at });
      const told = { ...key, actor, at: at.toISOString(), fromFen, totalFen: toFen };
      await deps.emit(tx, [{ type: 'order_price_changed', v: 1, ...told }]);
      const subject = { kind: 'order', id: key.orderNo };
      const amounts = { before: amountsOf(order), after: amountsOf(price) };
      await record(tx, [actBy(by, at, { what: 'order:price', subject, ...amounts, part })]);
      return ok(null);
    },
  );
}

/** What the change alone is, beside all that has made the price before. What is on no line is freight. */
function differenceOf(
  order: StoredOrder,
  lines: readonly StoredLine[],
  { totalFen, lineDiscounts }: NewPrice,
): NewAdjustmentRow['adjustment'] {
  const parts = lines.flatMap(({ skuId, discountFen }, index) => {
    const more = fen(discountFen - lineDiscounts[index]!);
    return more === 0 ? [] : [[skuId, more] as const];
  });
  return { kind: 'price_change', amount: fen(totalFen - order.totalFen), lines: new Map(parts) };
}

type Amounts = Pick<StoredOrder, 'discountFen' | 'freightFen' | 'totalFen'>;

function amountsOf({ discountFen, freightFen, totalFen }: Amounts) {
  return { discountAmount: discountFen, freightAmount: freightFen, totalAmount: totalFen };
}
