import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import * as words from '#lib/paraglide/messages.js';
import { plural } from '#lib/paraglide/registry.js';
import { functionOf, readWords } from './browser-words.plugin.ts';

type Say = (inputs: object, options?: { locale: 'zh' | 'en' }) => string;

/** Whatever a word asks for. */
const inputs = (count: number): object =>
  new Proxy({}, { get: (_, name) => (name === 'count' ? count : `«${String(name)}»`) });

test.each(['zh', 'en'] as const)('a browser says every word in %s as the server does', (locale) => {
  const sources = readWords();
  const keys = Object.keys(sources.get(locale) ?? {});
  expect(keys.length).toBeGreaterThan(600);
  for (const key of keys) {
    const onServer = words[key as keyof typeof words] as Say;
    const inBrowser = runInNewContext(functionOf(key, sources), { locale, plural }) as Say;
    for (const count of [0, 1, 2, 21])
      expect(inBrowser(inputs(count)), key).toBe(onServer(inputs(count), { locale }));
  }
});

test('what would end a text or open an expression in it is only text', () => {
  const texts = { odd: 'a `tick`, a \\ and ${sum} for {name}' };
  const sources = new Map([
    ['zh', texts],
    ['en', texts],
  ]);
  const say = runInNewContext(functionOf('odd', sources), { locale: 'en' }) as Say;
  expect(say({ name: 'Ann', sum: 3 })).toBe('a `tick`, a \\ and $3 for Ann');
});

test('a word that a language lacks is refused', () => {
  expect(() => functionOf('gone', new Map([['zh', { gone: '…' }]]))).toThrow(
    'gone is missing in the language en',
  );
});
