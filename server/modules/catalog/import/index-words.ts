import { singlesAndPairs, type Segmenter, type Word } from '../segment-words.ts';

/** The texts by which a product is found, by how much a word in them says about it. */
export type SearchTexts = {
  /** Names in both languages, model, brand. */
  readonly title: readonly string[];
  /** Subtitles, highlights, category names. */
  readonly summary: readonly string[];
  /** Attributes, materials, description. */
  readonly rest: readonly string[];
};

/** Makes the search columns of products. Holds the dictionaries for Chinese words and their pinyin. */
export type Indexer = (texts: SearchTexts) => string;

type Weight = 'A' | 'B' | 'C' | 'D';
/** A run of words that is found by its pinyin: lanyaerji, lyej. */
const LONGEST_RUN = 4;
/** Far enough apart that words of different parts never count as neighbours, within PostgreSQL's limit of 16,383. */
const FIRST_POSITION: Record<Weight, number> = { A: 1, B: 3_000, C: 6_000, D: 12_000 };
const MOST_POSITIONS = 2_500;

export async function makeIndexer(segmenter: Segmenter): Promise<Indexer> {
  const { pinyin } = await import('pinyin-pro');
  const spell = (text: string) => pinyin(text, { toneType: 'none', type: 'array', v: true });

  return (texts) => {
    const lexemes = new LexemeList();
    for (const text of texts.title) {
      const words = segmenter.words(text);
      for (const word of words) lexemes.add('A', formsOf(word, segmenter));
      if (words.length > 1 && words.every((word) => word.script === 'latin')) {
        lexemes.add('A', [words.map((word) => word.text).join('')]);
      }
      for (const run of hanRuns(words)) {
        lexemes.add('D', singlesAndPairs(run.join('')));
        for (const spelling of spellings(run, spell)) lexemes.add('D', spelling);
      }
    }
    for (const text of texts.summary)
      for (const word of segmenter.words(text)) lexemes.add('B', formsOf(word, segmenter));
    for (const text of texts.rest)
      for (const word of segmenter.words(text)) lexemes.add('C', formsOf(word, segmenter));
    return lexemes.toString();
  };
}

/** Collects lexemes into the text form of a `tsvector`. Each stands once a weight, so that repeating a word gains nothing. */
class LexemeList {
  readonly #positions = new Map<string, Map<Weight, number>>();
  readonly #used: Record<Weight, number> = { A: 0, B: 0, C: 0, D: 0 };

  /** Adds lexemes that share one position. */
  add(weight: Weight, lexemes: readonly string[]): void {
    if (this.#used[weight] >= MOST_POSITIONS) return;
    const position = FIRST_POSITION[weight] + this.#used[weight];
    this.#used[weight] += 1;
    for (const lexeme of lexemes) {
      const positions = this.#positions.get(lexeme) ?? new Map<Weight, number>();
      if (!positions.has(weight)) positions.set(weight, position);
      this.#positions.set(lexeme, positions);
    }
  }

  toString(): string {
    // Lexemes hold letters and digits only, so the quotes need no escaping.
    return [...this.#positions]
      .map(
        ([lexeme, positions]) =>
          `'${lexeme}':${[...positions].map(([weight, at]) => `${at}${weight}`).join(',')}`,
      )
      .join(' ');
  }
}

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
  const characters = [...run.join('')];
  const syllables = spell(run.join(''));
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
