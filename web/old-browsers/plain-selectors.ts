import parser, { type Node, type Pseudo, type Selector } from 'postcss-selector-parser';

/** A branch of a selector that no element can match, as `a:is(b)`. */
class Contradiction extends Error {}

const isList = (node: Node): node is Pseudo =>
  node.type === 'pseudo' && node.nodes.length > 0 && /^:(?:is|where)$/.test(node.value);

const isNot = (node: Node): node is Pseudo => node.type === 'pseudo' && node.value === ':not';

function isPlainNot(node: Pseudo): boolean {
  const [refused, ...others] = node.nodes.flatMap(({ nodes }) => nodes);
  return refused !== undefined && others.length === 0 && !isNot(refused) && !isList(refused);
}

const parse = (text: string): Selector => {
  const [selector] = parser().astSync(text).nodes;
  if (!selector) throw new Error(`«${text}» is no selector`);
  return selector;
};

/** The beginning and the end of the compound around the node at `index`. */
function compoundAround(nodes: readonly Node[], index: number): [start: number, end: number] {
  const before = nodes.slice(0, index).findLastIndex(({ type }) => type === 'combinator');
  const after = nodes.slice(index).findIndex(({ type }) => type === 'combinator');
  return [before + 1, after === -1 ? nodes.length : index + after];
}

const textOf = (nodes: readonly Node[]): string => nodes.map(String).join('').trim();

/** One compound out of two: names of elements come first in it, and there can be only one. */
function merge(before: readonly Node[], added: readonly Node[], after: readonly Node[]): string {
  const all = [...before, ...added, ...after];
  const names = all.filter(({ type }) => type === 'tag' || type === 'universal');
  const tags = [...new Set(names.filter(({ type }) => type === 'tag').map((node) => String(node).trim()))];
  if (tags.length > 1) throw new Contradiction();
  const rest = textOf(all.filter((node) => !names.includes(node)));
  return `${tags[0] ?? (rest === '' ? '*' : '')}${rest}`;
}

/** The selector with one alternative of a list in the list's place, or undefined where it cannot be said so. */
function withAlternative(nodes: readonly Node[], index: number, alternative: Selector): string | undefined {
  const [start, end] = compoundAround(nodes, index);
  const cut = alternative.nodes.findLastIndex(({ type }) => type === 'combinator') + 1;
  // Which of two ancestors stands further out is open: `.a .b:is(.c .b)`.
  if (cut > 0 && start > 0) return undefined;
  const compound = merge(
    nodes.slice(start, index),
    alternative.nodes.slice(cut),
    nodes.slice(index + 1, end),
  );
  const lead = textOf(alternative.nodes.slice(0, cut));
  return [
    nodes.slice(0, start).map(String).join(''),
    lead === '' ? '' : `${lead} `,
    compound,
    nodes.slice(end).map(String).join(''),
  ].join('');
}

/** What is true of an element of which a simple selector is not: one of the answers. */
function negate(node: Node): string[] {
  if (node.type !== 'pseudo' || !(isNot(node) || isList(node))) return [`:not(${String(node).trim()})`];
  if (node.nodes.some((inner) => inner.nodes.some(({ type }) => type === 'combinator'))) return [];
  if (node.value === ':not') return node.nodes.map((inner) => textOf(inner.nodes));
  return [`:not(${node.nodes.map(String).join(',')})`];
}

/** What `:not(a.b, c)` can be: `:not(a):not(c)` or `:not(.b):not(c)`. Empty where it needs what stands around. */
function withoutList(node: Pseudo): string[] {
  let answers = [''];
  for (const refused of node.nodes) {
    if (refused.nodes.some(({ type }) => type === 'combinator')) return [];
    const parts = refused.nodes.flatMap(negate);
    answers = answers.flatMap((answer) => parts.map((part) => `${answer}${part}`));
  }
  return answers;
}

/** One step towards plain selectors; undefined where there is nothing left to do. */
function step(selector: Selector): string[] | undefined {
  const { nodes } = selector;
  for (const [index, node] of nodes.entries()) {
    if (isList(node)) {
      const said = node.nodes.flatMap((alternative) => {
        try {
          return [withAlternative(nodes, index, alternative)];
        } catch (error) {
          if (error instanceof Contradiction) return [];
          throw error;
        }
      });
      if (said.every((text) => text !== undefined)) return said;
    } else if (isNot(node) && !isPlainNot(node)) {
      const [start, end] = compoundAround(nodes, index);
      const answers = withoutList(node);
      if (answers.length > 0)
        return answers.map((answer) => {
          const compound = merge(nodes.slice(start, index), parse(answer).nodes, nodes.slice(index + 1, end));
          return [
            nodes.slice(0, start).map(String).join(''),
            compound,
            nodes.slice(end).map(String).join(''),
          ].join('');
        });
    }
  }
  return undefined;
}

/**
 * The same without `:is()`, `:where()` and lists in `:not()`, which Chromium knows since 88: one selector for each case. Their
 * specificity differs from that of the one they come from. What cannot be said otherwise stays as it is.
 */
export function plainSelectors(text: string): string[] {
  const selector = parse(text);
  const said = step(selector);
  if (!said) return [String(selector).trim()];
  return [...new Set(said.flatMap(plainSelectors))];
}

/** Pseudo-classes and pseudo-elements that Chromium 87 and Safari 14.1 read, beside those that only look at a list. */
const READ_BY_ALL = new Set(
  (
    'active after any-link before checked default disabled empty enabled first-child first-letter first-line first-of-type focus ' +
    'focus-within host hover indeterminate in-range invalid lang last-child last-of-type link marker not nth-child nth-last-child ' +
    'nth-last-of-type nth-of-type only-child only-of-type optional out-of-range placeholder placeholder-shown read-only ' +
    'read-write required root selection target valid visited'
  ).split(' '),
);

/** The newer names in a selector: a browser that does not know one of them drops the whole rule it stands in. */
export function newerNames(text: string): string {
  const names = new Set<string>();
  parse(text).walkPseudos((pseudo) => {
    const name = pseudo.value.replace(/^::?/, '').toLowerCase();
    if (!READ_BY_ALL.has(name)) names.add(pseudo.value);
    else if (isNot(pseudo) && !isPlainNot(pseudo)) names.add(':not()');
  });
  return [...names].sort().join(' ');
}
