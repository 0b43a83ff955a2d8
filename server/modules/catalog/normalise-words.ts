import { cleanSearch } from '../../kernel/clean-text.ts';

/** One way to write what can be written in several: for what is indexed and for what is looked for alike. */
export type Normaliser = (text: string) => string;

/**
 * Counts the ways in which words were made ready for the index. Products that were indexed in an older one are indexed
 * anew by the job `index-words-anew`: raise it with every change of what an index holds.
 */
export const INDEX_VERSION = 1;

/** Letters with marks, of which none is Latin-1 punctuation or a digit. */
const MARKED = /[\u00e0-\u024f\u1e00-\u1eff]/gu;

/** Loaded with what cuts words: the characters take 40 ms and 16 MB. */
export async function loadNormaliser(): Promise<Normaliser> {
  const { Converter } = await import('opencc-js/t2cn');
  const toSimplified = Converter({ from: 't', to: 'cn' });
  return (text) => toSimplified(withoutMarks(cleanSearch(text).toLowerCase()));
}

/**
 * Pinyin with tones is found by letters alone (`ěrjī`: `erji`), and so is what other languages write with marks (`café`:
 * `cafe`). The ü of pinyin is a letter of its own, `v` on every keyboard.
 */
function withoutMarks(text: string): string {
  return text.replace(MARKED, (letter, at: number) => {
    const [base = '', ...marks] = letter.normalize('NFD');
    if (!/[a-z]/.test(base)) return letter;
    const isPinyin = base === 'u' && marks.includes('\u0308') && /[ln]/.test(text[at - 1] ?? '');
    return isPinyin ? 'v' : base;
  });
}
