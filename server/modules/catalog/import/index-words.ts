import type { Part } from '../search-query.ts';
import { glue, MOST_GLUED, singlesAndPairs, type Segmenter, type Word } from '../segment-words.ts';

/** The texts by which a product is found, by how much a word in them says about it. */
type SearchTexts = {
  /** Names in both languages, model, brand. */
  readonly title: readonly string[];
  /** Subtitles, highlights, category names. */
  readonly summary: readonly string[];
  /** Attributes, options, materials, description. */
  readonly rest: readonly string[];
};

/** What of a product is indexed. */
export type IndexedProduct = {
  readonly name: string;
  readonly nameEn: string;
  readonly model: string;
  readonly brand: string;
  readonly subtitle: string;
  readonly subtitleEn: string;
  readonly highlights: readonly string[];
  readonly attributes: readonly { readonly value: string }[];
  readonly options: readonly { readonly values: readonly string[] }[];
  readonly materials: string;
  readonly description: string;
};

/** The texts of a product that stands in categories of these names. */
export function searchTextsOf(product: IndexedProduct, categoryNames: readonly string[]): SearchTexts {
  const { name, nameEn, model, brand, subtitle, subtitleEn, highlights, attributes, options } = product;
  return {
    title: [name, nameEn, model, brand],
    summary: [subtitle, subtitleEn, ...highlights, ...new Set(categoryNames)],
    rest: [
      ...attributes.map(({ value }) => value),
      ...options.flatMap(({ values }) => values),
      ...[product.materials, product.description],
    ],
  };
}

/** Makes the search column of a product, as PostgreSQL reads a `tsvector`. */
export type Indexer = (texts: SearchTexts) => string;

/** Beside the title only short names are indexed as one (typec, hdmi2), not each two words of an English sentence. */
const SHORT_NAME = 6;
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
      add('t', gluedForms(words, MOST_GLUED));
      for (const run of hanRuns(words)) {
        add('t', singlesAndPairs(run.join('')));
        for (const spelling of spellings(run, spell)) add('t', spelling);
      }
    }
    const addTexts = (part: Part, those: readonly string[]): void => {
      for (const text of those) {
        const words = segmenter.words(text);
        for (const word of words) add(part, formsOf(word, segmenter));
        add(
          part,
          gluedForms(words, 2).filter((form) => /\d/.test(form) || form.length <= SHORT_NAME),
        );
      }
    };
    addTexts('s', texts.summary);
    addTexts('r', texts.rest);
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

/** KS-H900 is also typed ksh900, USB-C usbc, Book 14 book14: neighbours are indexed as one word too, up to so many. */
function gluedForms(words: readonly Word[], most: number): string[] {
  return words.flatMap((_word, from) =>
    Array.from({ length: most - 1 }, (_each, more) =>
      from + more + 2 <= words.length ? glue(words.slice(from, from + more + 2)) : undefined,
    ).filter((form) => form !== undefined),
  );
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
    const whole = readings.join('');
    // ü is typed v, and u by who does not know that: lve and lue.
    return [whole, whole.replaceAll('v', 'u'), readings.map((reading) => reading[0]).join('')];
  });
}
