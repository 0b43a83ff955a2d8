import { color, serializeRGB, SyntaxFlag } from '@csstools/css-color-parser';
import { parseComponentValue } from '@csstools/css-parser-algorithms';
import { tokenize } from '@csstools/css-tokenizer';
import type { AtRule, Container, Declaration, Plugin, Root, Rule } from 'postcss';

const NEWER = /\b(?:oklch|oklab|lch|lab|color-mix)\(/i;
const VARIABLE = /var\((--[\w-]+)\)/g;
/** How Tailwind asks whether a browser can mix. */
const CAN_MIX = /^\(color:\s*color-mix\(in lab, red, red\)\)$/;

type Theme = { readonly rule: Rule; readonly values: ReadonlyMap<string, string> };

/** A colour of any notation as one that every browser reads; undefined where it depends on the place it is used at. */
export function plainColour(text: string): string | undefined {
  const value = parseComponentValue(tokenize({ css: text }));
  const data = value && color(value);
  if (!data || data.syntaxFlags.has(SyntaxFlag.Experimental) || !Number.isFinite(data.alpha))
    return undefined;
  return serializeRGB(data).toString();
}

/** Each outermost call of a newer function in a value, replaced by what `say` answers for it. */
function replaceCalls(value: string, say: (call: string) => string | undefined): string {
  const start = value.search(NEWER);
  if (start === -1) return value;
  let depth = 0;
  let end = value.indexOf('(', start);
  do {
    if (value[end] === '(') depth += 1;
    if (value[end] === ')') depth -= 1;
    end += 1;
  } while (depth > 0 && end < value.length);
  const call = value.slice(start, end);
  const opening = call.indexOf('(') + 1;
  const said = say(call) ?? call.slice(0, opening) + replaceCalls(call.slice(opening), say);
  return value.slice(0, start) + said + replaceCalls(value.slice(end), say);
}

/** `oklch(0% 0 0 / calc(…))`: the colour is known, only how much of it is not. */
function withOpenAlpha(call: string): string | undefined {
  const parts = /^(oklch\([^()/]+)\/\s*(calc\(.+\)|var\(.+\))\s*\)$/.exec(call);
  const rgb = parts && plainColour(`${parts[1]!})`)?.match(/\d+/g);
  return rgb ? `rgba(${rgb.slice(0, 3).join(', ')}, ${parts[2]!})` : undefined;
}

const sayStatic = (call: string): string | undefined =>
  call.includes('var(') || call.includes('calc(') ? withOpenAlpha(call) : plainColour(call);

/** The rules that set a whole theme. */
function themesOf(root: Root): Theme[] {
  const themes: Theme[] = [];
  root.walkDecls('--color-base-100', ({ parent }) => {
    const rule = parent as Rule;
    const values = rule.nodes.filter((node): node is Declaration => node.type === 'decl');
    themes.push({ rule, values: new Map(values.map(({ prop, value }) => [prop, value])) });
  });
  return themes;
}

/** Those that are set once in a sheet, and so are the same everywhere. */
function constantsOf(root: Root): ReadonlyMap<string, string> {
  const values = new Map<string, Set<string>>();
  root.walkDecls(
    /^--/,
    ({ prop, value }) => void values.set(prop, (values.get(prop) ?? new Set()).add(value)),
  );
  return new Map([...values].filter(([, all]) => all.size === 1).map(([name, [value]]) => [name, value!]));
}

/** The names that something else than a theme sets too: their values differ from place to place. */
function setElsewhere(root: Root, themes: readonly Theme[]): ReadonlySet<string> {
  const rules = new Set(themes.map(({ rule }) => rule));
  const names = new Set<string>();
  root.walkDecls(/^--/, ({ prop, parent }) => void (rules.has(parent as Rule) || names.add(prop)));
  return names;
}

/**
 * Mixes of a theme's colours are mixed now, once for each theme, and named; a name a mix. Answers what a call is to be called
 * then, or undefined where it mixes what only its place knows.
 */
function mixer(root: Root): (call: string) => string | undefined {
  const themes = themesOf(root);
  const constants = constantsOf(root);
  const elsewhere = setElsewhere(root, themes);
  /** By what comes out in each theme. */
  const names = new Map<string, string>();
  return (call) => {
    const mixed = themes.map(({ values }) => {
      const filled = call.replace(VARIABLE, (said, name: string) =>
        elsewhere.has(name) ? (constants.get(name) ?? said) : (values.get(name) ?? said),
      );
      return filled.includes('var(') ? undefined : plainColour(filled);
    });
    if (mixed.length === 0 || mixed.includes(undefined)) return undefined;
    const result = mixed.join();
    const name = names.get(result) ?? `--mix-${names.size.toString(36)}`;
    if (!names.has(result))
      themes.forEach(({ rule }, index) =>
        rule.append({ prop: name, value: mixed[index]!, source: rule.source }),
      );
    names.set(result, name);
    return `var(${name})`;
  };
}

/** Takes out of a question whether the browser can mix what needs no answer any more. */
function unwrap(question: AtRule): void {
  const isNewer = (node: Container): boolean => {
    let found = false;
    node.walkDecls((declaration) => {
      found ||= NEWER.test(declaration.value);
    });
    return found;
  };
  question.each((node) => {
    if ('nodes' in node && node.nodes && !isNewer(node as Container)) question.before(node.remove());
  });
  if (question.nodes?.length === 0) question.remove();
}

/** Every colour as `rgb()`: `oklch()` is known to Chromium since 111, `color-mix()` since the same. */
export function plainColours(): Plugin {
  return {
    postcssPlugin: 'ks-plain-colours',
    Once(root) {
      const each = (say: (call: string) => string | undefined): void => {
        root.walkDecls((declaration) => {
          if (NEWER.test(declaration.value)) declaration.value = replaceCalls(declaration.value, say);
        });
      };
      each(sayStatic);
      each(mixer(root));
      root.walkAtRules('supports', (question) => {
        if (CAN_MIX.test(question.params.trim())) unwrap(question);
      });
    },
  };
}
