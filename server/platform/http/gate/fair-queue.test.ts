import { expect, test } from 'vitest';
import { Overloaded } from '../../batcher.ts';
import { makeFairQueue, TooManyOfOne } from './fair-queue.ts';

/** Work that ends when it is told to, and notes when it began. */
function makeWork() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
  };
  return { begun, work, end: (name: string) => ends.get(name)!() };
}

/** Lets everything that can go on go on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('one who asks for much waits behind itself, and others come in between', async () => {
  const queue = makeFairQueue({ running: 2, waiting: 10, perKey: { running: 1, waiting: 5 } });
  const { begun, work, end } = makeWork();
  const all = [
    queue.run('greedy', work('g1')),
    queue.run('greedy', work('g2')),
    queue.run('greedy', work('g3')),
    queue.run('other', work('o1')),
    queue.run('third', work('t1')),
  ];
  await settle();
  expect(begun).toEqual(['g1', 'o1']);
  end('o1');
  await settle();
  expect(begun).toEqual(['g1', 'o1', 't1']);
  for (const name of ['g1', 't1']) end(name);
  await settle();
  end('g2');
  await settle();
  end('g3');
  expect(await Promise.all(all)).toEqual(['g1', 'g2', 'g3', 'o1', 't1']);
});

test('without limits for a key, what came first goes first', async () => {
  const queue = makeFairQueue({ running: 1, waiting: 10, perKey: null });
  const { begun, work, end } = makeWork();
  const all = ['a1', 'a2', 'a3'].map((name) => queue.run('a', work(name)));
  for (const name of ['a1', 'a2', 'a3']) {
    await settle();
    end(name);
  }
  await Promise.all(all);
  expect(begun).toEqual(['a1', 'a2', 'a3']);
});

test('too many of one key are turned away while others still find a place, until the queue is full', async () => {
  const queue = makeFairQueue({ running: 1, waiting: 3, perKey: { running: 1, waiting: 2 } });
  const { work, end } = makeWork();
  const kept = [
    queue.run('a', work('a1')),
    queue.run('a', work('a2')),
    queue.run('a', work('a3')),
    queue.run('b', work('b1')),
  ];
  expect([queue.isFullFor('a'), queue.isFullFor('c')]).toEqual(['key', 'all']);
  await expect(queue.run('a', work('a4'))).rejects.toBeInstanceOf(TooManyOfOne);
  const refused = await queue.run('c', work('c1')).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Overloaded);
  expect(refused).not.toBeInstanceOf(TooManyOfOne);
  for (const name of ['a1', 'a2', 'b1', 'a3']) {
    await settle();
    end(name);
  }
  await Promise.all(kept);
  expect([queue.isFullFor('a'), queue.isFullFor('c')]).toEqual([undefined, undefined]);
});

test('work that fails gives its place to the next', async () => {
  const queue = makeFairQueue({ running: 1, waiting: 3, perKey: null });
  const failed = queue.run('a', () => Promise.reject(new Error('no')));
  const next = queue.run('a', () => Promise.resolve('went on'));
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('went on');
});

test('who has had something that took long waits with the next until others have had their turns', async () => {
  const rests = { factor: 3, fromMs: 100, atMostMs: 60_000 };
  const queue = makeFairQueue({ running: 2, waiting: 10, perKey: { running: 1, waiting: 5, rests } });
  const { begun, work, end } = makeWork();
  const takeLong = async (): Promise<void> => {
    const until = performance.now() + 100;
    while (performance.now() < until);
  };
  const startedAt = performance.now();
  const long = queue.run('greedy', takeLong);
  const all = [
    queue.run('greedy', work('g')),
    queue.run('other', work('o1')),
    queue.run('other', work('o2')),
  ];
  await long;
  await settle();
  expect(begun).toEqual(['o1']);
  end('o1');
  await settle();
  // What is quick rests not at all.
  expect(begun).toEqual(['o1', 'o2']);
  end('o2');
  await expect.poll(() => begun).toContain('g');
  expect(performance.now() - startedAt).toBeGreaterThan(390);
  end('g');
  expect(await Promise.all(all)).toEqual(['g', 'o1', 'o2']);
});

test('who takes long and asks for nothing more is not made to wait with the next', async () => {
  const rests = { factor: 1_000, fromMs: 0, atMostMs: 60_000 };
  const queue = makeFairQueue({ running: 2, waiting: 10, perKey: { running: 1, waiting: 5, rests } });
  for (const name of ['first', 'second']) expect(await queue.run('one', async () => name)).toBe(name);
});
