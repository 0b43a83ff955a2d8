import type { CustomerId, OrderNo, PaymentNo } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';
import type { ExchangeKind } from './exchange.ts';

/** Something that was said between us and a gateway. */
export type StoredExchange = {
  readonly customerId: CustomerId;
  readonly eventId: string;
  readonly paymentNo: PaymentNo;
  readonly refundNo: string | null;
  readonly gateway: string;
  readonly kind: ExchangeKind;
  readonly at: Date;
  readonly facts: ExchangeFacts;
};

/** Nothing personal, and nothing that could be paid by. */
export type ExchangeFacts = Readonly<Record<string, string | number>>;

export async function insertExchange(
  on: Queryable,
  { customerId, eventId, paymentNo, refundNo, gateway, kind, at, facts }: StoredExchange,
  sealed: Buffer | null = null,
): Promise<void> {
  await on.query({
    name: 'insert-payment-event',
    text: `insert into payment_events (customer_id, event_id, payment_no, refund_no, gateway, kind, at, facts, sealed)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [customerId, eventId, paymentNo, refundNo, gateway, kind, at, JSON.stringify(facts), sealed],
  });
}

/** What was said of all payments of an order, newest first, `most` at most. */
export async function listExchanges(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
  most: number,
): Promise<StoredExchange[]> {
  const { rows } = await on.query<StoredExchange>({
    name: 'list-payment-events',
    text: `select e.customer_id as "customerId", e.event_id as "eventId", e.payment_no as "paymentNo",
        e.refund_no as "refundNo", e.gateway, e.kind, e.at, e.facts
      from payment_events e join payments p on p.customer_id = e.customer_id and p.payment_no = e.payment_no
      where e.customer_id = $1 and p.customer_id = $1 and p.order_no = $2
      order by e.event_id desc limit $3`,
    values: [customerId, orderNo, most],
  });
  return rows;
}

/** Forgets the bytes of notifications from before `before`; how many. */
export async function forgetBytesBefore(on: Queryable, before: Date): Promise<number> {
  const { rowCount } = await on.query(
    'update payment_events set sealed = null where sealed is not null and at < $1',
    [before],
  );
  return rowCount ?? 0;
}
