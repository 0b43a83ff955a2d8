import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import postcss, { type AtRule, type Declaration, type Node, type Rule } from 'postcss';
import { expect, it } from 'vitest';
import { newerNames } from './old-browsers/plain-selectors.ts';

const ASSETS = fileURLToPath(new URL('./build/client/_app/immutable/assets/', import.meta.url));
const sheets = readdirSync(ASSETS).filter((name) => name.endsWith('.css'));
const root = postcss.parse(readFileSync(`${ASSETS}${sheets[0]!}`, 'utf8'));

function atRules(node: Node): AtRule[] {
  const { parent } = node;
  if (!parent || parent.type === 'root') return [];
  return [...(parent.type === 'atrule' ? [parent as AtRule] : []), ...atRules(parent as Node)];
}

const questions = (node: Node): string =>
  atRules(node)
    .filter(({ name }) => name === 'supports')
    .map(({ params }) => params.replace(/\s/g, ''))
    .join(' ');

const rules: Rule[] = [];
root.walkRules((rule) => {
  if (!atRules(rule).some(({ name }) => /keyframes$/.test(name))) rules.push(rule);
});
const declarations: Declaration[] = [];
root.walkDecls((declaration) => void declarations.push(declaration));

it('All pages have one style sheet: which rule wins is settled within it', () => {
  expect(sheets).toHaveLength(1);
  expect(rules.length).toBeGreaterThan(500);
});

it('No rule stands in what Chromium 87 or Safari 14 skips as a whole', () => {
  const names = new Set<string>();
  root.walkAtRules(({ name }) => void names.add(name));
  // Where something begins to move from may be skipped.
  names.delete('starting-style');
  expect([...names].sort()).toEqual(['font-face', 'keyframes', 'media', 'property', 'supports']);
  const ranges: string[] = [];
  root.walkAtRules('media', ({ params }) => void (/[<>]/.test(params) && ranges.push(params)));
  expect(ranges).toEqual([]);
});

it('A name that an old browser does not know drags no other selector along', () => {
  const mixed = rules.filter(
    ({ selectors }) => new Set(selectors.map((one) => newerNames(one) !== '')).size > 1,
  );
  expect(mixed.map(({ selector }) => selector)).toEqual([]);
});

it('Only what is decoration, or repeats what a browser shows itself, asks for what is inside by :has()', () => {
  // Chosen, and said so by the radio button or check box inside; unusable, and said so by the field inside.
  const spared =
    /focus-visible|\[disabled\]|theme-controller|floating-label|^\.toggle|^\.opt:has\(:checked\)|^\.has-checked|^\.label/;
  const asking = rules.flatMap(({ selectors }) => selectors).filter((one) => one.includes(':has('));
  expect(asking.filter((one) => !spared.test(one))).toEqual([]);
});

it('Newer colours stand behind the question for them', () => {
  const open = declarations.filter(
    (one) =>
      /\b(?:ok)?l(?:ab|ch)\(|color-mix\(|light-dark\(/.test(one.value) &&
      !/oklch|color-mix/.test(questions(one)),
  );
  expect(open.map(String)).toEqual([]);
});

it('Every theme has its colours in a notation that all browsers read', () => {
  const colours = declarations.filter(({ prop }) => /^--color-(?:base|primary|neutral)/.test(prop));
  expect(colours.length).toBeGreaterThan(20);
  for (const { prop, value } of colours)
    expect(value, prop).toMatch(/^(?:#[\da-f]{3,8}|rgba?\([\d., ]+\)|\w+)$/);
});

it('Heights of the window, single transforms and squares have an older form', () => {
  for (const declaration of declarations) {
    const { prop, value } = declaration;
    if (/\d[dsl]vh\b/.test(value)) expect(declaration.prev()?.toString()).toMatch(RegExp(`^${prop}:.*\\dvh`));
    expect(prop).not.toMatch(/^border-(?:start|end)-(?:start|end)-radius$/);
    const rule = declaration.parent as Rule;
    if (/^(?:translate|rotate|scale)$/.test(prop) && rules.includes(rule)) {
      const older = rules.filter((one) => questions(one).includes(`not(${prop}:none)`));
      expect(older.flatMap(({ selectors }) => selectors)).toEqual(expect.arrayContaining(rule.selectors));
    }
  }
});
