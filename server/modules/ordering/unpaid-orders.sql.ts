import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';

/** An order whose payment time is over. */
export type DueOrder = {
  readonly customerId: CustomerId;
  readonly orderNo: OrderNo;
  readonly payBefore: Date;
};

/** Its place in the walk over all is the time as the database tells it, with its microseconds. */
export type WalkedOrder = DueOrder & { readonly walkedAt: string };

/** The next page of unpaid orders whose time was over by `now`, in the order in which it ran out. */
export async function listDueOrders(
  on: Queryable,
  now: Date,
  after: WalkedOrder | undefined,
  size: number,
): Promise<WalkedOrder[]> {
  const { rows } = await on.query<WalkedOrder>(
    `select customer_id as "customerId", order_no as "orderNo", pay_before as "payBefore", pay_before::text as "walkedAt"
     from orders
     where state = 'awaiting_payment' and pay_before <= $1
       and ($2::timestamptz is null or (pay_before, customer_id, order_no) > ($2::timestamptz, $3, $4))
     order by pay_before, customer_id, order_no limit $5`,
    [now, after?.walkedAt ?? null, after?.customerId ?? '', after?.orderNo ?? '', size],
  );
  return rows;
}

/** An unpaid order whose time was over by `now`, or undefined. */
export async function findDueOrder(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
  now: Date,
): Promise<DueOrder | undefined> {
  const { rows } = await on.query<DueOrder>({
    name: 'find-due-order',
    text: `select customer_id as "customerId", order_no as "orderNo", pay_before as "payBefore" from orders
      where customer_id = $1 and order_no = $2 and state = 'awaiting_payment' and pay_before <= $3`,
    values: [customerId, orderNo, now],
  });
  return rows[0];
}

/** When the next unpaid order runs out of time after `now`. */
export async function findNextDue(on: Queryable, now: Date): Promise<Date | undefined> {
  const { rows } = await on.query<{ next: Date | null }>(
    `select min(pay_before) as next from orders where state = 'awaiting_payment' and pay_before > $1`,
    [now],
  );
  return rows[0]?.next ?? undefined;
}
