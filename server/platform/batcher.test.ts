import { expect, test } from 'vitest';
import { makeBatcher, Overloaded } from './batcher.ts';

const GONE = new Error('the database is gone');

function makeDoubler(options: { maxBatch?: number; maxWaiting?: number } = {}) {
  const batches: number[][] = [];
  let release: (() => void) | undefined;
  const batcher = makeBatcher<number, number>({
    async run(requests) {
      batches.push([...requests]);
      if (requests.includes(0)) await new Promise<void>((resolve) => (release = resolve));
      if (requests.includes(-1)) throw new Error('faulty');
      if (requests.includes(-2)) throw GONE;
      return requests.map((request) => request * 2);
    },
    maxBatch: options.maxBatch ?? 8,
    maxRunning: 1,
    maxWaiting: options.maxWaiting ?? 100,
    isShared: (error) => error === GONE,
  });
  return { batcher, batches, release: () => release?.() };
}

test('requests that arrive while a batch runs form the next one', async () => {
  const { batcher, batches, release } = makeDoubler();
  const first = batcher.submit(0);
  await new Promise(setImmediate);
  const others = [1, 2, 3].map((request) => batcher.submit(request));
  release();
  expect(await Promise.all([first, ...others])).toEqual([0, 2, 4, 6]);
  expect(batches).toEqual([[0], [1, 2, 3]]);
});

test('a batch never grows past its limit', async () => {
  const { batcher, batches } = makeDoubler({ maxBatch: 3 });
  await Promise.all([1, 2, 3, 4, 5, 6, 7].map((request) => batcher.submit(request)));
  expect(batches.map((batch) => batch.length)).toEqual([3, 3, 1]);
});

test('one faulty request fails alone', async () => {
  const { batcher } = makeDoubler();
  const outcomes = await Promise.allSettled([1, 2, -1, 4, 5].map((request) => batcher.submit(request)));
  expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'failed'))).toEqual([
    2,
    4,
    'failed',
    8,
    10,
  ]);
});

test('a fault that all share fails the batch at once, without trying its halves', async () => {
  const { batcher, batches } = makeDoubler();
  const outcomes = await Promise.allSettled([1, -2, 3].map((request) => batcher.submit(request)));
  expect(outcomes.every((outcome) => outcome.status === 'rejected')).toBe(true);
  expect(batches).toHaveLength(1);
});

test('past its limit of waiting requests it refuses at once', async () => {
  const { batcher, release } = makeDoubler({ maxWaiting: 2 });
  const first = batcher.submit(0);
  await new Promise(setImmediate);
  const waiting = [batcher.submit(1), batcher.submit(2)];
  await expect(batcher.submit(3)).rejects.toBeInstanceOf(Overloaded);
  release();
  await Promise.all([first, ...waiting]);
});

test('draining waits for what runs and what waits', async () => {
  const { batcher, release } = makeDoubler();
  let settled = 0;
  for (const request of [0, 1]) void batcher.submit(request).then(() => (settled += 1));
  await new Promise(setImmediate);
  void batcher.submit(2).then(() => (settled += 1));
  const drained = batcher.drain();
  release();
  await drained;
  expect(settled).toBe(3);
});

test('what one group waits for keeps no other waiting, and what fails it fails no other', async () => {
  const released: (() => void)[] = [];
  const batcher = makeBatcher<string, string>({
    async run(requests) {
      if (!requests[0]!.startsWith('dead')) return requests;
      await new Promise<void>((resolve) => released.push(resolve));
      throw GONE;
    },
    maxBatch: 8,
    maxRunning: 1,
    maxWaiting: 100,
    isShared: (error) => error === GONE,
    groupOf: (request) => request.split(' ')[0]!,
  });
  const dead = [batcher.submit('dead 1'), batcher.submit('dead 2')];
  const settled = Promise.allSettled(dead);
  expect(await Promise.all([batcher.submit('live 1'), batcher.submit('live 2')])).toEqual([
    'live 1',
    'live 2',
  ]);
  expect(released).toHaveLength(1);
  released[0]!();
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await batcher.drain();
});

test('a group may be asked for', async () => {
  const batches: number[][] = [];
  const batcher = makeBatcher<number, number>({
    run: (requests) => {
      batches.push([...requests]);
      return Promise.resolve(requests);
    },
    ...{ maxBatch: 8, maxRunning: 1, maxWaiting: 100, isShared: () => false },
    groupOf: (request) => Promise.resolve(request % 2 === 0 ? 'even' : 'odd'),
  });
  expect(await Promise.all([1, 2, 3, 4].map((request) => batcher.submit(request)))).toEqual([1, 2, 3, 4]);
  expect(batches.toSorted()).toEqual([
    [1, 3],
    [2, 4],
  ]);
});
