/**
 * Reads the words of the pages for Paraglide: flat JSON files, one a language and area, as `"key": "text with {input}"`.
 * A word that depends on a number is `{ "one": "{count} item", "other": "{count} items" }`; the number is `count`.
 *
 * It lives here because Paraglide would otherwise fetch a plugin from a content delivery network at every build, and a
 * shop must build without one. It is imported as text, so it may import nothing itself.
 */
const KEY = 'ks.jsonMessages';

function textPattern(text) {
  return text
    .split(/(\{\w+\})/)
    .filter((part) => part !== '')
    .map((part) =>
      /^\{\w+\}$/.test(part)
        ? { type: 'expression', arg: { type: 'variable-reference', name: part.slice(1, -1) } }
        : { type: 'text', value: part },
    );
}

function inputsOf(texts) {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1])))];
}

const input = (name) => ({ type: 'input-variable', name });

/** `countPlural`: which of the language's plural forms `count` takes. */
const pluralOfCount = {
  type: 'local-variable',
  name: 'countPlural',
  value: {
    type: 'expression',
    arg: { type: 'variable-reference', name: 'count' },
    annotation: { type: 'function-reference', name: 'plural', options: [] },
  },
};

function readMessage(bundleId, locale, value, inputs) {
  const plural = typeof value === 'object';
  const variants = plural
    ? Object.entries(value).map(([form, text]) => ({
        messageBundleId: bundleId,
        messageLocale: locale,
        matches: [
          form === 'other'
            ? { type: 'catchall-match', key: 'countPlural' }
            : { type: 'literal-match', key: 'countPlural', value: form },
        ],
        pattern: textPattern(text),
      }))
    : [{ messageBundleId: bundleId, messageLocale: locale, matches: [], pattern: textPattern(value) }];
  return {
    bundle: {
      id: bundleId,
      declarations: [...inputs.map(input), ...(inputs.includes('count') ? [pluralOfCount] : [])],
    },
    message: {
      bundleId,
      locale,
      selectors: plural ? [{ type: 'variable-reference', name: 'countPlural' }] : [],
    },
    variants,
  };
}

/** A word in two files would silently be one of the two, and one that a language lacks would be in another language. */
function checkKeys(words) {
  const keysOf = new Map();
  for (const { locale, entries } of words) {
    const keys = keysOf.get(locale) ?? new Set();
    keysOf.set(locale, keys);
    for (const [key] of entries) {
      if (keys.has(key)) throw new Error(`the word ${key} is in two files of the language ${locale}`);
      keys.add(key);
    }
  }
  for (const [locale, keys] of keysOf)
    for (const others of keysOf.values())
      for (const key of others)
        if (!keys.has(key)) throw new Error(`the word ${key} is missing in the language ${locale}`);
}

export default {
  key: KEY,
  toBeImportedFiles: ({ settings }) =>
    settings.locales.flatMap((locale) =>
      settings[KEY].paths.map((path) => ({ locale, path: path.replace('{locale}', locale) })),
    ),
  importFiles: ({ files }) => {
    const words = files.map((file) => ({
      locale: file.locale,
      entries: Object.entries(JSON.parse(new TextDecoder().decode(file.content))),
    }));
    checkKeys(words);
    const textsOf = new Map();
    for (const { entries } of words)
      for (const [key, value] of entries) {
        const texts = typeof value === 'object' ? [...Object.values(value), '{count}'] : [value];
        textsOf.set(key, [...(textsOf.get(key) ?? []), ...texts]);
      }
    const read = words.flatMap(({ locale, entries }) =>
      entries.map(([key, value]) => readMessage(key, locale, value, inputsOf(textsOf.get(key)))),
    );
    const bundles = new Map(read.map(({ bundle }) => [bundle.id, bundle]));
    return {
      bundles: [...bundles.values()],
      messages: read.map(({ message }) => message),
      variants: read.flatMap(({ variants }) => variants),
    };
  },
};
