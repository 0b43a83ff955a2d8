import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';

/** An order whose payment time is over. */
export type DueOrder = {
  readonly customerId: CustomerId;
  readonly orderNo: OrderNo;
  readonly payBefore: Date;
  /** Its place in the walk over all: the time as the database tells it, with its microseconds. */
  readonly walkedAt: string;
};

/** The next page of unpaid orders whose time was over by `now`, in the order in which it ran out. */
export async function listDueOrders(
  on: Queryable,
  now: Date,
  after: DueOrder | undefined,
  size: number,
): Promise<DueOrder[]> {
  const { rows } = await on.query<DueOrder>(
    `select customer_id as "customerId", order_no as "orderNo", pay_before as "payBefore", pay_before::text as "walkedAt"
     from orders
     where state = 'awaiting_payment' and pay_before <= $1
       and ($2::timestamptz is null or (pay_before, customer_id, order_no) > ($2::timestamptz, $3, $4))
     order by pay_before, customer_id, order_no limit $5`,
    [now, after?.walkedAt ?? null, after?.customerId ?? '', after?.orderNo ?? '', size],
  );
  return rows;
}

/** When the next unpaid order runs out of time after `now`. */
export async function findNextDue(on: Queryable, now: Date): Promise<Date | undefined> {
  const { rows } = await on.query<{ next: Date | null }>(
    `select min(pay_before) as next from orders where state = 'awaiting_payment' and pay_before > $1`,
    [now],
  );
  return rows[0]?.next ?? undefined;
}
