import fc from 'fast-check';
import { expect, test } from 'vitest';
import { everyPage, workThrough } from './walk.ts';

const pagesOf = (rows: readonly number[], size: number) =>
  everyPage<number>(size, async (after) =>
    rows.filter((row) => after === undefined || row > after).slice(0, size),
  );

test('every row of a list is walked over once, whatever the size of a page', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 40 }), fc.integer({ min: 1, max: 9 }), async (count, size) => {
      const rows = Array.from({ length: count }, (_, index) => index);
      const walked: number[] = [];
      for await (const page of pagesOf(rows, size)) walked.push(...page);
      expect(walked).toEqual(rows);
    }),
  );
});

test('one that fails keeps none of the others from being done, on later pages either, and is told at the end', async () => {
  const done: number[] = [];
  const work = workThrough(pagesOf([1, 2, 3, 4, 5], 2), 2, async (item) => {
    if (item === 2) throw new Error('two is broken');
    done.push(item);
  });
  await expect(work).rejects.toThrow('1 could not be done, the first: two is broken');
  expect(done.toSorted()).toEqual([1, 3, 4, 5]);
});

test('no more are under way at once than may be', async () => {
  let running = 0;
  let most = 0;
  const rows = Array.from({ length: 20 }, (_, index) => index);
  await workThrough(pagesOf(rows, 7), 3, async () => {
    most = Math.max(most, (running += 1));
    await Promise.resolve();
    running -= 1;
  });
  expect(most).toBe(3);
});
