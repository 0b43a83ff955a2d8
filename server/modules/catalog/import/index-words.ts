import type { Part } from '../search-query.ts';
import { singlesAndPairs, type Segmenter, type Word } from '../segment-words.ts';

/** The texts by which a product is found, by how much a word in them says about it. */
type SearchTexts = {
  /** Names in both languages, model, brand. */
  readonly title: readonly string[];
  /** Subtitles, highlights, category names. */
  readonly summary: readonly string[];
  /** Attributes, options, materials, description. */
  readonly rest: readonly string[];
};

/** Makes the search column of a product, as PostgreSQL reads a `tsvector`. */
export type Indexer = (texts: SearchTexts) => string;

/** A run of words that is found by its pinyin: lanyaerji, lyej. */
const LONGEST_RUN = 4;

export async function makeIndexer(segmenter: Segmenter): Promise<Indexer> {
  const { pinyin } = await import('pinyin-pro');
  const spell = (text: string) => pinyin(text, { toneType: 'none', type: 'array', v: true });

  return (texts) => {
    const lexemes = new Set<string>();
    const add = (part: Part, forms: readonly string[]) =>
      forms.forEach((form) => lexemes.add(`'${part}${form}'`));
    for (const text of texts.title) {
      const words = segmenter.words(text);
      for (const word of words) add('t', formsOf(word, segmenter));
      // KS-H900 is also typed ksh900.
      if (words.length > 1 && words.every((word) => word.script === 'latin'))
        add('t', [words.map((word) => word.text).join('')]);
      for (const run of hanRuns(words)) {
        add('t', singlesAndPairs(run.join('')));
        for (const spelling of spellings(run, spell)) add('t', spelling);
      }
    }
    for (const text of texts.summary)
      for (const word of segmenter.words(text)) add('s', formsOf(word, segmenter));
    for (const text of texts.rest)
      for (const word of segmenter.words(text)) add('r', formsOf(word, segmenter));
    return [...lexemes].join(' ');
  };
}

/** Letters and digits only, so that nothing needs escaping. */
function formsOf({ text, script }: Word, segmenter: Segmenter): string[] {
  if (script === 'han') return segmenter.within(text);
  // 256gb is also found by 256, and h900 by 900.
  const parts = script === 'latin' ? (text.match(/[a-z]+|\d+/g) ?? []) : [];
  return parts.length > 1 ? [text, ...parts.filter((part) => part.length > 1)] : [text];
}

/** The stretches of Chinese words with nothing between them. */
function hanRuns(words: readonly Word[]): string[][] {
  const runs: string[][] = [];
  let run: string[] | undefined;
  for (const word of words) {
    if (word.script !== 'han') {
      run = undefined;
      continue;
    }
    if (run === undefined) runs.push((run = []));
    run.push(word.text);
  }
  return runs;
}

/**
 * Pinyin and initials from each word on, over up to four words. Queries match beginnings, so the longest run holds the
 * shorter ones: lanyaerji is found by lanya and by lany.
 */
function spellings(run: readonly string[], spell: (text: string) => string[]): string[][] {
  // The whole run is spelled at once: which reading a character has depends on its neighbours.
  const syllables = spell(run.join(''));
  const characters = [...run.join('')];
  if (syllables.length !== characters.length) return [];
  const starts: number[] = [];
  let at = 0;
  for (const word of run) {
    starts.push(at);
    at += [...word].length;
  }
  return starts.map((start, index) => {
    const readings = syllables.slice(start, starts[index + LONGEST_RUN] ?? characters.length);
    // A character that has no reading known is left as it is.
    if (!readings.every((reading) => /^[a-z]+$/.test(reading))) return [];
    return [readings.join(''), readings.map((reading) => reading[0]).join('')];
  });
}
