import { m } from '#lib/words/m.ts';

/** What an order agrees to: a sentence around two links. */
export type Agreement = Readonly<Record<'before' | 'terms' | 'between' | 'privacy' | 'after', string>>;

export function agreementWords(): Agreement {
  return {
    before: m.checkout_agree_before(),
    terms: m.sign_in_terms(),
    between: m.checkout_agree_between(),
    privacy: m.sign_in_privacy(),
    after: m.checkout_agree_after(),
  };
}
