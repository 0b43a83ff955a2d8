import { m } from '#lib/words/m.ts';
import type { Language } from '#server/kernel/language.ts';
import type { Campaigns } from '#server/modules/pricing/index.ts';

type RefusalOf<Name extends 'change' | 'act' | 'create' | 'remove'> =
  Awaited<ReturnType<Campaigns[Name]>> extends infer Outcome
    ? Outcome extends { readonly ok: false; readonly error: infer Refused }
      ? Refused
      : never
    : never;

/** Why nothing was saved: at the fields that it is about, or for the whole. */
export function saveRefusal(
  refusal: RefusalOf<'change'> | RefusalOf<'create'>,
  campaigns: Campaigns,
  language: Language,
): { readonly errors?: Record<string, string>; readonly refusal: string } {
  switch (refusal.code) {
    case 'campaign_invalid': {
      const said = refusal.faults.map(
        ({ path, code }) => [fieldOf(path), campaigns.forPages.sayFault(code, language)] as const,
      );
      return { errors: Object.fromEntries(said), refusal: m.campaign_not_saved() };
    }
    case 'campaign_changed':
      return { refusal: m.campaign_was_changed() };
    case 'campaign_fixed':
      return {
        errors: Object.fromEntries(refusal.fields.map((field) => [field, m.campaign_field_fixed()])),
        refusal: refusal.because === 'coupons_out' ? m.campaign_coupons_out() : m.campaign_kind_fixed(),
      };
    case 'campaign_not_found':
      return { refusal: m.campaign_gone() };
  }
}

/** The field of the form that a fault of the document stands at. */
function fieldOf(path: string): string {
  const [first = '', at = '', part = ''] = path.split('.');
  if (first !== 'steps' || at === '') return first;
  return part === 'thresholdAmount' ? `step-threshold-${at}` : `step-off-${at}`;
}

export function actRefusal(refusal: RefusalOf<'act'>): string {
  switch (refusal.code) {
    case 'campaign_state':
      return m.campaign_state_refused();
    case 'campaign_over':
      return m.campaign_over_refused();
    case 'campaign_changed':
      return m.campaign_was_changed();
    case 'campaign_not_found':
      return m.campaign_gone();
  }
}

export function removeRefusal(refusal: RefusalOf<'remove'>): string {
  switch (refusal.code) {
    case 'campaign_not_draft':
      return m.campaign_not_draft();
    case 'campaign_named':
      return m.campaign_named({ names: refusal.by.map(({ name }) => name).join(m.campaign_separator()) });
    case 'campaign_changed':
      return m.campaign_was_changed();
    case 'campaign_not_found':
      return m.campaign_gone();
  }
}
