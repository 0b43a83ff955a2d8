import type { CampaignRecord, CampaignState } from './campaign-record.ts';

export type RemoveRefusal =
  /** It runs or ran: orders and coupons may tell of it. */
  | { readonly code: 'campaign_not_draft'; readonly state: Exclude<CampaignState, 'draft'> }
  /** Others say that they go together with it, or do not. */
  | { readonly code: 'campaign_named'; readonly by: readonly Naming[] };
type Naming = { readonly id: string; readonly name: string };

/** Why a campaign stays; undefined where it may go. A draft was never running: no state leads back to it. */
export function checkRemoval(
  { campaignId, state }: Pick<CampaignRecord, 'campaignId' | 'state'>,
  all: Iterable<CampaignRecord>,
): RemoveRefusal | undefined {
  if (state !== 'draft') return { code: 'campaign_not_draft', state };
  const by = [...all]
    .filter((one) => one.campaignId !== campaignId && namedBy(one).includes(campaignId))
    .map(({ campaignId: id, name }) => ({ id, name }));
  return by.length === 0 ? undefined : { code: 'campaign_named', by };
}

function namedBy({ definition }: CampaignRecord): readonly string[] {
  const exclusiveWith = 'exclusiveWith' in definition ? definition.exclusiveWith : undefined;
  const stacksWith = 'stacksWith' in definition ? definition.stacksWith : undefined;
  return [...(exclusiveWith ?? []), ...(stacksWith ?? [])];
}
