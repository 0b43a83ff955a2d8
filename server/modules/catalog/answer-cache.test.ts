import { expect, test } from 'vitest';
import { makeAnswerCache } from './answer-cache.ts';

function bench(maxBytes = 1_000_000) {
  let now = 0;
  const cache = makeAnswerCache({ clock: { now: () => new Date(now) }, maxAgeMs: 1_000, maxBytes });
  let loads = 0;
  const find = (key: string, value: unknown = key) =>
    cache.find(
      key,
      async () => {
        loads += 1;
        return value;
      },
      (read) => ({ read }),
    );
  return { cache, find, loads: () => loads, advance: (ms: number) => void (now += ms) };
}

test('a crowd that asks at once costs one load, and all get the very same document', async () => {
  const { find, loads } = bench();
  const answers = await Promise.all(Array.from({ length: 500 }, () => find('a')));
  expect(loads()).toBe(1);
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]!.body.toString()).toBe('{"read":"a"}');
});

test('an answer is kept for a second, counted from before it was read', async () => {
  const { find, loads, advance } = bench();
  await find('a');
  advance(999);
  await find('a');
  expect(loads()).toBe(1);
  advance(1);
  await find('a');
  expect(loads()).toBe(2);
});

test('a slow load is not kept longer for having been slow', async () => {
  const { cache, find, loads, advance } = bench();
  await cache.find(
    'a',
    async () => advance(5_000),
    () => null,
  );
  await find('a');
  expect(loads()).toBe(1);
});

test('a failed load fails those who waited for it, and the next one loads anew', async () => {
  const { cache, find } = bench();
  const fail = () =>
    cache.find(
      'a',
      () => Promise.reject(new Error('the database is gone')),
      () => null,
    );
  const waiting = [fail(), find('a')];
  for (const outcome of await Promise.allSettled(waiting)) expect(outcome.status).toBe('rejected');
  expect((await find('a')).value).toBe('a');
});

test('the same document has the same tag, another one another', async () => {
  const { find, advance } = bench();
  const first = await find('a');
  advance(2_000);
  expect((await find('a')).etag).toBe(first.etag);
  advance(2_000);
  expect((await find('a', 'changed')).etag).not.toBe(first.etag);
  expect(first.etag).toMatch(/^"[\w-]{22}"$/);
});

test('memory is bounded: what was not asked for the longest is forgotten, and what is too large is not kept', async () => {
  const { find, loads } = bench(20_000);
  for (let index = 0; index < 100; index += 1) await find(`key ${index}`);
  const before = loads();
  await find('key 99');
  expect(loads()).toBe(before);
  await find('key 0');
  expect(loads()).toBe(before + 1);
  await find('large', 'x'.repeat(50_000));
  await find('large', 'x'.repeat(50_000));
  expect(loads()).toBe(before + 3);
});
