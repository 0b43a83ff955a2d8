import { fail, redirect } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { withoutNulls, draftToForm } from '#lib/campaign/draft-to-form.server.ts';
import { aroundOf, proposeIn } from '#lib/campaign/editor.server.ts';
import { emptyDraft, readDraft, readKind } from '#lib/campaign/read-draft.server.ts';
import { saveRefusal } from '#lib/campaign/refusal.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const office = requireOffice(event);
  const kind = readKind(event.url.searchParams.get('kind'));
  return { draft: emptyDraft(kind, office.campaigns.forPages.now()), ...(await aroundOf(event)) };
};

export const actions: Actions = {
  async refresh(event) {
    const office = requireOffice(event, 'campaigns:change');
    const form = await event.request.formData();
    const draft = await readDraft(form, { ...event.locals, office });
    return { draft: await proposeIn(draft, form, office.campaigns) };
  },

  async save(event) {
    const office = requireOffice(event, 'campaigns:change');
    const { language } = event.locals;
    const draft = await readDraft(await event.request.formData(), { ...event.locals, office });
    const read = draftToForm(draft, language === 'en' ? 'en' : 'zh');
    if ('errors' in read) return fail(422, { draft, errors: read.errors });
    const outcome = await office.campaigns.create(office.session, withoutNulls(read.form), 'draft');
    if (outcome.ok) redirect(303, `/admin/campaigns/${outcome.value.campaignId}?made`);
    return fail(422, { draft, ...saveRefusal(outcome.error, office.campaigns, language) });
  },
};
