import postcss from 'postcss';
import { expect, it } from 'vitest';
import { plainCascade } from './plain-cascade.ts';
import { newerNames, plainSelectors } from './plain-selectors.ts';

const lower = (css: string): string =>
  postcss([plainCascade()]).process(css, { from: undefined }).css.replace(/\s+/g, ' ').trim();

it('A selector is said without :is(), :where() and lists in :not()', () => {
  expect(plainSelectors(':is(.a, .b) > :where(.c)::before')).toEqual(['.a > .c::before', '.b > .c::before']);
  expect(plainSelectors('.b:is(.a > a)')).toEqual(['.a > a.b']);
  expect(plainSelectors('.a:not(.b, [c="d, e"])')).toEqual(['.a:not(.b):not([c="d, e"])']);
  expect(plainSelectors('.a:not(.b.c)')).toEqual(['.a:not(.b)', '.a:not(.c)']);
  expect(plainSelectors('.a:not([b]:not([b=""]))')).toEqual(['.a:not([b])', '.a[b=""]']);
  expect(plainSelectors('a:is(b, .c)')).toEqual(['a.c']);
});

it('What an old browser cannot be told stays as it was', () => {
  expect(plainSelectors('.a .b:is(.c .b)')).toEqual(['.a .b:is(.c .b)']);
  expect(plainSelectors('.a:not(.b .c)')).toEqual(['.a:not(.b .c)']);
  expect(newerNames('.a:not(.b .c)')).toBe(':not()');
  expect(newerNames('.a:has(.b)::before')).toBe(':has');
});

it('A later layer wins over an earlier one with a heavier selector, and what is in no layer over all', () => {
  expect(lower('@layer one, two; .d { x: 3 } @layer two { .c { x: 2 } } @layer one { .a .b { x: 1 } }')).toBe(
    '.d:not(#\\#):not(#\\#) { x: 3 } .c:not(#\\#) { x: 2 } .a .b { x: 1 }',
  );
});

it('What is important wins in the opposite order of layers', () => {
  expect(lower('@layer one { .a { x: 1 !important; y: 1 } } @layer two { .b { x: 2 !important } }')).toBe(
    '.a { y: 1 } .a:not(#\\#) { x: 1 !important } .b { x: 2 !important }',
  );
});

it('An inner layer loses against the layer around it', () => {
  expect(lower('@layer one { @layer inner { .a .b { x: 1 } } .c { x: 2 } }')).toBe(
    '.a .b { x: 1 } .c:not(#\\#) { x: 2 }',
  );
});

it('What weighed nothing still loses against a class, and the same weight is decided by the order', () => {
  expect(lower(':where(.a .b) { x: 1 } .c { x: 2 } .d { x: 3 }')).toBe(
    '.a .b { x: 1 } .c:not(.\\#):not(.\\#) { x: 2 } .d:not(.\\#):not(.\\#) { x: 3 }',
  );
});

it('A newer name stands in a rule of its own, so that the others are not dropped with it', () => {
  expect(lower('.a, .b:has(.c) { x: 1 }')).toBe('.a { x: 1 } .b:has(.c) { x: 1 }');
});
