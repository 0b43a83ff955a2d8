import { expect, test } from 'vitest';
import { Overloaded } from '../../../platform/batcher.ts';
import { fewAtOnce } from './few-at-once.ts';

test('no more run at once than may, in the order in which they came, and what is too much is turned away', async () => {
  const few = fewAtOnce({ running: 2, waiting: 3 });
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const works = Array.from({ length: 5 }, (_, index) =>
    few.run(() => {
      begun.push(index);
      return new Promise<void>((resolve) => ends.push(resolve));
    }),
  );
  expect(begun).toEqual([0, 1]);
  expect(few.isFull()).toBe(true);
  await expect(few.run(async () => undefined)).rejects.toBeInstanceOf(Overloaded);
  for (const work of works) {
    ends.shift()!();
    await work;
    await Promise.resolve();
    expect(ends.length).toBeLessThanOrEqual(2);
  }
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test('work that fails makes room as well', async () => {
  const few = fewAtOnce({ running: 1, waiting: 1 });
  const outcomes = await Promise.allSettled([
    few.run(() => Promise.reject(new Error('it failed'))),
    few.run(async () => 'next'),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(few.isFull()).toBe(false);
});
