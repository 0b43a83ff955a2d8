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
  const work = workThrough(pagesOf([1, 2, 3, 4, 5], 2), { atOnce: 2 }, async (item) => {
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
  await workThrough(pagesOf(rows, 7), { atOnce: 3 }, async () => {
    most = Math.max(most, (running += 1));
    await Promise.resolve();
    running -= 1;
  });
  expect(most).toBe(3);
});

test('what hangs in one lane holds up none of another, on later pages either', async () => {
  const hanging = Promise.withResolvers<undefined>();
  const done: number[] = [];
  const rows = Array.from({ length: 20 }, (_, index) => index);
  const lanes = { atOnce: 2, laneOf: (item: number) => (item < 10 ? 'dead' : 'alive') };
  const all = workThrough(pagesOf(rows, 3), lanes, async (item) => {
    if (item < 10) await hanging.promise;
    done.push(item);
    if (item === 19) hanging.resolve(undefined);
  });
  await all;
  expect(done.slice(0, 10).toSorted((a, b) => a - b)).toEqual(rows.slice(10));
  expect(done).toHaveLength(20);
});

test('a walk does not read a list far ahead of the hands that work on it', async () => {
  const held = Promise.withResolvers<undefined>();
  let read = 0;
  async function* pages() {
    for (; read < 50; read += 1) yield Array.from({ length: 100 }, (_, index) => index);
  }
  const all = workThrough(pages(), { atOnce: 1 }, async () => void (await held.promise));
  for (let turn = 0; turn < 500; turn += 1) await Promise.resolve();
  expect(read).toBeLessThan(25);
  held.resolve(undefined);
  await all;
  expect(read).toBe(50);
});

test('a list that cannot be read on is told after what was begun is done', async () => {
  const done: number[] = [];
  async function* pages() {
    yield [1, 2];
    throw new Error('the list is gone');
  }
  const all = workThrough(pages(), { atOnce: 1 }, async (item) => void done.push(item));
  await expect(all).rejects.toThrow('the list is gone');
  expect(done).toEqual([1, 2]);
});
