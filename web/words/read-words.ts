import { readdirSync, readFileSync } from 'node:fs';

/** The languages of the pages; the last one is spoken where no other was asked for. */
export const LOCALES = ['en', 'zh'] as const;
export type Locale = (typeof LOCALES)[number];

/** A text with `{input}` for what is filled in, or one a plural form of the number `count`, with `other` for the rest. */
export type Word = string | (Readonly<Record<string, string>> & { readonly other: string });

/** A word in every language. */
export type Said = Readonly<Record<Locale, Word>>;

/** The words of one family in one language, as its file has them. */
export type WordsFile = {
  readonly family: string;
  readonly locale: Locale;
  readonly words: Readonly<Record<string, Word>>;
};

const FILE = /^(?<family>[^/\\]+)[/\\]words\.(?<locale>\w+)\.json$/;

/** Every `<family>/words.<locale>.json` of this folder, by family. A file of a language that the pages do not speak is refused. */
export function readWordsFiles(folder: string): WordsFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .flatMap((path) => {
      const { family, locale } = FILE.exec(path)?.groups ?? {};
      if (family === undefined) return [];
      const spoken = LOCALES.find((name) => name === locale);
      if (spoken === undefined) throw new Error(`${path}: the pages do not speak this language`);
      return [
        { family, locale: spoken, words: JSON.parse(readFileSync(`${folder}/${path}`, 'utf8')) as Words },
      ];
    });
}

type Words = WordsFile['words'];

/**
 * All words by their name. One that two families have would silently be one of the two, and one that a language lacks would
 * be said in another language: both are refused, and so is a plural without `other`.
 */
export function joinWords(files: readonly WordsFile[]): ReadonlyMap<string, Said> {
  const words = new Map<string, { family: string; said: Partial<Record<Locale, Word>> }>();
  for (const { family, locale, words: own } of files)
    for (const [key, word] of Object.entries(own)) {
      const known = words.get(key) ?? { family, said: {} };
      if (known.family !== family)
        throw new Error(`the word ${key} is in two families: ${known.family}, ${family}`);
      if (typeof word !== 'string' && !Object.hasOwn(word, 'other'))
        throw new Error(`the word ${key} has no form "other" in ${family}/words.${locale}.json`);
      known.said[locale] = word;
      words.set(key, known);
    }
  for (const [key, { family, said }] of words)
    for (const locale of LOCALES)
      if (said[locale] === undefined)
        throw new Error(`the word ${key} is missing in ${family}/words.${locale}.json`);
  return new Map([...words].map(([key, { said }]) => [key, said as Said]));
}
