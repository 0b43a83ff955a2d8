import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import * as compiled from '#lib/words/compiled/all.ts';
import { plural, speakBy } from '#lib/words/spoken.ts';
import { compileWords, functionOf } from './compile-words.ts';
import { joinWords, readWordsFiles, type Said, type WordsFile } from './read-words.ts';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const said = joinWords(readWordsFiles(`${SRC}/lib`));

type Say = (inputs: object) => string;
const sayIn = (locale: string, word: Said): Say =>
  runInNewContext(stripTypeScriptTypes(functionOf(word)), { plural, spoken: () => locale }) as Say;

/** Whatever a word asks for. */
const inputs = (count: number): object =>
  new Proxy({}, { get: (_, name) => (name === 'count' ? count : `«${String(name)}»`) });

/** What a person should read, from the file of words alone. */
function expected(word: Said['en'], locale: string, count: number): string {
  const form = new Intl.PluralRules(locale).select(count);
  const text = typeof word === 'string' ? word : (word[form] ?? word.other);
  return text.replace(/\{(\w+)\}/g, (_, name) => (name === 'count' ? String(count) : `«${name}»`));
}

test.each(['zh', 'en'] as const)('every word of every family is said in %s as its file has it', (locale) => {
  expect(said.size).toBeGreaterThan(700);
  expect(Object.keys(compiled).toSorted()).toEqual([...said.keys()].toSorted());
  speakBy(() => locale);
  for (const [key, word] of said)
    for (const count of [0, 1, 2, 21])
      expect((compiled[key as keyof typeof compiled] as Say)(inputs(count)), key).toBe(
        expected(word[locale], locale, count),
      );
});

test('no word is kept that no page says', () => {
  const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:ts|svelte)$/.test(file) && !file.includes('compiled'))
    .map((file) => readFileSync(`${SRC}/${file}`, 'utf8'));
  const used = new Set(sources.flatMap((text) => [...text.matchAll(/\bm\.(\w+)/g)].map(([, key]) => key!)));
  expect([...said.keys()].filter((key) => !used.has(key))).toEqual([]);
});

/** Says in English “its icon”, after a title that names the provider; and “20% off” where Chinese says 八折. */
const FILLED_IN_ONCE = ['login_linked_text', 'campaign_terms_percent', 'campaign_terms_from_percent'];

test('both languages fill in the same things', () => {
  const filledIn = (word: Said['en']): string[] => {
    const texts = typeof word === 'string' ? [word] : Object.values(word);
    return [
      ...new Set(texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))),
    ].toSorted();
  };
  const differing = [...said].filter(([, { zh, en }]) => String(filledIn(zh)) !== String(filledIn(en)));
  expect(differing.map(([key]) => key)).toEqual(FILLED_IN_ONCE);
});

test('what would end a text or open an expression in it is only text', () => {
  const odd = 'a `tick`, a \\ and ${sum} for {name}';
  expect(sayIn('en', { zh: odd, en: odd })({ name: 'Ann', sum: 3 })).toBe('a `tick`, a \\ and $3 for Ann');
});

test('a number decides between the forms of a word', () => {
  const items = { zh: '{count} 件', en: { one: '{count} item', other: '{count} items' } };
  expect([0, 1, 2].map((count) => sayIn('en', items)({ count }))).toEqual(['0 items', '1 item', '2 items']);
  expect(sayIn('zh', items)({ count: 1 })).toBe('1 件');
});

test('a word imports no more than it needs', () => {
  const files = compileWords(
    new Map<string, Said>([
      ['plain', { zh: '好', en: 'good' }],
      ['named', { zh: '{name} 好', en: 'good, {name}' }],
    ]),
  );
  expect(files.get('plain.ts')).toContain("import { spoken } from '../spoken.ts';");
  expect(files.get('named.ts')).toContain("import { type Input, spoken } from '../spoken.ts';");
  expect(files.get('all.ts')).toBe(
    "export { named } from './named.ts';\nexport { plain } from './plain.ts';\n",
  );
});

const file = (family: string, locale: 'zh' | 'en', words: WordsFile['words']): WordsFile => ({
  family,
  locale,
  words,
});

test('a word that a language lacks is refused', () => {
  expect(() => joinWords([file('cart', 'zh', { gone: '…' })])).toThrow(
    'the word gone is missing in cart/words.en.json',
  );
});

test('a word of two families is refused', () => {
  const twice = [file('cart', 'zh', { total: '合计' }), file('order', 'zh', { total: '合计' })];
  expect(() => joinWords(twice)).toThrow('the word total is in two families: cart, order');
});

test('a number that no form is meant for is refused before a customer meets it', () => {
  const words = { items: { one: '{count} item' } } as unknown as WordsFile['words'];
  expect(() => joinWords([file('cart', 'en', words)])).toThrow(
    'the word items has no form "other" in cart/words.en.json',
  );
});
