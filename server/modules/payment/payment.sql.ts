import { toFen, type Fen } from '../../kernel/money.ts';
import type { CustomerId, OrderNo, PaymentNo } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { Channel, PaymentAction, PaymentState } from './payment.ts';

export type StoredPayment = {
  readonly customerId: CustomerId;
  readonly paymentNo: PaymentNo;
  readonly orderNo: OrderNo;
  readonly gateway: string;
  readonly channel: Channel;
  readonly state: PaymentState;
  readonly amountFen: Fen;
  readonly refundedFen: Fen;
  readonly action: PaymentAction | null;
  readonly failureCode: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly requestHash: Buffer;
};

type PaymentRow = {
  customer_id: CustomerId;
  payment_no: PaymentNo;
  order_no: OrderNo;
  gateway: string;
  channel: Channel;
  state: PaymentState;
  amount_fen: string;
  refunded_fen: string;
  action: PaymentAction | null;
  failure_code: string | null;
  created_at: Date;
  expires_at: Date;
  request_hash: Buffer;
};

const COLUMNS = `customer_id, payment_no, order_no, gateway, channel, state, amount_fen, refunded_fen, action,
  failure_code, created_at, expires_at, request_hash`;

function toPayment(row: PaymentRow): StoredPayment {
  return {
    customerId: row.customer_id,
    paymentNo: row.payment_no,
    orderNo: row.order_no,
    gateway: row.gateway,
    channel: row.channel,
    state: row.state,
    amountFen: toFen(row.amount_fen),
    refundedFen: toFen(row.refunded_fen),
    action: row.action,
    failureCode: row.failure_code,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    requestHash: row.request_hash,
  };
}

export async function findPayment(
  on: Queryable,
  customerId: CustomerId,
  paymentNo: PaymentNo,
): Promise<StoredPayment | undefined> {
  const { rows } = await on.query<PaymentRow>({
    name: 'find-payment',
    text: `select ${COLUMNS} from payments where customer_id = $1 and payment_no = $2`,
    values: [customerId, paymentNo],
  });
  return rows[0] && toPayment(rows[0]);
}

export async function lockPayment(
  tx: Transaction,
  customerId: CustomerId,
  paymentNo: PaymentNo,
): Promise<StoredPayment | undefined> {
  const { rows } = await tx.query<PaymentRow>({
    name: 'lock-payment',
    text: `select ${COLUMNS} from payments where customer_id = $1 and payment_no = $2 for update`,
    values: [customerId, paymentNo],
  });
  return rows[0] && toPayment(rows[0]);
}

export async function findPaymentByKey(
  on: Queryable,
  customerId: CustomerId,
  key: string,
): Promise<StoredPayment | undefined> {
  const { rows } = await on.query<PaymentRow>(
    `select ${COLUMNS} from payments where customer_id = $1 and idempotency_key = $2`,
    [customerId, key],
  );
  return rows[0] && toPayment(rows[0]);
}

/** Newest first. */
export async function listPaymentsOfOrder(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<StoredPayment[]> {
  const { rows } = await on.query<PaymentRow>(
    `select ${COLUMNS} from payments where customer_id = $1 and order_no = $2 order by payment_no desc limit 100`,
    [customerId, orderNo],
  );
  return rows.map(toPayment);
}

/** Payments still open that nobody has asked the gateway about since `askedBefore`, oldest first. */
export async function listOpenPayments(
  on: Queryable,
  createdBefore: Date,
  askedBefore: Date,
): Promise<StoredPayment[]> {
  const { rows } = await on.query<PaymentRow>(
    `select ${COLUMNS} from payments
     where state = 'pending' and created_at < $1 and (asked_at is null or asked_at < $2) order by created_at limit 200`,
    [createdBefore, askedBefore],
  );
  return rows.map(toPayment);
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

/** Writes a new payment; false where the customer has used this idempotency key before. */
export async function insertPayment(
  on: Queryable,
  payment: Omit<StoredPayment, 'state' | 'refundedFen' | 'action' | 'failureCode'> & {
    idempotencyKey: string;
  },
): Promise<boolean> {
  const { rowCount } = await on.query(
    `insert into payments (customer_id, payment_no, order_no, gateway, channel, state, amount_fen, created_at, expires_at,
       idempotency_key, request_hash)
     values ($1, $2, $3, $4, $5, 'pending', $6, $7, $8, $9, $10) on conflict (customer_id, idempotency_key) do nothing`,
    [
      payment.customerId,
      payment.paymentNo,
      payment.orderNo,
      payment.gateway,
      payment.channel,
      payment.amountFen,
      payment.createdAt,
      payment.expiresAt,
      payment.idempotencyKey,
      payment.requestHash,
    ],
  );
  return rowCount === 1;
}

export async function saveAction(
  on: Queryable,
  { customerId, paymentNo }: StoredPayment,
  action: PaymentAction,
  reference: string | undefined,
): Promise<void> {
  await on.query(
    `update payments set action = $3, gateway_reference = coalesce($4, gateway_reference)
     where customer_id = $1 and payment_no = $2`,
    [customerId, paymentNo, JSON.stringify(action), reference ?? null],
  );
}

/** Writes a payment's new state and tells those who watch its order. */
export async function savePaymentState(
  tx: Transaction,
  payment: StoredPayment,
  change: { state: PaymentState; at: Date; reference?: string; failureCode?: string; refundedFen?: Fen },
): Promise<void> {
  await Promise.all([
    tx.query(
      `update payments set state = $3, settled_at = coalesce(settled_at, $4), gateway_reference = coalesce($5, gateway_reference),
         failure_code = $6, refunded_fen = $7
       where customer_id = $1 and payment_no = $2`,
      [
        payment.customerId,
        payment.paymentNo,
        change.state,
        change.at,
        change.reference ?? null,
        change.failureCode ?? null,
        change.refundedFen ?? payment.refundedFen,
      ],
    ),
    tx.query(`select pg_notify('order_changed', $1)`, [`${payment.orderNo}|payment|${change.state}`]),
  ]);
}

/** Keeps a notice; false where it was kept before, so that it is applied once however often it comes. */
export async function insertNotice(
  tx: Transaction,
  { customerId, paymentNo }: StoredPayment,
  noticeId: string,
  outcome: string,
  at: Date,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into payment_notices (customer_id, payment_no, notice_id, outcome, received_at) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [customerId, paymentNo, noticeId, outcome, at],
  );
  return rowCount === 1;
}
