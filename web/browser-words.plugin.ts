import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** One text, or one a plural form of `count`. */
type Word = string | Readonly<Record<string, string>>;
type Words = Readonly<Record<string, Word>>;

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const readJson = (path: string): unknown => JSON.parse(readFileSync(here(path), 'utf8'));

const settings = readJson('./project.inlang/settings.json') as {
  baseLocale: string;
  locales: string[];
  'ks.jsonMessages': { paths: string[] };
};
/** The last one is spoken where no other was asked for. */
const LOCALES = [...settings.locales.filter((name) => name !== settings.baseLocale), settings.baseLocale];

/** All words of each language. */
export function readWords(): ReadonlyMap<string, Words> {
  const { paths } = settings['ks.jsonMessages'];
  const read = (locale: string): Words =>
    Object.assign({}, ...paths.map((path) => readJson(path.replace('{locale}', locale))));
  return new Map(LOCALES.map((locale) => [locale, read(locale)]));
}

/** A text as a JavaScript expression over its inputs `i`. */
function textOf(text: string): string {
  const literal = text.replace(/[\\`$]/g, String.raw`\$&`).replace(/\{(\w+)\}/g, '${i.$1}');
  return `\`${literal}\``;
}

function expressionOf(locale: string, word: Word): string {
  if (typeof word === 'string') return textOf(word);
  const { other = '', ...forms } = word;
  return Object.entries(forms).reduceRight(
    (rest, [form, text]) => `plural("${locale}",i.count)==="${form}"?${textOf(text)}:${rest}`,
    textOf(other),
  );
}

/** One word in all languages, as a function as short as it can be. */
export function functionOf(key: string, words: ReadonlyMap<string, Words>): string {
  const body = LOCALES.reduceRight((rest, locale) => {
    const word = words.get(locale)?.[key];
    if (word === undefined) throw new Error(`the word ${key} is missing in the language ${locale}`);
    const said = expressionOf(locale, word);
    return rest === '' ? said : `locale==="${locale}"?${said}:${rest}`;
  }, '');
  return `(i) => ${body}`;
}

const IMPORTS = `import { locale } from '../runtime.js';
import { plural } from '../registry.js';
`;

/** The server wrote the language into the page; the browser follows it, and needs nothing else of Paraglide. */
const RUNTIME = `const said = document.documentElement.lang;
export const locale = ${JSON.stringify(LOCALES)}.find((name) => said.startsWith(name)) ?? "${settings.baseLocale}";
export const getLocale = () => locale;
export const experimentalStaticLocale = undefined;
`;

/**
 * What a browser loads of the words. Paraglide writes three functions a word, and a runtime that can find the language
 * in many ways: far more than a page of a shop needs. In development it keeps all words of a language in one
 * file, and those stay as they are.
 */
export function browserWords(): Plugin {
  let words: ReturnType<typeof readWords>;
  return {
    name: 'ks-browser-words',
    enforce: 'pre',
    applyToEnvironment: ({ name }) => name === 'client',
    buildStart: () => void (words = readWords()),
    load(id) {
      const file = /\/paraglide\/(?:runtime|messages\/(?<key>\w+))\.js$/.exec(id);
      if (file === null) return null;
      const key = file.groups?.key;
      if (key === undefined) return RUNTIME;
      if (key === '_index' || LOCALES.includes(key)) return null;
      return IMPORTS + `export const ${key} = ${functionOf(key, words)};\n`;
    },
  };
}
