import type { RequestEvent } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readText } from '#lib/form/read-form.server.ts';
import { wordsIn } from '#server/kernel/language.ts';
import type { Campaigns } from '#server/modules/pricing/index.ts';
import { categoryChoices } from '../goods/category-choices.ts';
import type { CampaignDraft } from './campaign-draft.ts';
import { toLocal } from './local-time.ts';

const MOST_PROPOSALS = 8;

/** What a form for a campaign chooses from: categories, other campaigns, times to come. */
export async function aroundOf(event: RequestEvent, own?: string) {
  const { campaigns, catalog } = requireOffice(event);
  const { language } = event.locals;
  const locale = language === 'en' ? 'en' : 'zh';
  const others = campaigns.forPages.names();
  return {
    categories: categoryChoices(await catalog.categories(), locale),
    others: others
      .filter(({ campaignId }) => campaignId !== own)
      .map(({ campaignId, name, nameEn, isGoodsCoupon }) => ({
        ...{ id: campaignId, isGoodsCoupon },
        name: locale === 'en' ? (nameEn ?? name) : name,
      })),
    proposals: (await campaigns.forPages.proposals())
      .slice(0, MOST_PROPOSALS)
      .map(({ key, name, from, until }) => ({
        ...{ key, name: wordsIn(name, language) },
        days: `${from} – ${until.slice(5)}`,
      })),
  };
}

/** The draft with the time that was proposed, where one was taken. */
export async function proposeIn(
  draft: CampaignDraft,
  form: FormData,
  campaigns: Campaigns,
): Promise<CampaignDraft> {
  const key = readText(form, 'propose', 40);
  const proposal =
    key === '' ? undefined : (await campaigns.forPages.proposals()).find((one) => one.key === key);
  if (proposal === undefined) return draft;
  const { startsAt, endsAt } = proposal;
  return { ...draft, typed: { ...draft.typed, startsAt: toLocal(startsAt), endsAt: toLocal(endsAt) } };
}
