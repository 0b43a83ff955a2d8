/** The languages a person can read the shop in. Chinese is the first and the fallback. */
export type Language = 'zh-CN' | 'en';

/** A text in every language of the shop. */
export type Words = { readonly zh: string; readonly en: string };

export function wordsIn(words: Words, language: Language): string {
  return language === 'en' ? words.en : words.zh;
}
