import { expect, test } from 'vitest';
import { skeletonOf } from './look-alike.ts';

test.each([
  ['林小满', '林 小满'],
  ['林小满', '林\u{b7}小满'],
  ['Zhou', 'ＺＨＯＵ'],
  ['Zhou', 'Ζhоu'],
  ['lin', '1in'],
  ['boss', 'b0ss'],
  ['mario', 'rnario'],
  ['zhou.wei', 'zhou-wei'],
  ['José', 'jose'],
  ['周日', '周曰'],
])('«%s» is taken for «%s»', (one, other) => expect(skeletonOf(one)).toBe(skeletonOf(other)));

test.each([
  ['林小满', '林小楠'],
  ['lin2', 'lin3'],
  ['周', '周周'],
  ['Anna', 'Ann'],
])('«%s» is told from «%s»', (one, other) => expect(skeletonOf(one)).not.toBe(skeletonOf(other)));
