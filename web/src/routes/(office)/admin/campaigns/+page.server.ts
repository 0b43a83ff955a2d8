import { fail } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { actRefusal } from '#lib/campaign/refusal.server.ts';
import { PHASES, viewRow } from '#lib/campaign/campaign-view.ts';
import { readText } from '#lib/form/read-form.server.ts';
import type { CampaignPhase } from '#server/modules/pricing/index.ts';
import type { Actions, PageServerLoad } from './$types';

const PAGE = 30;
const ID = /^[0-9a-f-]{36}$/;

export const load: PageServerLoad = async (event) => {
  const { campaigns, session } = requireOffice(event);
  const { searchParams } = event.url;
  const named = searchParams.get('phase');
  const phase = PHASES.find((one) => one === named);
  const after = searchParams.get('after') ?? '';
  const cursor = ID.test(after) ? after : undefined;
  const [page, counts] = await Promise.all([
    campaigns.list({ phase, cursor, limit: PAGE }),
    campaigns.count(),
  ]);
  const locale = event.locals.language === 'en' ? 'en' : 'zh';
  return {
    phase,
    from: cursor,
    isRemoved: searchParams.has('removed'),
    mayChange: session.permissions.has('campaigns:change'),
    items: page.items.map((one) => viewRow(one, locale)),
    next: page.nextCursor ?? undefined,
    counts: Object.fromEntries(counts) as Partial<Record<CampaignPhase, number>>,
  };
};

export const actions: Actions = {
  async act(event) {
    const { campaigns, session } = requireOffice(event, 'campaigns:change');
    const form = await event.request.formData();
    const act = readText(form, 'act', 10) === 'resume' ? 'resume' : 'pause';
    const outcome = await campaigns.act(session, { campaignId: readText(form, 'id', 36) }, act);
    return outcome.ok
      ? { done: { act, name: outcome.value.name } }
      : fail(409, { refusal: actRefusal(outcome.error) });
  },
};
