import { toActor, type Actor, type ActorKind } from '../../kernel/actor.ts';
import { toFen, type Fen } from '../../kernel/money.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';

type OrderKey = { readonly customerId: CustomerId; readonly orderNo: OrderNo };

/** An event that promises money back, and its place in the walk over all: the time as the database tells it. */
export type PromiseEvent = OrderKey & { readonly seq: number; readonly walkedAt: string };

/** How much money an order has promised back by its events: never more than came in, since a later promise may repeat one. */
export type Promised = OrderKey & { readonly promisedFen: Fen };

/** As the index `order_events_promises` says it. */
const PROMISES = `(facts ? 'refund' or type in ('paid_after_cancellation', 'paid_twice'))`;

/** The next page of events from `since` on and before `before` that promise money back, oldest first. */
export async function listPromiseEvents(
  on: Queryable,
  { since, before }: { since: Date; before: Date },
  after: PromiseEvent | undefined,
  size: number,
): Promise<PromiseEvent[]> {
  const { rows } = await on.query<PromiseEvent>(
    `select customer_id as "customerId", order_no as "orderNo", seq, at::text as "walkedAt" from order_events
     where ${PROMISES} and (at, customer_id, order_no, seq) > ($1::timestamptz, $2, $3, $4) and at < $5
     order by at, customer_id, order_no, seq limit $6`,
    [after?.walkedAt ?? since, after?.customerId ?? '', after?.orderNo ?? '', after?.seq ?? 0, before, size],
  );
  return rows;
}

/** What the customer of an order has claimed because it costs less now, and who asked for it. */
export async function findProtectionClaim(
  on: Queryable,
  { customerId, orderNo }: OrderKey,
): Promise<{ readonly amountFen: Fen; readonly actor: Actor } | undefined> {
  const { rows } = await on.query<{ amount: string; by: ActorKind; byId: string | null }>({
    name: 'find-protection-claim',
    text: `select facts ->> 'amountFen' as amount, by, by_id as "byId" from order_events
      where customer_id = $1 and order_no = $2 and type = 'price_protected'`,
    values: [customerId, orderNo],
  });
  return (
    rows[0] && { amountFen: toFen(rows[0].amount), actor: toActor(rows[0].by, rows[0].byId, customerId) }
  );
}

/** What each of these orders has promised back. Orders without a promise are left out. */
export async function sumPromises(on: Queryable, orders: readonly OrderKey[]): Promise<Promised[]> {
  const { rows } = await on.query<OrderKey & { promised: string; paid: string }>(
    `select customer_id as "customerId", order_no as "orderNo",
       sum((facts ->> 'amountFen')::bigint) filter (where ${PROMISES}) as promised,
       sum((facts ->> 'amountFen')::bigint) filter (where type in ('paid', 'paid_late', 'paid_after_cancellation', 'paid_twice', 'paid_old_price')) as paid
     from order_events where customer_id = any($1::text[]) and order_no = any($2::text[])
     group by customer_id, order_no having bool_or(${PROMISES}) order by order_no`,
    [orders.map(({ customerId }) => customerId), orders.map(({ orderNo }) => orderNo)],
  );
  return rows.map(({ promised, paid, ...order }) => ({
    ...order,
    promisedFen: toFen(Math.min(Number(promised), Number(paid))),
  }));
}
