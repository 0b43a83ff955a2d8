import { m } from '#lib/words/m.ts';
import type { Consents } from '#server/modules/customers/index.ts';
import type { ConsentAsked } from './consent-asked.ts';

/**
 * What the bar says that asks again; null where the present texts were agreed to. Said by the server, so that the script
 * of a page carries no words for what hardly ever happens.
 */
export function askAgain({ isCurrent, version }: Consents, next: string): ConsentAsked | null {
  if (isCurrent) return null;
  return {
    version,
    next,
    title: m.consent_bar_title(),
    text: m.consent_bar_text({ version }),
    terms: m.sign_in_terms(),
    privacy: m.sign_in_privacy(),
    agree: m.consent_bar_agree(),
  };
}
