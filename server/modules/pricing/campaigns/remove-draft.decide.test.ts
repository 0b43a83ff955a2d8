import { expect, test } from 'vitest';
import { couponCampaign } from '../../../../test/support/campaigns.ts';
import { checkRemoval } from './remove-draft.decide.ts';

const draft = couponCampaign({}, { state: 'draft' });
const { campaignId } = draft;

test('a draft goes; what runs or rests after it ran stays', () => {
  expect(checkRemoval(draft, [draft, couponCampaign()])).toBeUndefined();
  for (const state of ['running', 'paused'] as const)
    expect(checkRemoval({ campaignId, state }, [draft])).toEqual({ code: 'campaign_not_draft', state });
});

test('a draft that others name stays, and they are told', () => {
  const apart = couponCampaign({ exclusiveWith: [campaignId] });
  const together = couponCampaign({ stacksWith: [campaignId] });
  expect(checkRemoval(draft, [draft, apart, couponCampaign(), together])).toEqual({
    code: 'campaign_named',
    by: [apart, together].map(({ campaignId: id, name }) => ({ id, name })),
  });
  // Its own names bind nobody else.
  const naming = couponCampaign({ exclusiveWith: [apart.campaignId] }, { state: 'draft' });
  expect(checkRemoval(naming, [naming, couponCampaign()])).toBeUndefined();
});
