import { actorColumns, type Actor } from '../../kernel/actor.ts';
import { toFen, type Fen } from '../../kernel/money.ts';
import type { CustomerId, OrderNo, PaymentNo } from '../../kernel/ids.ts';
import { afterRefundMove, type RefundMove, type RefundState } from './payment.transitions.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';

export type StoredRefund = {
  readonly customerId: CustomerId;
  readonly refundNo: string;
  readonly paymentNo: PaymentNo;
  readonly orderNo: OrderNo;
  readonly amountFen: Fen;
  readonly reason: string;
  readonly state: RefundState;
  readonly requestedAt: Date;
  /** When it was requested, or asked for again after it was refused. */
  readonly waitsSince: Date;
};

/** What a gateway says of a refund that is no end of it; `no_gateway`: there is nobody to ask. */
export type WaitingAnswer = 'pending' | 'unknown' | 'no_gateway';

type RefundRow = Omit<StoredRefund, 'amountFen'> & { amountFen: string };
const COLUMNS = `customer_id as "customerId", refund_no as "refundNo", payment_no as "paymentNo", order_no as "orderNo",
  amount_fen as "amountFen", reason, state, requested_at as "requestedAt", coalesce(reopened_at, requested_at) as "waitsSince"`;

/** A refund that has not ended. */
export type WaitingRefund = StoredRefund & {
  /** Null until its gateway was asked. */
  readonly lastAnswer: WaitingAnswer | null;
  readonly askAgainAt: Date | null;
};

type WaitingRow = Omit<WaitingRefund, 'amountFen'> & { amountFen: string };
const WAITING_COLUMNS = `${COLUMNS}, last_answer as "lastAnswer", ask_again_at as "askAgainAt"`;
const toWaiting = (row: WaitingRow): WaitingRefund => ({ ...row, amountFen: toFen(row.amountFen) });

export async function insertRefund(
  tx: Transaction,
  refund: Omit<StoredRefund, 'waitsSince'>,
  actor: Actor,
): Promise<void> {
  await tx.query(
    `insert into refunds (customer_id, refund_no, payment_no, order_no, amount_fen, reason, state, requested_at,
       requested_by, requested_by_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      refund.customerId,
      refund.refundNo,
      refund.paymentNo,
      refund.orderNo,
      refund.amountFen,
      refund.reason,
      refund.state,
      refund.requestedAt,
      ...actorColumns(actor),
    ],
  );
}

export async function findRefund(
  on: Queryable,
  customerId: CustomerId,
  refundNo: string,
): Promise<StoredRefund | undefined> {
  const { rows } = await on.query<RefundRow>(
    `select ${COLUMNS} from refunds where customer_id = $1 and refund_no = $2`,
    [customerId, refundNo],
  );
  return rows[0] && { ...rows[0], amountFen: toFen(rows[0].amountFen) };
}

export async function lockRefund(
  tx: Transaction,
  customerId: CustomerId,
  refundNo: string,
): Promise<StoredRefund | undefined> {
  const { rows } = await tx.query<RefundRow>({
    name: 'lock-refund',
    text: `select ${COLUMNS} from refunds where customer_id = $1 and refund_no = $2 for update`,
    values: [customerId, refundNo],
  });
  return rows[0] && { ...rows[0], amountFen: toFen(rows[0].amountFen) };
}

/** A refund that has not ended, or undefined. */
export async function findWaitingRefund(
  on: Queryable,
  customerId: CustomerId,
  refundNo: string,
): Promise<WaitingRefund | undefined> {
  const { rows } = await on.query<WaitingRow>({
    name: 'find-waiting-refund',
    text: `select ${WAITING_COLUMNS} from refunds
      where customer_id = $1 and refund_no = $2 and state = 'requested'`,
    values: [customerId, refundNo],
  });
  return rows[0] && toWaiting(rows[0]);
}

/** Has a refund that was refused wait anew; false where it is not refused, or more than what is left to give back. */
export async function reopenRefund(
  tx: Transaction,
  { customerId, refundNo }: StoredRefund,
  { left, at, actor }: { left: Fen; at: Date; actor: Actor },
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'reopen-refund',
    text: `update refunds set state = 'requested', settled_at = null, settled_by = null, settled_by_id = null,
        reopened_at = $3, reopened_by = $5, reopened_by_id = $6, last_answer = null, ask_again_at = null
      where customer_id = $1 and refund_no = $2 and state = 'refused' and amount_fen <= $4`,
    values: [customerId, refundNo, at, left, ...actorColumns(actor)],
  });
  return rowCount === 1;
}

/** What was asked back of a payment already: completed or on its way. */
export async function sumRefunds(on: Queryable, customerId: CustomerId, paymentNo: PaymentNo): Promise<Fen> {
  const { rows } = await on.query<{ sum: string }>(
    `select coalesce(sum(amount_fen), 0) as sum from refunds
     where customer_id = $1 and payment_no = $2 and state <> 'refused'`,
    [customerId, paymentNo],
  );
  return toFen(rows[0]!.sum);
}

/** Ends a refund that the transaction has locked, by a legal move. */
export async function settleRefund(
  tx: Transaction,
  refund: StoredRefund,
  settled: { move: RefundMove; reference: string | null; at: Date; actor: Actor },
): Promise<void> {
  await tx.query(
    `update refunds set state = $3, gateway_reference = $4, settled_at = $5, settled_by = $6, settled_by_id = $7
     where customer_id = $1 and refund_no = $2`,
    [
      refund.customerId,
      refund.refundNo,
      afterRefundMove(refund.state, settled.move),
      settled.reference,
      settled.at,
      ...actorColumns(settled.actor),
    ],
  );
}

/** Every refund of an order that its gateway has refused. */
export async function listRefusedRefunds(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<string[]> {
  const { rows } = await on.query<{ refundNo: string }>({
    name: 'list-refused-refunds',
    text: `select refund_no as "refundNo" from refunds
      where customer_id = $1 and order_no = $2 and state = 'refused' order by refund_no`,
    values: [customerId, orderNo],
  });
  return rows.map(({ refundNo }) => refundNo);
}

/** A refund as the shop sees it. */
export type ShownRefund = Pick<StoredRefund, 'refundNo' | 'paymentNo' | 'amountFen' | 'reason' | 'state'> & {
  readonly requestedAt: Date;
  /** Null until it has ended. */
  readonly settledAt: Date | null;
};

/** Every refund of an order, newest first. */
export async function listRefundsOfOrder(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<ShownRefund[]> {
  const { rows } = await on.query<Omit<ShownRefund, 'amountFen'> & { amountFen: string }>({
    name: 'list-refunds-of-order',
    text: `select refund_no as "refundNo", payment_no as "paymentNo", amount_fen as "amountFen", reason, state,
        requested_at as "requestedAt", settled_at as "settledAt"
      from refunds where customer_id = $1 and order_no = $2 order by refund_no desc`,
    values: [customerId, orderNo],
  });
  return rows.map((row) => ({ ...row, amountFen: toFen(row.amountFen) }));
}

/** Keeps that a refund waits for its gateway, and when that is asked again; false where the refund has ended meanwhile. */
export async function noteWaiting(
  tx: Transaction,
  { customerId, refundNo }: StoredRefund,
  waits: { answer: WaitingAnswer; at: Date; askAgainAt: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'note-waiting-refund',
    text: `update refunds set last_answer = $3, asked_at = $4, ask_again_at = $5
      where customer_id = $1 and refund_no = $2 and state = 'requested'`,
    values: [customerId, refundNo, waits.answer, waits.at, waits.askAgainAt],
  });
  return rowCount === 1;
}

/** Its place in the walk over all is the time as the database tells it, with its microseconds. */
export type WalkedRefund = WaitingRefund & { readonly walkedAt: string };

/** The next page of refunds asked for before `before` that have not ended, oldest first. */
export async function listWaitingRefunds(
  on: Queryable,
  before: Date,
  after: WalkedRefund | undefined,
  size: number,
): Promise<WalkedRefund[]> {
  const { rows } = await on.query<WaitingRow & { walkedAt: string }>(
    `select ${WAITING_COLUMNS}, requested_at::text as "walkedAt" from refunds
     where state = 'requested' and requested_at < $1
       and ($2::timestamptz is null or (requested_at, customer_id, refund_no) > ($2::timestamptz, $3, $4))
     order by requested_at, customer_id, refund_no limit $5`,
    [before, after?.walkedAt ?? null, after?.customerId ?? '', after?.refundNo ?? '', size],
  );
  return rows.map((row) => ({ ...toWaiting(row), walkedAt: row.walkedAt }));
}

/** The orders whose refunds have not ended, twenty at most: their customer cannot be erased yet. */
export async function listOpenRefunds(on: Queryable, customerId: CustomerId): Promise<OrderNo[]> {
  const { rows } = await on.query<{ orderNo: OrderNo }>(
    `select distinct order_no as "orderNo" from refunds where customer_id = $1 and state = 'requested'
     order by order_no limit 20`,
    [customerId],
  );
  return rows.map(({ orderNo }) => orderNo);
}
