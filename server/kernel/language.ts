/** The languages a person can read the shop in. Chinese is the first and the fallback. */
export type Language = 'zh-CN' | 'en';

/** A text in every language of the shop. */
export type Words = { readonly zh: string; readonly en: string };

export function wordsIn(words: Words, language: Language): string {
  return language === 'en' ? words.en : words.zh;
}

/** The best language for an `Accept-Language` header (RFC 9110, 12.5.4): the one of ours with the highest weight. */
export function chooseLanguage(acceptLanguage: string | undefined): Language {
  let best: { language: Language; weight: number } = { language: 'zh-CN', weight: 0 };
  for (const range of (acceptLanguage ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const q = parameters.find((parameter) => parameter.trim().startsWith('q='));
    const weight = q === undefined ? 1 : Number(q.trim().slice(2));
    const language = tag.startsWith('en') ? 'en' : tag.startsWith('zh') ? 'zh-CN' : undefined;
    if (language !== undefined && weight > best.weight) best = { language, weight };
  }
  return best.language;
}
