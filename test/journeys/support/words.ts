import en from '../../../web/messages/en.json' with { type: 'json' };
import enAccount from '../../../web/messages/en.account.json' with { type: 'json' };
import zh from '../../../web/messages/zh.json' with { type: 'json' };
import zhAccount from '../../../web/messages/zh.account.json' with { type: 'json' };

const WORDS = { zh: { ...zh, ...zhAccount }, en: { ...en, ...enAccount } };
export type Word = keyof typeof WORDS.zh;

/** A word of the pages, as a person reads it. A word that was taken out of the pages is a type error here. */
export function say(
  word: Word,
  facts: Record<string, string | number> = {},
  language: 'zh' | 'en' = 'zh',
): string {
  return textOf(word, language).replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name]));
}

/** For words with a part that only the shop knows, such as a waiting time: matches whatever stands in its place. */
export function like(word: Word): RegExp {
  const escaped = textOf(word, 'zh').replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(escaped.replace(/\{\w+\}/g, '.+'));
}

function textOf(word: Word, language: 'zh' | 'en'): string {
  const text = WORDS[language][word];
  if (typeof text !== 'string') throw new Error(`${word} depends on a number: name it by its parts`);
  return text;
}
