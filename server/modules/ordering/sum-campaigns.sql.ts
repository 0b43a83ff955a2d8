import { toFen, type Fen } from '../../kernel/money.ts';
import type { Queryable } from '../../platform/database.ts';

export type CampaignSums = {
  readonly orders: number;
  readonly discountAmount: Fen;
  readonly revenueAmount: Fen;
};

/** Of each campaign the orders that were paid and have it in their price: what it took off, and what they came to. */
export async function sumCampaigns(
  on: Queryable,
  campaignIds: readonly string[],
): Promise<ReadonlyMap<string, CampaignSums>> {
  const { rows } = await on.query<{ campaignId: string; orders: number; off: string; total: string }>({
    name: 'sum-campaigns',
    text: `select campaign_id as "campaignId", count(*)::int as orders, sum(off)::bigint as off, sum(total)::bigint as total
           from (select a.campaign_id, a.customer_id, a.order_no, -sum(a.amount_fen) as off, max(o.total_fen) as total
             from order_adjustments a join orders o using (customer_id, order_no)
             where a.campaign_id = any($1::uuid[]) and o.paid_fen > 0 group by 1, 2, 3) of_orders
           group by campaign_id`,
    values: [campaignIds],
  });
  return new Map(
    rows.map(({ campaignId, orders, off, total }) => [
      campaignId,
      { orders, discountAmount: toFen(off), revenueAmount: toFen(total) },
    ]),
  );
}
