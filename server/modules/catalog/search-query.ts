import { glue, MOST_GLUED, pairsOf, type Segmenter, type Word } from './segment-words.ts';

/**
 * Every word of a product is indexed with a letter before it that says where it stands: t for the title, s for the
 * summary (subtitle, highlights, categories), r for the rest. So the index itself knows how well a product fits.
 */
export type Part = 't' | 's' | 'r';

/** Products that fit a query equally well: sales decide among them. No product is in two tiers of one search. */
export type SearchTier = {
  /** The higher, the better; from 3 down, only some of the words are found. */
  readonly tier: number;
  /** A PostgreSQL `tsquery`. */
  readonly query: string;
};

/** Characters of a query that are read; the API refuses longer ones. */
export const LONGEST_QUERY = 100;
/** Words of a query that are read: more would only cost time. */
const MOST_WORDS = 12;
const TITLE: readonly Part[] = ['t'];
const SUMMARY: readonly Part[] = ['t', 's'];
const ANYWHERE: readonly Part[] = ['t', 's', 'r'];

/** Whether a tier holds products that lack some of the words. It is looked at only where no product has them all. */
export function isLoose(tier: number): boolean {
  return tier <= 3;
}

/**
 * What a person typed, as the tiers to look through, the best first: all words in the title, in title and summary,
 * anywhere; then, should nothing be found, all but one, any in the title, any at all. `inOneTier` is for other sorts
 * than relevance: all words anywhere, then any. Empty where the text holds no word (only signs or emoji).
 */
export function readQuery(text: string, segmenter: Segmenter, inOneTier: boolean): SearchTier[] {
  const groups = groupWords(segmenter.words(text), segmenter);
  const words = groups
    .flat()
    .filter((word, index, every) => every.findIndex((other) => other.text === word.text) === index);
  if (words.length === 0) return [];
  const all = (parts: readonly Part[]) =>
    `(${groups.map((group) => formsOfGroup(group, parts)).join('&')}${spacedPinyin(words)})`;
  // Single characters say too little to be looked for alone, where there are longer words.
  const telling = words.filter((word) => word.text.length > 1);
  const loose = telling.length === 0 ? words : telling;
  const any = (parts: readonly Part[]) => `(${loose.map((word) => formsOf(word, parts)).join('|')})`;
  if (inOneTier) {
    return [
      { tier: 4, query: all(ANYWHERE) },
      ...(words.length > 1 ? [{ tier: 1, query: any(ANYWHERE) }] : []),
    ];
  }
  const tiers = [
    { tier: 6, query: all(TITLE) },
    { tier: 5, query: `${all(SUMMARY)}&!${all(TITLE)}` },
    { tier: 4, query: `${all(ANYWHERE)}&!${all(SUMMARY)}` },
  ];
  if (words.length === 1) return tiers;
  if (loose.length < 3)
    return [...tiers, { tier: 2, query: any(TITLE) }, { tier: 1, query: `${any(ANYWHERE)}&!${any(TITLE)}` }];
  const nearly = allButOne(loose);
  return [
    ...tiers,
    { tier: 3, query: nearly },
    { tier: 2, query: `${any(TITLE)}&!${nearly}` },
    { tier: 1, query: `${any(ANYWHERE)}&!${any(TITLE)}&!${nearly}` },
  ];
}

/** What stands together: `usb-c` is one thing in two words, which others write as `usbc`. */
type Group = readonly Word[];

/** The words of a query, so many at most; letters and digits that follow each other are one group. */
function groupWords(cut: readonly Word[], segmenter: Segmenter): Group[] {
  const groups: Word[][] = [];
  let left = MOST_WORDS;
  let last: Word[] | undefined;
  for (const word of cut) {
    for (const small of smallestWords(word, segmenter)) {
      if (left === 0) return groups;
      left -= 1;
      if (small.script === 'latin' && last !== undefined && last.length < MOST_GLUED) last.push(small);
      else groups.push((last = [small]));
      if (small.script !== 'latin') last = undefined;
    }
  }
  return groups;
}

/** All words of a group, or the group written as one. */
function formsOfGroup(group: Group, parts: readonly Part[]): string {
  const forms = group.map((word) => formsOf(word, parts)).join('&');
  const glued = glue(group);
  return glued === undefined ? forms : `((${forms})|${formsOf({ text: glued, script: 'latin' }, parts)})`;
}

/**
 * A compound (无线耳机) is looked for by the words it is made of (无线, 耳机), which are indexed of compounds too: so it also
 * finds a title that has them apart.
 */
function smallestWords(word: Word, segmenter: Segmenter): Word[] {
  if (word.script !== 'han') return [word];
  const inner = segmenter.within(word.text).filter((text) => text !== word.text);
  const isWhole = [...word.text].every((character) => inner.some((text) => text.includes(character)));
  return isWhole ? inner.map((text) => ({ text, script: 'han' })) : [word];
}

function allButOne(words: readonly Word[]): string {
  const forms = words.map((word) => formsOf(word, ANYWHERE));
  return `(${forms.map((_, left) => `(${forms.filter((_form, index) => index !== left).join('&')})`).join('|')})`;
}

/** Pinyin typed with spaces (lan ya er ji) is also looked for without: titles are indexed by runs as lanyaerji. */
function spacedPinyin(words: readonly Word[]): string {
  const together = words.map((word) => word.text).join('');
  const isOne =
    words.length > 1 && together.length <= 60 && words.every((word) => /^[a-z]+$/.test(word.text));
  return isOne ? `|'t${together}':*` : '';
}

/** The forms in which a product may hold a word. A word has letters and digits only, so it needs no escaping. */
function formsOf({ text, script }: Word, parts: readonly Part[]): string {
  const pairs = script === 'han' ? pairsOf(text) : [];
  const forms = parts.map((part) => {
    if (script === 'han') return `'${part}${text}'`;
    // A beginning is enough (head for headphones, erj for erji), but 25 should not find 256.
    if (text.length < 2 || /^\d+$/.test(text)) return `'${part}${text}'`;
    return `'${part}${/^[a-z]{3,}s$/.test(text) ? text.slice(0, -1) : text}':*`;
  });
  // Words are cut by what stands around them; the pairs of characters find a title that was cut otherwise.
  if (pairs.length > 1) forms.push(`(${pairs.map((pair) => `'t${pair}'`).join('&')})`);
  return forms.length === 1 ? forms[0]! : `(${forms.join('|')})`;
}
