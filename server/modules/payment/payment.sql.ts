import { actorColumns, type Actor } from '../../kernel/actor.ts';
import { addFen, toFen, type Fen } from '../../kernel/money.ts';
import type { CustomerId, OrderNo, PaymentNo } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { AskedPayment } from './gateway.ts';
import { afterMove, type PaymentMove } from './payment.transitions.ts';
import type { Channel, PaymentAction, PaymentInstalments, PaymentState } from './payment.ts';

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
  /** The gateway's own number, as its last report had it. */
  readonly reference: string | null;
  /** The shop's account at the gateway when it was begun; null in payments of before it was written down. */
  readonly merchant: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly requestHash: Buffer;
  /** Which of the order's few places for open payments it took; null for one from before there were such places. */
  readonly openPlace: number | null;
  /** Null: paid at once. */
  readonly instalments: PaymentInstalments | null;
};

/** As the driver hands it over: amounts are text, see `toFen`. */
export type PaymentRow = Omit<StoredPayment, 'amountFen' | 'refundedFen' | 'instalments'> & {
  readonly amountFen: string;
  readonly refundedFen: string;
  readonly instalments:
    (Omit<PaymentInstalments, 'totalAmount' | 'feeAmount'> & { feeAmount: number }) | null;
};

export const PAYMENT_COLUMNS = `customer_id as "customerId", payment_no as "paymentNo", order_no as "orderNo", gateway, channel,
  state, amount_fen as "amountFen", refunded_fen as "refundedFen", action, failure_code as "failureCode",
  gateway_reference as reference, merchant,  created_at as "createdAt", expires_at as "expiresAt", request_hash as "requestHash", open_place as "openPlace",
  case when instalment_periods is not null then json_build_object('periods', instalment_periods,
    'feeRateBasisPoints', instalment_fee_rate, 'feeBearer', instalment_fee_bearer, 'feeAmount', instalment_fee_fen,
    'yearlyRateBasisPoints', instalment_yearly_rate) end as instalments`;

type Amounts = Pick<StoredPayment, 'amountFen' | 'refundedFen' | 'instalments'>;

function toInstalments({ instalments }: PaymentRow, amountFen: Fen): PaymentInstalments | null {
  if (instalments === null) return null;
  const feeAmount = toFen(instalments.feeAmount);
  return { ...instalments, feeAmount, totalAmount: addFen(amountFen, feeAmount) };
}

export function toPayment<Of extends PaymentRow>(row: Of): Omit<Of, keyof Amounts> & Amounts {
  const [amountFen, refundedFen] = [toFen(row.amountFen), toFen(row.refundedFen)];
  return { ...row, amountFen, refundedFen, instalments: row.instalments && toInstalments(row, amountFen) };
}

/** A payment as its gateway is asked about it. */
export function asked({ amountFen: amount, ...payment }: StoredPayment): AskedPayment {
  const { paymentNo, channel, createdAt, expiresAt, reference } = payment;
  return { paymentNo, amount, channel, createdAt, expiresAt, reference };
}

export async function findPayment(
  on: Queryable,
  customerId: CustomerId,
  paymentNo: PaymentNo,
): Promise<StoredPayment | undefined> {
  const { rows } = await on.query<PaymentRow>({
    name: 'find-payment',
    text: `select ${PAYMENT_COLUMNS} from payments where customer_id = $1 and payment_no = $2`,
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
    text: `select ${PAYMENT_COLUMNS} from payments where customer_id = $1 and payment_no = $2 for update`,
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
    `select ${PAYMENT_COLUMNS} from payments where customer_id = $1 and idempotency_key = $2`,
    [customerId, key],
  );
  return rows[0] && toPayment(rows[0]);
}

/** Every attempt to pay an order, newest first. An order has `MAX_PAYMENTS` at most. */
export async function listPaymentsOfOrder(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<StoredPayment[]> {
  const { rows } = await on.query<PaymentRow>(
    `select ${PAYMENT_COLUMNS} from payments where customer_id = $1 and order_no = $2 order by payment_no desc`,
    [customerId, orderNo],
  );
  return rows.map((row) => toPayment(row));
}

/** Every payment of an order whose money the shop holds or has held. */
export async function listMoneyOfOrder(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<StoredPayment[]> {
  const { rows } = await on.query<PaymentRow>({
    name: 'list-money-of-order',
    text: `select ${PAYMENT_COLUMNS} from payments
           where customer_id = $1 and order_no = $2 and state in ('succeeded', 'partly_refunded', 'refunded')
           order by payment_no`,
    values: [customerId, orderNo],
  });
  return rows.map((row) => toPayment(row));
}

/** Writes a new payment; false where its idempotency key was used before, or its place among the open ones is taken. */
export async function insertPayment(
  on: Queryable,
  payment: Omit<StoredPayment, 'state' | 'refundedFen' | 'action' | 'failureCode' | 'reference'> & {
    idempotencyKey: string;
  },
): Promise<boolean> {
  const { rowCount } = await on.query(
    `insert into payments (customer_id, payment_no, order_no, gateway, channel, state, amount_fen, created_at, expires_at,
       idempotency_key, request_hash, open_place, instalment_periods, instalment_fee_rate, instalment_fee_bearer, instalment_fee_fen,
       instalment_yearly_rate, merchant)
     values ($1, $2, $3, $4, $5, 'pending', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) on conflict do nothing`,
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
      payment.openPlace,
      payment.instalments?.periods,
      payment.instalments?.feeRateBasisPoints,
      payment.instalments?.feeBearer,
      payment.instalments?.feeAmount,
      payment.instalments?.yearlyRateBasisPoints,
      payment.merchant,
    ],
  );
  return rowCount === 1;
}

/** Keeps what the payer is to do; false where the payment is not open any more, and nothing is to be done. */
export async function saveAction(
  on: Queryable,
  { customerId, paymentNo }: StoredPayment,
  action: PaymentAction,
  reference: string | undefined,
): Promise<boolean> {
  const { rows } = await on.query<{ state: PaymentState }>(
    `update payments set action = $3, gateway_reference = coalesce($4, gateway_reference)
     where customer_id = $1 and payment_no = $2 returning state`,
    [customerId, paymentNo, JSON.stringify(action), reference ?? null],
  );
  return rows[0]?.state === 'pending';
}

/** Makes a legal move of a payment that the transaction has locked, and tells those who watch its order. */
export async function savePaymentState(
  tx: Transaction,
  payment: StoredPayment,
  change: {
    move: PaymentMove;
    at: Date;
    actor: Actor;
    reference?: string;
    failureCode?: string;
    refundedFen?: Fen;
  },
): Promise<void> {
  const state = afterMove(payment.state, change.move);
  await Promise.all([
    tx.query(
      `update payments set state = $3, settled_at = coalesce(settled_at, $4), gateway_reference = coalesce($5, gateway_reference),
         failure_code = $6, refunded_fen = $7, changed_by = $8, changed_by_id = $9
       where customer_id = $1 and payment_no = $2`,
      [
        payment.customerId,
        payment.paymentNo,
        state,
        change.at,
        change.reference ?? null,
        change.failureCode ?? null,
        change.refundedFen ?? payment.refundedFen,
        ...actorColumns(change.actor),
      ],
    ),
    tx.query(`select pg_notify('order_changed', $1)`, [`${payment.orderNo}|payment|${state}`]),
  ]);
}

/** Keeps a notification; false where it was kept before, so that it is applied once however often it comes. */
export async function insertNotification(
  tx: Transaction,
  { customerId, paymentNo }: StoredPayment,
  notificationId: string,
  outcome: string,
  at: Date,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into payment_notices (customer_id, payment_no, notice_id, outcome, received_at) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [customerId, paymentNo, notificationId, outcome, at],
  );
  return rowCount === 1;
}
