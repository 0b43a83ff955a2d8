import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readNumber } from '#lib/form/read-form.server.ts';
import { m } from '#lib/words/m.ts';
import { wordsIn, type Language } from '#server/kernel/language.ts';
import type { TemplateFault } from '#server/modules/pricing/freight-templates/check-template.decide.ts';
import { tellFault } from '#server/modules/pricing/freight-templates/template-words.ts';
import { regionLevels } from '../address/find-regions.server.ts';
import { readDefinition } from './draft-to-template.server.ts';
import type { DraftErrors, EditorView, FreightDraft } from './freight-draft.ts';
import { viewPlaces, type RegionNames } from './pick-regions.server.ts';
import { readDraft } from './read-freight.server.ts';
import { tryDraft } from './try-draft.server.ts';

export function regionNames(event: RequestEvent): RegionNames {
  const { freight } = requireOffice(event);
  return { nameOf: freight.nameOf, provinces: event.locals.shop.addresses.regions() };
}

/** A draft with all that its form shows. */
export function viewEditor(event: RequestEvent, draft: FreightDraft): EditorView {
  const { addresses } = event.locals.shop;
  const { city, ...levels } = regionLevels(addresses.regions(), draft.trial);
  return {
    draft: { ...draft, trial: { ...draft.trial, city } },
    ...viewPlaces(draft, regionNames(event)),
    levels: { ...levels, asOf: addresses.regionsAsOf },
  };
}

/** The actions of a form that save nothing. */
export const trying = {
  async refresh(event: RequestEvent) {
    return { view: viewEditor(event, readDraft(await event.request.formData())) };
  },
  async trial(event: RequestEvent) {
    const draft = readDraft(await event.request.formData());
    const { tried, errors } = tryDraft(draft, { ...regionNames(event), ...requireOffice(event) });
    return { view: viewEditor(event, draft), tried, errors };
  },
};

/** Saves what a form says, a new template where `id` is undefined; or answers it again with what is wrong. */
export async function saveDraft(event: RequestEvent, id?: string) {
  const { freight, session } = requireOffice(event, 'prices:change');
  const form = await event.request.formData();
  const draft = readDraft(form);
  const refuse = (status: number, refusal: string, errors: DraftErrors = {}) =>
    fail(status, { view: viewEditor(event, draft), errors, refusal });
  const read = readDefinition(draft);
  const nameless: DraftErrors = draft.name === '' ? { name: m.template_name_missing() } : {};
  if ('errors' in read || draft.name === '')
    return refuse(422, m.template_not_saved(), { ...nameless, ...('errors' in read && read.errors) });
  const { name, isDefault } = draft;
  const { definition } = read;
  const outcome =
    id === undefined
      ? await freight.make(session, { name, isDefault, definition })
      : await freight.change(session, {
          ...{ id, expectedVersion: Number(readNumber(form, 'version')) || 0, name, definition },
          ...{ isDefault, isNeverFree: definition.free === undefined },
        });
  if (outcome.ok)
    redirect(303, `/admin/freight/${outcome.value.templateId}?${id === undefined ? 'made' : 'saved'}`);
  const { error } = outcome;
  if (error.code === 'freight_template_faulty')
    return refuse(422, m.template_not_saved(), errorsOf(error.faults, event.locals.language));
  return refuse(409, saveRefusal(error.code));
}

function saveRefusal(
  code:
    | 'too_many_freight_templates'
    | 'freight_template_not_found'
    | 'freight_template_changed'
    | 'freight_template_is_default',
): string {
  switch (code) {
    case 'too_many_freight_templates':
      return m.template_too_many();
    case 'freight_template_not_found':
      return m.template_gone();
    case 'freight_template_changed':
      return m.template_was_changed();
    case 'freight_template_is_default':
      return m.template_stays_default();
  }
}

/** `rows.0.regions` is the field `row-0-regions` of the form. */
function errorsOf(faults: readonly TemplateFault[], language: Language): DraftErrors {
  const said = new Map<string, string>();
  for (const fault of faults) {
    const field = fault.field.replace(/^rows\.(\d+)\./, 'row-$1-');
    const words = wordsIn(tellFault(fault), language);
    const before = said.get(field);
    said.set(field, before === undefined ? words : `${before}${m.template_and()}${words}`);
  }
  return Object.fromEntries(said);
}

/** Deletes it, or says what stands in the way. */
export async function removeTemplate(event: RequestEvent, id: string) {
  const { freight, session } = requireOffice(event, 'prices:change');
  const outcome = await freight.remove(session, id);
  if (outcome.ok || outcome.error.code === 'freight_template_not_found')
    redirect(303, '/admin/freight?deleted');
  const { error } = outcome;
  if (error.code === 'freight_template_is_default') return fail(409, { refusal: m.template_stays_default() });
  const names = error.products.map(({ name }) => name).join(m.role_separator());
  return fail(409, { refusal: m.template_in_use({ count: error.count, names }) });
}
