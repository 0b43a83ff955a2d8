import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { giveBackMemory } from './give-back-memory.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What was collected after so many looks, each of which finds the next of these utilizations, and the last one ever after. */
function collectionsAfter(looks: number, ...utilizations: readonly number[]): number {
  const collect = vi.fn();
  let at = -1;
  const stop = giveBackMemory({
    utilization: () => utilizations[Math.min((at += 1), utilizations.length - 1)]!,
    collect,
  });
  vi.advanceTimersByTime(looks * 5_000);
  stop();
  vi.advanceTimersByTime(600_000);
  return collect.mock.calls.length;
}

test('what the start left behind goes at the first idle moment, and once', () => {
  expect(collectionsAfter(1, 0.001)).toBe(1);
  expect(collectionsAfter(500, 0.001)).toBe(1);
});

test('nobody who is served waits for it', () => {
  expect(collectionsAfter(500, 0.05)).toBe(0);
  expect(collectionsAfter(500, 0.9)).toBe(0);
});

test('after a rush it waits until a minute was idle', () => {
  expect(collectionsAfter(13, 0.001, 0.9, 0.001)).toBe(1);
  expect(collectionsAfter(14, 0.001, 0.9, 0.001)).toBe(2);
  expect(collectionsAfter(14, 0.001, 0.9, 0.001, 0.9, 0.001)).toBe(1);
});
