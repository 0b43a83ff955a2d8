import { randomUUID } from 'node:crypto';
import { PRICES_CHANGED } from '../../../server/modules/pricing/campaigns/campaigns.sql.ts';
import { onDatabase } from './on-database.ts';

type Campaign = {
  readonly kind: string;
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>>;
  /** How long it still holds; ten days where nothing is said. */
  readonly hours?: number;
  /** By which it is claimed, where it is not offered to everybody. */
  readonly code?: string;
};

/** A campaign that runs, as the staff would have started it; its id. */
export async function startCampaign({
  kind,
  name,
  definition,
  hours = 240,
  code,
}: Campaign): Promise<string> {
  const id = randomUUID();
  await onDatabase(
    `insert into campaigns (campaign_id, kind, state, name, starts_at, ends_at, definition, code, made_at, changed_at)
     values ($1, $2, 'running', $3, now() - interval '1 day', now() + make_interval(hours => $4), $5, $6, now(), now())`,
    [id, kind, name, hours, JSON.stringify(definition), code ?? null],
  );
  await onDatabase(`select pg_notify('${PRICES_CHANGED}', '')`);
  return id;
}

/** So many pieces of an SKU a campaign of prices may give, in all. */
export function limitPieces(campaignId: string, skuId: string, most: number): Promise<void> {
  return onDatabase('insert into campaign_quotas (campaign_id, part, most) values ($1, $2, $3)', [
    campaignId,
    `sku ${skuId}`,
    most,
  ]);
}

/** A coupon of a campaign in a customer's hands; its id. */
export async function giveCoupon(customerId: string, campaignId: string): Promise<string> {
  const id = randomUUID();
  await onDatabase(
    `insert into coupons (customer_id, coupon_id, campaign_id, nth, state, valid_from, valid_until, way, claimed_at)
     values ($1, $2, $3, 1, 'usable', now() - interval '1 day', now() + interval '9 days', 'given', now())`,
    [customerId, id, campaignId],
  );
  return id;
}

/** What a coupon asks for where a test says nothing else. */
export const couponTerms = (more: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...{ thresholdAmount: 0, scope: { kind: 'all' }, audience: 'all' },
  ...{ quota: 1_000, quotaPerCustomer: 1, validDays: 10 },
  ...more,
});
