import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { fen, toFen, type Fen } from '../../kernel/money.ts';
import type { Queryable } from '../../platform/database.ts';

/** Money that moved at a gateway: in by a payment, or, below nothing, back by a refund. */
export type MovedMoney = {
  readonly customerId: CustomerId;
  readonly orderNo: OrderNo;
  readonly kind: 'payment' | 'refund';
  readonly no: string;
  readonly movedFen: Fen;
};
export type Span = { readonly since: Date; readonly before: Date };

type Row = Omit<MovedMoney, 'kind' | 'movedFen'> & { readonly amountFen: string };

/** Payments that were settled within a span and brought money, by their numbers, after one of them. */
export async function listPaidWithin(
  on: Queryable,
  { since, before }: Span,
  after: string | undefined,
  limit: number,
): Promise<MovedMoney[]> {
  const { rows } = await on.query<Row>({
    name: 'list-paid-within',
    text: `select customer_id as "customerId", order_no as "orderNo", payment_no as no, amount_fen as "amountFen" from payments
      where settled_at >= $1 and settled_at < $2 and state in ('succeeded', 'partly_refunded', 'refunded') and (payment_no) > ($3)
      order by payment_no limit $4`,
    values: [since, before, after ?? '', limit],
  });
  return rows.map(({ amountFen, ...row }) => ({ ...row, kind: 'payment', movedFen: toFen(amountFen) }));
}

/** Refunds that were completed within a span, likewise. */
export async function listRefundedWithin(
  on: Queryable,
  { since, before }: Span,
  after: string | undefined,
  limit: number,
): Promise<MovedMoney[]> {
  const { rows } = await on.query<Row>({
    name: 'list-refunded-within',
    text: `select customer_id as "customerId", order_no as "orderNo", refund_no as no, amount_fen as "amountFen" from refunds
      where settled_at >= $1 and settled_at < $2 and state = 'completed' and (refund_no) > ($3) order by refund_no limit $4`,
    values: [since, before, after ?? '', limit],
  });
  return rows.map(({ amountFen, ...row }) => ({
    ...row,
    kind: 'refund',
    movedFen: fen(-toFen(amountFen)),
  }));
}
