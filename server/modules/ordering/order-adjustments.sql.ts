import { toFen, type Fen } from '../../kernel/money.ts';
import type { CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { Adjustment } from '../pricing/index.ts';
import type { OrderAdjustment } from './order.ts';

export type NewAdjustmentRow = {
  readonly customerId: CustomerId;
  readonly orderNo: OrderNo;
  readonly seq: number;
  readonly adjustment: Omit<Adjustment, 'kind' | 'pieces'> & { readonly kind: OrderAdjustment['kind'] };
};

/** One round trip, whatever the size of the batch. */
export async function insertAdjustments(tx: Transaction, rows: readonly NewAdjustmentRow[]): Promise<void> {
  await tx.query({
    name: 'insert-order-adjustments',
    text: `insert into order_adjustments (customer_id, order_no, seq, kind, amount_fen, campaign_id, coupon_id, label, label_en,
             lines)
           select c, n, seq, kind, amount, campaign, coupon, label, en, lines::jsonb
           from unnest($1::text[], $2::text[], $3::smallint[], $4::text[], $5::bigint[], $6::uuid[], $7::uuid[], $8::text[],
             $9::text[], $10::text[]) as a (c, n, seq, kind, amount, campaign, coupon, label, en, lines)`,
    values: [
      rows.map(({ customerId }) => customerId),
      rows.map(({ orderNo }) => orderNo),
      rows.map(({ seq }) => seq),
      rows.map(({ adjustment }) => adjustment.kind),
      rows.map(({ adjustment }) => adjustment.amount),
      rows.map(({ adjustment }) => adjustment.campaignId ?? null),
      rows.map(({ adjustment }) => adjustment.couponId ?? null),
      rows.map(({ adjustment }) => adjustment.label?.zh ?? ''),
      rows.map(({ adjustment }) => adjustment.label?.en ?? ''),
      rows.map(({ adjustment }) => JSON.stringify(Object.fromEntries(adjustment.lines))),
    ],
  });
}

/** One of an order that the transaction has locked. */
export async function insertAdjustment(
  tx: Transaction,
  { customerId, orderNo, seq, adjustment }: NewAdjustmentRow,
): Promise<void> {
  const { kind, amount, label, lines } = adjustment;
  const parts = JSON.stringify(Object.fromEntries(lines));
  await tx.query({
    name: 'insert-order-adjustment',
    text: `insert into order_adjustments (customer_id, order_no, seq, kind, amount_fen, label, label_en, lines)
           values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [customerId, orderNo, seq, kind, amount, label?.zh ?? '', label?.en ?? '', parts],
  });
}

/** Of the kinds of prices, and what the staff have changed since. */
export type StoredAdjustment = {
  readonly seq: number;
  readonly kind: OrderAdjustment['kind'];
  readonly amountFen: Fen;
  readonly campaignId: string | null;
  readonly couponId: string | null;
  readonly label: string;
  readonly labelEn: string;
  readonly lines: Readonly<Record<SkuId, Fen>>;
};

/** As JSON beside the columns of `orders`, so that an order is read with them by one statement. */
export const ADJUSTMENTS_OF_ORDER = `(select coalesce(json_agg(json_build_object('seq', a.seq, 'kind', a.kind,
    'amountFen', a.amount_fen, 'campaignId', a.campaign_id, 'couponId', a.coupon_id, 'label', a.label, 'labelEn', a.label_en,
    'lines', a.lines) order by a.seq), '[]')
  from order_adjustments a where a.customer_id = orders.customer_id and a.order_no = orders.order_no)`;

export async function listAdjustments(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<StoredAdjustment[]> {
  const { rows } = await on.query<Omit<StoredAdjustment, 'amountFen'> & { amountFen: string }>({
    name: 'list-order-adjustments',
    text: `select seq, kind, amount_fen as "amountFen", campaign_id as "campaignId", coupon_id as "couponId", label,
             label_en as "labelEn", lines from order_adjustments where customer_id = $1 and order_no = $2 order by seq`,
    values: [customerId, orderNo],
  });
  return rows.map(({ amountFen, ...row }) => ({ ...row, amountFen: toFen(amountFen) }));
}
