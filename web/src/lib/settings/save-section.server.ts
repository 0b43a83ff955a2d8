import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readNumber } from '#lib/form/read-form.server.ts';
import { m } from '#lib/words/m.ts';
import type { Fault, Section, SectionValues } from '#server/modules/shop-settings/index.ts';
import { settingName } from './setting-fields.ts';
import type { SectionRefusal, SectionView } from './settings-view.ts';

/** A section and what its page says around it. */
export async function findSection<Name extends Section>(
  event: RequestEvent,
  section: Name,
): Promise<{ value: SectionValues[Name]; section: SectionView }> {
  const { settings, session } = requireOffice(event);
  const { value, version, savedAt } = await settings.find(section);
  const mayChange = session.permissions.has('settings:change');
  return { value, section: { version, savedAt, mayChange, hasSaved: event.url.searchParams.has('saved') } };
}

/** What a page gets back, to show what was typed and what is wrong with it. */
type NotSaved<Name extends Section> = {
  readonly typed: SectionValues[Name];
  readonly refusal: SectionRefusal;
};

/** Saves what a page was sent and shows it again, or answers why it was not saved, with what was typed. */
export async function saveTyped<Name extends Section>(
  event: RequestEvent,
  form: FormData,
  section: Name,
  value: SectionValues[Name],
): Promise<ActionFailure<NotSaved<Name>>> {
  const { settings, session } = requireOffice(event, 'settings:change');
  const expectedVersion = Number(readNumber(form, 'expectedVersion'));
  const outcome = await settings.save(session, { section, value, expectedVersion });
  if (outcome.ok) redirect(303, `${event.url.pathname}?saved`);
  if (outcome.error.code === 'settings_invalid') {
    return fail(422, { typed: value, refusal: { errors: tellFaults(outcome.error.faults) } });
  }
  const changed = tellDifference((await settings.find(section)).value, value);
  return fail(409, { typed: value, refusal: { errors: {}, changed } });
}

/** What is wrong with each field, in words. */
export function tellFaults(faults: readonly Fault[]): Record<string, string> {
  return Object.fromEntries(faults.map((fault) => [fault.field, faultWords(fault)]));
}

/** Which fields are others than what holds now. */
function tellDifference(now: object, typed: object): string {
  const [holds, wanted] = [now, typed] as Record<string, unknown>[];
  const names = Object.keys(typed)
    .filter((field) => JSON.stringify(holds![field]) !== JSON.stringify(wanted![field]))
    .map(settingName);
  return names.length === 0
    ? m.settings_changed_same()
    : m.settings_changed_text({ fields: names.join(m.role_separator()) });
}

function faultWords({ field, fault, limit = 0 }: Fault): string {
  const label = settingName(field);
  if (/^(?:terms|privacy)\./.test(field) && fault === 'malformed') return m.settings_policy_wrong({ label });
  if (field === 'licenceNo' && fault === 'malformed') return m.settings_licence_no_wrong();
  switch (fault) {
    case 'missing':
      return m.settings_missing({ label });
    case 'too_long':
      return m.settings_too_long({ label, limit });
    case 'out_of_range':
      return m.settings_out_of_range({ label, limit });
    case 'malformed':
      return m.settings_malformed({ label });
  }
}
