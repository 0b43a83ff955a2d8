import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';
import type { OrderState } from './order.ts';

/** What a preview of a bulk act must know of an order. */
export type BulkOrder = {
  readonly orderNo: OrderNo;
  readonly state: OrderState;
  readonly tags: readonly string[] | null;
};

/** These orders, in one statement; one that is not there is left out. */
export async function findBulkOrders(
  on: Queryable,
  orders: readonly { readonly customerId: CustomerId; readonly orderNo: OrderNo }[],
): Promise<ReadonlyMap<string, BulkOrder>> {
  const { rows } = await on.query<BulkOrder>({
    name: 'find-bulk-orders',
    text: `select order_no as "orderNo", state, tags from orders
      where customer_id = any($1::text[]) and order_no = any($2::text[])`,
    values: [[...new Set(orders.map(({ customerId }) => customerId))], orders.map(({ orderNo }) => orderNo)],
  });
  return new Map(rows.map((order) => [order.orderNo, order]));
}
