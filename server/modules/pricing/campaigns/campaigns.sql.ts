import { ADVISORY_LOCKS } from '../../../platform/advisory-locks.ts';
import type { Queryable, Transaction } from '../../../platform/database.ts';
import type { FormDefinition } from './campaign-form.ts';
import type { CampaignRecord } from './campaign-record.ts';

export const CAMPAIGN_COLUMNS = `campaign_id as "campaignId", kind, state, name, name_en as "nameEn", starts_at as "startsAt",
  ends_at as "endsAt", code, definition, version`;

/** On which processes tell each other that something about prices was saved. */
export const PRICES_CHANGED = 'prices_changed';

/** All there are: coupons of one that is over may still be valid, and staff try drafts. */
export async function listCampaigns(on: Queryable): Promise<CampaignRecord[]> {
  const { rows } = await on.query<CampaignRecord>({
    name: 'pricing-list-campaigns',
    text: `select ${CAMPAIGN_COLUMNS} from campaigns order by campaign_id`,
  });
  return rows;
}

export async function tellOfPrices(on: Queryable): Promise<void> {
  await on.query({ name: 'pricing-tell-of-prices', text: `select pg_notify('${PRICES_CHANGED}', '')` });
}

/** Of two who save campaigns one waits: campaigns name each other, and their codes are one list. */
export async function lockCampaigns(tx: Transaction): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.campaigns]);
}

export type NewCampaign = Omit<CampaignRow, 'version'>;
type CampaignRow = Pick<
  CampaignRecord,
  'campaignId' | 'kind' | 'state' | 'name' | 'nameEn' | 'startsAt' | 'endsAt' | 'code' | 'version'
> & { readonly definition: FormDefinition };

export async function insertCampaign(tx: Transaction, campaign: NewCampaign, at: Date): Promise<void> {
  const { campaignId, kind, state, name, nameEn, startsAt, endsAt, code, definition } = campaign;
  await tx.query({
    name: 'pricing-insert-campaign',
    text: `insert into campaigns (campaign_id, kind, state, name, name_en, starts_at, ends_at, code, definition, made_at, changed_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
    values: [campaignId, kind, state, name, nameEn, startsAt, endsAt, code, JSON.stringify(definition), at],
  });
}

/** Of one whose version is known under the lock. */
export async function updateCampaign(tx: Transaction, campaign: NewCampaign, at: Date): Promise<void> {
  const { campaignId, kind, state, name, nameEn, startsAt, endsAt, code, definition } = campaign;
  await tx.query({
    name: 'pricing-update-campaign',
    text: `update campaigns set kind = $2, state = $3, name = $4, name_en = $5, starts_at = $6, ends_at = $7, code = $8,
             definition = $9, changed_at = $10, version = version + 1 where campaign_id = $1`,
    values: [campaignId, kind, state, name, nameEn, startsAt, endsAt, code, JSON.stringify(definition), at],
  });
}

/** With what counts by it. Of a draft: nobody has had anything of it. */
export async function deleteCampaign(tx: Transaction, campaignId: string): Promise<void> {
  await tx.query({
    name: 'pricing-delete-quotas',
    text: 'delete from campaign_quotas where campaign_id = $1',
    values: [campaignId],
  });
  await tx.query({
    name: 'pricing-delete-campaign',
    text: `delete from campaigns where campaign_id = $1 and state = 'draft'`,
    values: [campaignId],
  });
}
