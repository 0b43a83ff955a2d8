import { toFen, type Fen } from '../../kernel/money.ts';
import type { CustomerId, OrderNo, PaymentNo } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';

export type StoredRefund = {
  readonly customerId: CustomerId;
  readonly refundNo: string;
  readonly paymentNo: PaymentNo;
  readonly orderNo: OrderNo;
  readonly amountFen: Fen;
  readonly reason: string;
  readonly state: 'requested' | 'completed' | 'refused';
};

type RefundRow = Omit<StoredRefund, 'amountFen'> & { amountFen: string };
const COLUMNS = `customer_id as "customerId", refund_no as "refundNo", payment_no as "paymentNo", order_no as "orderNo",
  amount_fen as "amountFen", reason, state`;

export async function insertRefund(tx: Transaction, refund: StoredRefund, at: Date): Promise<void> {
  await tx.query(
    `insert into refunds (customer_id, refund_no, payment_no, order_no, amount_fen, reason, state, requested_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      refund.customerId,
      refund.refundNo,
      refund.paymentNo,
      refund.orderNo,
      refund.amountFen,
      refund.reason,
      refund.state,
      at,
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

/** What was asked back of a payment already: completed or on its way. */
export async function sumRefunds(
  tx: Transaction,
  customerId: CustomerId,
  paymentNo: PaymentNo,
): Promise<Fen> {
  const { rows } = await tx.query<{ sum: string }>(
    `select coalesce(sum(amount_fen), 0) as sum from refunds
     where customer_id = $1 and payment_no = $2 and state <> 'refused'`,
    [customerId, paymentNo],
  );
  return toFen(rows[0]!.sum);
}

/** Ends a refund that is still requested; false where it ended before. */
export async function settleRefund(
  tx: Transaction,
  refund: StoredRefund,
  settled: { state: 'completed' | 'refused'; reference: string | null; at: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update refunds set state = $3, gateway_reference = $4, settled_at = $5
     where customer_id = $1 and refund_no = $2 and state = 'requested'`,
    [refund.customerId, refund.refundNo, settled.state, settled.reference, settled.at],
  );
  return rowCount === 1;
}

/** Whether a gateway has refused to give money of this order back. */
export async function hasRefusedRefund(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<boolean> {
  const { rows } = await on.query<{ found: boolean }>(
    `select exists (select from refunds where customer_id = $1 and order_no = $2 and state = 'refused') as found`,
    [customerId, orderNo],
  );
  return rows[0]!.found;
}

/** A refund, and its place in the walk over all: the time as the database tells it, with its microseconds. */
export type WalkedRefund = Pick<StoredRefund, 'customerId' | 'refundNo'> & { readonly walkedAt: string };

/** The next page of refunds asked for before `before` that have not ended, oldest first. */
export async function listWaitingRefunds(
  on: Queryable,
  before: Date,
  after: WalkedRefund | undefined,
  size: number,
): Promise<WalkedRefund[]> {
  const { rows } = await on.query<WalkedRefund>(
    `select customer_id as "customerId", refund_no as "refundNo", requested_at::text as "walkedAt" from refunds
     where state = 'requested' and requested_at < $1
       and ($2::timestamptz is null or (requested_at, customer_id, refund_no) > ($2::timestamptz, $3, $4))
     order by requested_at, customer_id, refund_no limit $5`,
    [before, after?.walkedAt ?? null, after?.customerId ?? '', after?.refundNo ?? '', size],
  );
  return rows;
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
