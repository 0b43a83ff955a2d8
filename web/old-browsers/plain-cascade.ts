import { selectorSpecificity } from '@csstools/selector-specificity';
import type { Plugin, Rule } from 'postcss';
import parser, { type Selector } from 'postcss-selector-parser';
import { takeOutLayers } from './layer-order.ts';
import { newerNames, plainSelectors } from './plain-selectors.ts';

type Weight = readonly [ids: number, classes: number, names: number];

/** One selector as it was written, and what says the same to an old browser. */
type Case = { readonly rank: string; readonly selector: string; readonly weight: Weight };

type Part = { readonly rule: Rule; readonly isImportant: boolean; readonly cases: readonly Case[] };

/** They match everything and weigh something: nothing has the name `#`. */
const PADDING = [':not(#\\#)', ':not(.\\#)', ':not(\\#)'] as const;

/** There is no shadow tree in these pages, and both of their languages run from left to right. */
const MATCHES_NOTHING = /^:host$|:dir\(rtl\)|\[dir=["']?rtl/;

function weigh(text: string): Weight {
  const { a, b, c } = selectorSpecificity(parser().astSync(text).nodes[0]!);
  return [a, b, c];
}

const compare = (one: Weight, other: Weight): number =>
  one[0] - other[0] || one[1] - other[1] || one[2] - other[2];

const rankOf = (place: number, weight: Weight): string => [place, ...weight].join(' ');

function compareRanks(one: string, other: string): number {
  const [place = 0, ...weight] = one.split(' ').map(Number);
  const [otherPlace = 0, ...otherWeight] = other.split(' ').map(Number);
  return place - otherPlace || compare(weight as unknown as Weight, otherWeight as unknown as Weight);
}

/** What is important wins in the opposite order of layers, and over all that is not. */
function split(rule: Rule, place: number): Part[] {
  if (rule.nodes.some(({ type }) => type === 'rule' || type === 'atrule'))
    throw rule.error('nested rules must be taken apart before');
  const parts = [false, true].map((isImportant) => {
    const part = rule.cloneBefore();
    part.walkDecls((declaration) => {
      if ((declaration.important ?? false) !== isImportant) declaration.remove();
    });
    return { rule: part, isImportant, cases: casesOf(rule, isImportant ? -place : place) };
  });
  rule.remove();
  return parts.filter((part) => part.rule.some(({ type }) => type === 'decl') || void part.rule.remove());
}

function casesOf(rule: Rule, place: number): Case[] {
  return rule.selectors.flatMap((written) => {
    const rank = rankOf(place, weigh(written));
    return plainSelectors(written).map((selector) => ({ rank, selector, weight: weigh(selector) }));
  });
}

/**
 * How much the selectors of each rank are to weigh now: at least what they weigh, all of a rank the same, and each rank more than
 * the ones before it. So of two that match the same element the same one wins as before.
 */
function weightOfRanks(cases: Iterable<Case>): Map<string, Weight> {
  const most = new Map<string, Weight>();
  for (const { rank, weight } of cases) {
    const [ids, classes, names] = most.get(rank) ?? [0, 0, 0];
    most.set(rank, [Math.max(ids, weight[0]), Math.max(classes, weight[1]), Math.max(names, weight[2])]);
  }
  const weights = new Map<string, Weight>();
  let last: Weight = [0, 0, -1];
  let lastPlace: string | undefined;
  for (const rank of [...most.keys()].sort(compareRanks)) {
    const [ids, classes, names] = most.get(rank)!;
    const place = rank.split(' ')[0]!;
    if (lastPlace !== undefined && place !== lastPlace) last = [Math.max(ids, last[0] + 1), classes, names];
    else if (ids > last[0]) last = [ids, classes, names];
    else if (classes > last[1]) last = [last[0], classes, names];
    else if (names > last[2]) last = [last[0], last[1], names];
    else last = [last[0], last[1] + 1, names];
    lastPlace = place;
    weights.set(rank, last);
  }
  return weights;
}

/** Puts weight on the first compound, before a pseudo-element. */
function pad(text: string, weight: Weight, wanted: Weight): string {
  const padding = PADDING.map((piece, index) => piece.repeat(wanted[index]! - weight[index]!)).join('');
  if (padding === '') return text;
  const { nodes } = parser().astSync(text).nodes[0] as Selector;
  const index = nodes.findIndex((node) => node.type === 'combinator' || parser.isPseudoElement(node));
  const end = index === -1 ? nodes.length : index;
  return [...nodes.slice(0, end).map(String), padding, ...nodes.slice(end).map(String)].join('').trim();
}

/** A browser drops a rule if it does not know one name in it, so newer names stand in rules of their own. */
function write({ rule, cases }: Part, weights: ReadonlyMap<string, Weight>): void {
  const rules = new Map<string, Set<string>>();
  for (const { rank, selector, weight } of cases) {
    if (MATCHES_NOTHING.test(selector)) continue;
    const names = newerNames(selector);
    const selectors = rules.get(names) ?? new Set();
    rules.set(names, selectors.add(pad(selector, weight, weights.get(rank)!)));
  }
  for (const selectors of rules.values()) rule.cloneBefore({ selectors: [...selectors] });
  rule.remove();
}

/**
 * Says with plain selectors what a sheet says by cascade layers, `:is()`, `:where()` and lists in `:not()`. Chromium knows layers
 * since 99 and the others since 88; older ones drop every rule with one of these.
 */
export function plainCascade(): Plugin {
  return {
    postcssPlugin: 'ks-plain-cascade',
    OnceExit(root) {
      const parts = takeOutLayers(root).flatMap(({ rule, place }) => split(rule, place));
      for (const isImportant of [false, true]) {
        const own = parts.filter((part) => part.isImportant === isImportant);
        const weights = weightOfRanks(own.flatMap(({ cases }) => cases));
        own.forEach((part) => write(part, weights));
      }
    },
  };
}
