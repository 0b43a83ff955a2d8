import { fileURLToPath } from 'node:url';
import type { WordName } from '../../../web/src/lib/words/compiled/names.ts';
import { joinWords, readWordsFiles } from '../../../web/words/read-words.ts';

const FAMILIES = fileURLToPath(new URL('../../../web/src/lib', import.meta.url));
const WORDS = joinWords(readWordsFiles(FAMILIES));
export type Word = WordName;

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
  const text = WORDS.get(word)?.[language];
  if (typeof text !== 'string') throw new Error(`${word} depends on a number: name it by its parts`);
  return text;
}
