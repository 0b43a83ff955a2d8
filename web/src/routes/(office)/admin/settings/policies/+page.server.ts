import { fail } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readPolicies } from '#lib/settings/read-section.server.ts';
import { findSection, saveTyped, tellFaults } from '#lib/settings/save-section.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Where nothing was published, what comes with the program is there to be rewritten. */
export const load: PageServerLoad = async (event) => {
  const { value, section } = await findSection(event, 'policies');
  if (section.version > 0) return { value, section };
  const { privacy } = event.locals.shop;
  const [zh, en] = (['zh-CN', 'en'] as const).map(
    (language) => async (kind: 'terms' | 'privacy') =>
      (await privacy.policy(kind, undefined, language))?.markdown ?? '',
  );
  return {
    section,
    value: {
      terms: { zh: await zh!('terms'), en: await en!('terms') },
      privacy: { zh: await zh!('privacy'), en: await en!('privacy') },
    },
  };
};

export const actions: Actions = {
  async save(event) {
    const form = await event.request.formData();
    return saveTyped(event, form, 'policies', readPolicies(form));
  },
  /** Shows what was typed as customers would read it, and saves nothing. */
  async preview(event) {
    const { settings } = requireOffice(event);
    const typed = readPolicies(await event.request.formData());
    const previewed = settings.previewPolicies(typed);
    if (!previewed.ok) return fail(422, { typed, refusal: { errors: tellFaults(previewed.error.faults) } });
    return { typed, preview: previewed.value };
  },
};
