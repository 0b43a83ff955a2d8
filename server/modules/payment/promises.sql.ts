import { toFen, type Fen } from '../../kernel/money.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';

type OrderKey = { readonly customerId: CustomerId; readonly orderNo: OrderNo };

/** What refunds of each of these orders add up to, done or under way. An order without one is left out. */
export async function sumRefundsOfOrders(
  on: Queryable,
  orders: readonly OrderKey[],
): Promise<Map<OrderNo, Fen>> {
  const { rows } = await on.query<{ order_no: OrderNo; sum: string }>(
    `select order_no, sum(amount_fen) as sum from refunds
     where customer_id = any($1::text[]) and order_no = any($2::text[]) and state <> 'refused'
     group by customer_id, order_no order by order_no`,
    [orders.map(({ customerId }) => customerId), orders.map(({ orderNo }) => orderNo)],
  );
  return new Map(rows.map((row) => [row.order_no, toFen(row.sum)]));
}

export type Gap = OrderKey & { readonly promisedFen: Fen; readonly refundedFen: Fen };

/** Writes down that refunds of an order do not add up to what it promised; false where that is known and still open. */
export async function noteGap(tx: Transaction, gap: Gap, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into promises_without_refund as known (customer_id, order_no, promised_fen, refunded_fen, found_at)
     values ($1, $2, $3, $4, $5)
     on conflict (customer_id, order_no) do update
       set promised_fen = excluded.promised_fen, refunded_fen = excluded.refunded_fen, found_at = excluded.found_at,
         settled_at = null
       where known.settled_at is not null`,
    [gap.customerId, gap.orderNo, gap.promisedFen, gap.refundedFen, at],
  );
  return rowCount === 1;
}

/** Writes down that refunds of an order add up by now. */
export async function settleGap(on: Queryable, { customerId, orderNo }: OrderKey, at: Date): Promise<void> {
  await on.query(
    `update promises_without_refund set settled_at = $3
     where customer_id = $1 and order_no = $2 and settled_at is null`,
    [customerId, orderNo, at],
  );
}

/** The next page of orders whose refunds did not add up when they were last looked at. */
export async function listOpenGaps(
  on: Queryable,
  after: OrderKey | undefined,
  size: number,
): Promise<OrderKey[]> {
  const { rows } = await on.query<OrderKey>(
    `select customer_id as "customerId", order_no as "orderNo" from promises_without_refund
     where settled_at is null and (customer_id, order_no) > ($1, $2) order by customer_id, order_no limit $3`,
    [after?.customerId ?? '', after?.orderNo ?? '', size],
  );
  return rows;
}

export async function countOpenGaps(on: Queryable): Promise<number> {
  const { rows } = await on.query<{ count: number }>(
    'select count(*)::int as count from promises_without_refund where settled_at is null',
  );
  return rows[0]!.count;
}
