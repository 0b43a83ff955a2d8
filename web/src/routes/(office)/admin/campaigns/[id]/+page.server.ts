import { error, fail, redirect } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { viewRow } from '#lib/campaign/campaign-view.ts';
import { draftToForm } from '#lib/campaign/draft-to-form.server.ts';
import { aroundOf, proposeIn } from '#lib/campaign/editor.server.ts';
import { draftOf, readDraft } from '#lib/campaign/read-draft.server.ts';
import { readTrial } from '#lib/campaign/read-trial.server.ts';
import { actRefusal, removeRefusal, saveRefusal } from '#lib/campaign/refusal.server.ts';
import { readText } from '#lib/form/read-form.server.ts';
import type { Actions, PageServerLoad } from './$types';

const ACTS = ['start', 'pause', 'resume'] as const;

export const load: PageServerLoad = async (event) => {
  const office = requireOffice(event);
  const { session } = office;
  const locale = event.locals.language === 'en' ? 'en' : 'zh';
  const found = await office.campaigns.show(undefined, event.params.id);
  if (!found.ok) error(404, 'no such campaign');
  const shown = found.value;
  const mayChange = session.permissions.has('campaigns:change');
  return {
    row: viewRow(shown, locale),
    draft: await draftOf(shown, { ...event.locals, office }),
    mayChange,
    isMade: event.url.searchParams.has('made'),
    isRemoving: mayChange && event.url.searchParams.has('remove'),
    isSaved: event.url.searchParams.has('saved'),
    ...(await aroundOf(event, event.params.id)),
  };
};

/** Undefined where the form says none: then whatever holds is meant. */
function readVersion(form: FormData): number | undefined {
  const version = Number(readText(form, 'version', 10));
  return Number.isInteger(version) && version > 0 ? version : undefined;
}

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
    const form = await event.request.formData();
    const draft = await readDraft(form, { ...event.locals, office });
    const read = draftToForm(draft, language === 'en' ? 'en' : 'zh');
    if ('errors' in read) return fail(422, { draft, errors: read.errors });
    const { id } = event.params;
    const outcome = await office.campaigns.change(
      office.session,
      { campaignId: id, expectedVersion: readVersion(form) },
      read.form,
    );
    if (outcome.ok) redirect(303, `/admin/campaigns/${id}?saved`);
    return fail(409, { draft, ...saveRefusal(outcome.error, office.campaigns, language) });
  },

  async act(event) {
    const { campaigns, session } = requireOffice(event, 'campaigns:change');
    const form = await event.request.formData();
    const named = readText(form, 'act', 10);
    const act = ACTS.find((one) => one === named) ?? 'pause';
    const outcome = await campaigns.act(
      session,
      { campaignId: event.params.id, expectedVersion: readVersion(form) },
      act,
    );
    return outcome.ok ? { did: act } : fail(409, { refusal: actRefusal(outcome.error) });
  },

  async remove(event) {
    const { campaigns, session } = requireOffice(event, 'campaigns:change');
    const form = await event.request.formData();
    const which = { campaignId: event.params.id, expectedVersion: readVersion(form) };
    const outcome = await campaigns.remove(session, which);
    if (outcome.ok) redirect(303, '/admin/campaigns?removed');
    return fail(409, { refusal: removeRefusal(outcome.error), isKept: true });
  },

  async trial(event) {
    const office = requireOffice(event);
    const form = await event.request.formData();
    return { trial: await readTrial(form, event.params.id, { ...event.locals, office }) };
  },
};
