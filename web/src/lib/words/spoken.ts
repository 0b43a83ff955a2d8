/** The languages of the pages, as `<html lang>` and the files of words name them. */
export type Locale = 'en' | 'zh';

/** What can be filled into a word. */
export type Input = string | number;

const inDocument: Locale =
  typeof document !== 'undefined' && document.documentElement.lang.startsWith('en') ? 'en' : 'zh';

let find = (): Locale => inDocument;

/** The language that words are said in. A browser reads it from the page, where the server wrote it. */
export const spoken = (): Locale => find();

/** The server answers many people at once, and says for each of them which language that is. */
export function speakBy(findLocale: () => Locale | undefined): void {
  find = () => findLocale() ?? inDocument;
}

const rules = new Map<Locale, Intl.PluralRules>();

/** The form that this number takes in a language: `one`, `other`. */
export function plural(locale: Locale, count: Input): Intl.LDMLPluralRule {
  const known = rules.get(locale) ?? new Intl.PluralRules(locale);
  rules.set(locale, known);
  return known.select(Number(count));
}
