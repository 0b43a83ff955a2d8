import { toFen, type Fen } from '../../kernel/money.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';

type OrderKey = { readonly customerId: CustomerId; readonly orderNo: OrderNo };

/** What refunds of each of these orders add up to, done or under way. An order without one is left out. */
export async function sumRefundsOfOrders(
  on: Queryable,
  orders: readonly OrderKey[],
): Promise<Map<OrderNo, Fen>> {
  const { rows } = await on.query<{ orderNo: OrderNo; sum: string }>(
    `select order_no as "orderNo", sum(amount_fen) as sum from refunds
     where customer_id = any($1::text[]) and order_no = any($2::text[]) and state <> 'refused'
     group by customer_id, order_no order by order_no`,
    [orders.map(({ customerId }) => customerId), orders.map(({ orderNo }) => orderNo)],
  );
  return new Map(rows.map((row) => [row.orderNo, toFen(row.sum)]));
}

export type Gap = OrderKey & { readonly promisedFen: Fen; readonly refundedFen: Fen };
