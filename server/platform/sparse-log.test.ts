import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeSparseLog } from './sparse-log.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function bench() {
  const told: [string, number][] = [];
  return { told, log: makeSparseLog((what, count) => told.push([what, count])) };
}

test('the first is told at once, and what comes after it once a minute by its number', () => {
  const { told, log } = bench();
  for (let index = 0; index < 1_000; index += 1) log.note('sandbox');
  expect(told).toEqual([['sandbox', 1]]);
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([
    ['sandbox', 1],
    ['sandbox', 999],
  ]);
  log.note('sandbox');
  expect(told).toHaveLength(2);
  vi.advanceTimersByTime(60_000);
  expect(told.at(-1)).toEqual(['sandbox', 1]);
});

test('after a quiet minute the next one is told at once again, and each name is counted for itself', () => {
  const { told, log } = bench();
  log.note('sandbox');
  log.note('other');
  vi.advanceTimersByTime(120_000);
  log.note('sandbox');
  expect(told).toEqual([
    ['sandbox', 1],
    ['other', 1],
    ['sandbox', 1],
  ]);
});

test('what was not told yet is told when the program stops', () => {
  const { told, log } = bench();
  for (let index = 0; index < 3; index += 1) log.note('sandbox');
  log.flush();
  expect(told.at(-1)).toEqual(['sandbox', 2]);
});
