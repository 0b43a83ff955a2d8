import { loadNormaliser } from './normalise-words.ts';

/** Cuts text into words as search sees them. */
export type Segmenter = {
  /** The words of a text in order, Chinese ones as long as they come: 蓝牙, 耳机, 头戴式, pro. */
  words(text: string): Word[];
  /** The words within a Chinese word, itself included: 头戴式 gives 头戴 and 头戴式. */
  within(word: string): string[];
};

export type Word = { readonly text: string; readonly script: 'han' | 'latin' | 'other' };

const RUN = /(\p{Script=Han}+)|([a-z0-9]+)|((?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}])+)/gu;
/** PostgreSQL takes lexemes up to 2 kB; nobody searches for words that long. */
const LONGEST_WORD = 60;
/** Words whose inner words are remembered: a catalogue says the same few thousand over and over. */
const MOST_KNOWN = 20_000;

let loading: Promise<Segmenter> | undefined;

/** Loaded when it is first needed: the dictionary takes 0.2 s and 50 MB, and not every process searches. */
export function loadSegmenter(): Promise<Segmenter> {
  loading ??= makeSegmenter();
  loading.catch(() => (loading = undefined));
  return loading;
}

async function makeSegmenter(): Promise<Segmenter> {
  const [{ Jieba }, { dict }, normalise] = await Promise.all([
    import('@node-rs/jieba'),
    import('@node-rs/jieba/dict.js'),
    loadNormaliser(),
  ]);
  const jieba = Jieba.withDict(dict);
  const knownWithin = new Map<string, string[]>();
  return {
    words(text) {
      const words: Word[] = [];
      for (const [run, han, latin] of normalise(text).matchAll(RUN)) {
        if (han !== undefined)
          words.push(
            ...jieba.cut(han, true).map((word) => ({ text: shorten(word), script: 'han' as const })),
          );
        else words.push({ text: shorten(run), script: latin !== undefined ? 'latin' : 'other' });
      }
      return words;
    },
    within(word) {
      let words = knownWithin.get(word);
      if (words === undefined) {
        words = [...new Set([word, ...jieba.cutForSearch(word, true)])];
        if (knownWithin.size >= MOST_KNOWN) knownWithin.clear();
        knownWithin.set(word, words);
      }
      return words;
    },
  };
}

function shorten(word: string): string {
  return word.length <= LONGEST_WORD ? word : [...word].slice(0, LONGEST_WORD).join('');
}

/** Every character of a word, and every pair of neighbours: 头戴式 gives 头, 戴, 式, 头戴, 戴式. */
export function singlesAndPairs(word: string): string[] {
  const characters = [...word];
  return [...characters, ...pairsOf(word)];
}

export function pairsOf(word: string): string[] {
  const characters = [...word];
  return characters.slice(1).map((character, index) => characters[index] + character);
}

/** Words of letters and digits that are looked for as one at most: ks, book, 14, pro. */
export const MOST_GLUED = 4;

/**
 * Words of letters and digits as one: `type-c`, `type c` and `typec` are the same. Undefined for a single word, for words
 * of other scripts, and for mere numbers: 25 6 is not 256.
 */
export function glue(words: readonly Word[]): string | undefined {
  if (words.length < 2 || words.some(({ script }) => script !== 'latin')) return undefined;
  const glued = words.map(({ text }) => text).join('');
  return /^\d+$/.test(glued) || glued.length > LONGEST_WORD ? undefined : glued;
}
