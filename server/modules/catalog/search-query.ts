import { pairsOf, type Segmenter, type Word } from './segment-words.ts';

/** What a person typed, as PostgreSQL text-search queries (`tsquery` in its text form). */
export type SearchQuery = {
  /** Finds products with every word. */
  readonly all: string;
  /** Finds products with any of the words: for when none has all. Null where there is one word only. */
  readonly any: string | null;
  /** Like `all` and `any`, but looks at the title alone. */
  readonly allInTitle: string;
  readonly anyInTitle: string | null;
};

/** Characters of a query that are read; the API refuses longer ones. */
export const LONGEST_QUERY = 100;
/** Words of a query that are read: more would only cost time. */
const MOST_WORDS = 12;
/** A title's words (A) and their looser forms (D), see the migration. */
const TITLE = 'AD';

/** Undefined where the text holds no word at all (only signs or emoji): nothing can be found by it. */
export function readQuery(text: string, segmenter: Segmenter): SearchQuery | undefined {
  const words = segmenter
    .words([...text.slice(0, 4 * LONGEST_QUERY)].slice(0, LONGEST_QUERY).join(''))
    .slice(0, MOST_WORDS);
  if (words.length === 0) return undefined;
  const all = joined(words, '&', '');
  return {
    all,
    any: words.length === 1 ? null : joined(words, '|', ''),
    allInTitle: joined(words, '&', TITLE),
    anyInTitle: words.length === 1 ? null : joined(words, '|', TITLE),
  };
}

function joined(words: readonly Word[], operator: '&' | '|', weights: string): string {
  const separate = words.map((word) => formsOf(word, weights)).join(operator);
  const together = words.map((word) => word.text).join('');
  // Pinyin typed with spaces (lan ya er ji) is kept without: a title's runs of words are indexed as lanyaerji.
  const isSpacedPinyin =
    words.length > 1 && together.length <= 60 && words.every((word) => /^[a-z]+$/.test(word.text));
  return isSpacedPinyin ? `((${separate})|'${together}':*${weights})` : `(${separate})`;
}

/** The forms in which a product may hold a word. A word has letters and digits only, so it needs no escaping. */
function formsOf({ text, script }: Word, weights: string): string {
  const label = weights === '' ? '' : `:${weights}`;
  if (script === 'han') {
    const pairs = pairsOf(text);
    // Words are cut by what stands around them; the pairs find a title that was cut otherwise.
    return pairs.length < 2
      ? `'${text}'${label}`
      : `('${text}'${label}|(${pairs.map((pair) => `'${pair}'${label}`).join('&')}))`;
  }
  // A beginning is enough (head for headphones, erj for erji), but 25 should not find 256.
  if (text.length < 2 || /^\d+$/.test(text)) return `'${text}'${label}`;
  const stem = /^[a-z]{3,}s$/.test(text) ? text.slice(0, -1) : text;
  return `'${stem}':*${weights}`;
}
