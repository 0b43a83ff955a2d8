import { LOCALES, type Said, type Word } from './read-words.ts';

const textsOf = (word: Word): string[] => (typeof word === 'string' ? [word] : Object.values(word));

/** What a word asks for, in any of its languages: the names in braces, and `count` where a number decides. */
function inputsOf(said: Said): string[] {
  const words = Object.values(said);
  const named = words
    .flatMap(textsOf)
    .flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!));
  const counts = words.some((word) => typeof word !== 'string') ? ['count'] : [];
  return [...new Set([...named, ...counts])];
}

/** A text as an expression over its inputs `i`; what would end a template or open an expression in it is only text. */
function textExpression(text: string): string {
  const literal = text.replace(/[\\`$]/g, String.raw`\$&`).replace(/\{(\w+)\}/g, '${i.$1}');
  return `\`${literal}\``;
}

function wordExpression(locale: string, word: Word): string {
  if (typeof word === 'string') return textExpression(word);
  const { other, ...forms } = word;
  return Object.entries(forms).reduceRight(
    (rest, [form, text]) => `plural('${locale}', i.count) === '${form}' ? ${textExpression(text)} : ${rest}`,
    textExpression(other),
  );
}

export function functionOf(said: Said): string {
  const inputs = inputsOf(said);
  const parameter = inputs.length === 0 ? '' : `i: { ${inputs.map((name) => `${name}: Input`).join('; ')} }`;
  const body = LOCALES.reduceRight((rest, locale) => {
    const expression = wordExpression(locale, said[locale]);
    return rest === '' ? expression : `spoken() === '${locale}' ? ${expression} : ${rest}`;
  }, '');
  return `(${parameter}): string => ${body}`;
}

/**
 * A file for each word, because the bundler gives each page the files of the words that it says; `all.ts` has them all, and
 * `names.ts` their names, for tests that look for a word on a page. By file name.
 */
export function compileWords(words: ReadonlyMap<string, Said>): Map<string, string> {
  const files = new Map<string, string>();
  for (const [key, said] of words) {
    const code = functionOf(said);
    const needs = ['type Input', 'plural', 'spoken'].filter((name) =>
      code.includes(name.replace('type ', '')),
    );
    files.set(
      `${key}.ts`,
      `import { ${needs.join(', ')} } from '../spoken.ts';\nexport const ${key} = ${code};\n`,
    );
  }
  const names = [...words.keys()].sort();
  files.set('all.ts', names.map((key) => `export { ${key} } from './${key}.ts';\n`).join(''));
  files.set('names.ts', `export type WordName =${names.map((key) => `\n  | '${key}'`).join('')};\n`);
  return files;
}
