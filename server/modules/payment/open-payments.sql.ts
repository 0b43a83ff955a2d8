import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';
import { PAYMENT_COLUMNS, toPayment, type PaymentRow, type StoredPayment } from './payment.sql.ts';

/** Every payment of an order that may still be paid. */
export async function listOpenPaymentsOfOrder(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<StoredPayment[]> {
  const { rows } = await on.query<PaymentRow>({
    name: 'list-open-payments-of-order',
    text: `select ${PAYMENT_COLUMNS} from payments where customer_id = $1 and order_no = $2 and state = 'pending'
           order by payment_no`,
    values: [customerId, orderNo],
  });
  return rows.map((row) => toPayment(row));
}

/** The gateways of the payments that may still be paid, by their names, for those of these orders that have any. */
export async function listGatewaysOfOpenPayments(
  on: Queryable,
  orders: readonly { customerId: CustomerId; orderNo: OrderNo }[],
): Promise<Map<OrderNo, string[]>> {
  const { rows } = await on.query<{ orderNo: OrderNo; gateway: string }>({
    name: 'list-gateways-of-open-payments',
    text: `select distinct order_no as "orderNo", gateway from payments
           where customer_id = any($1::text[]) and order_no = any($2::text[]) and state = 'pending'
           order by order_no, gateway`,
    values: [orders.map(({ customerId }) => customerId), orders.map(({ orderNo }) => orderNo)],
  });
  const gateways = new Map<OrderNo, string[]>();
  for (const { orderNo, gateway } of rows) gateways.set(orderNo, [...(gateways.get(orderNo) ?? []), gateway]);
  return gateways;
}

/** A payment, and its place in the walk over all: the time as the database tells it, with its microseconds. */
export type WalkedPayment = StoredPayment & { readonly walkedAt: string };

/** The next page of payments that were open before `before` and not asked about since, oldest first. */
export async function listSilentPayments(
  on: Queryable,
  before: Date,
  after: WalkedPayment | undefined,
  size: number,
): Promise<WalkedPayment[]> {
  const { rows } = await on.query<PaymentRow & { walkedAt: string }>(
    `select ${PAYMENT_COLUMNS}, created_at::text as "walkedAt" from payments
     where state = 'pending' and created_at < $1 and (asked_at is null or asked_at < $1)
       and ($2::timestamptz is null or (created_at, customer_id, payment_no) > ($2::timestamptz, $3, $4))
     order by created_at, customer_id, payment_no limit $5`,
    [before, after?.walkedAt ?? null, after?.customerId ?? '', after?.paymentNo ?? '', size],
  );
  return rows.map((row) => toPayment(row));
}

/** True where nobody has asked the gateway since `since`; then it counts as asked now, so that only one caller asks. */
export async function claimAsking(
  on: Queryable,
  payment: StoredPayment,
  since: Date,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await on.query(
    `update payments set asked_at = $4 where customer_id = $1 and payment_no = $2 and state = 'pending'
       and (asked_at is null or asked_at < $3)`,
    [payment.customerId, payment.paymentNo, since, now],
  );
  return rowCount === 1;
}

/** Whether anything may still be paid at a gateway. */
export async function hasOpenPayments(on: Queryable, gateway: string): Promise<boolean> {
  const { rows } = await on.query<{ is: boolean }>({
    name: 'has-open-payments',
    text: `select exists (select from payments where state = 'pending' and gateway = $1) as is`,
    values: [gateway],
  });
  return rows[0]!.is;
}
