import { expect, test } from 'vitest';
import { changeOf, formatChange } from './figure-view.ts';

test('a change is told with its sign, and none where there was nothing before', () => {
  const told = (now: number, before: number): string | undefined => {
    const change = changeOf(now, before);
    return change === undefined ? undefined : formatChange(change);
  };
  expect([told(1124, 1000), told(970, 1000), told(5, 5), told(0, 8), told(40_000, 1)]).toEqual([
    ...['+12.4%', '−3%', '0%', '−100%', '+3,999,900%'],
  ]);
  expect([told(3, 0), changeOf(undefined, 5)]).toEqual([undefined, undefined]);
});
