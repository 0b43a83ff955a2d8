import { expect, test } from 'vitest';
import type { CustomerId } from '../../kernel/ids.ts';
import { Overloaded } from '../batcher.ts';
import { TooManyOfOne } from '../http/gate/fair-queue.ts';
import { makeHashing } from './hashing.ts';

/** Work that ends when it is told to, in the order in which it began. */
function makeWork() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.push(() => resolve(name)));
  };
  async function endAll(works: readonly Promise<unknown>[]): Promise<void> {
    let isOver = false;
    const over = Promise.allSettled(works).then(() => (isOver = true));
    while (!isOver) {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await over;
  }
  return { begun, work, endAll };
}

/** How many of them were taken, and what the others were told. */
async function outcomesOf(works: readonly Promise<unknown>[]) {
  const told = { taken: 0, tooManyOfOne: 0, overloaded: 0 };
  for (const outcome of await Promise.allSettled(works)) {
    if (outcome.status === 'fulfilled') told.taken += 1;
    else if (outcome.reason instanceof TooManyOfOne) told.tooManyOfOne += 1;
    else if (outcome.reason instanceof Overloaded) told.overloaded += 1;
  }
  return told;
}

test('passwords that are set, however many, hold up none that is checked', async () => {
  const hashing = makeHashing();
  const { begun, work, endAll } = makeWork();
  const changes = Array.from({ length: 30 }, (_, n) =>
    hashing.set(`customer${n}` as CustomerId, work('set')),
  );
  const checks = [hashing.check('10.1.0.1', work('check'))];
  expect(begun.filter((name) => name === 'set')).toHaveLength(1);
  expect(begun).toContain('check');
  await endAll([...changes, ...checks]);
});

test('one customer has one under way and one waiting, in whatever crowd', async () => {
  const hashing = makeHashing();
  const { work, endAll } = makeWork();
  const own = Array.from({ length: 196 }, () => hashing.set('greedy' as CustomerId, work('own')));
  expect(hashing.isSettingFullFor('greedy' as CustomerId)).toBe('key');
  expect(hashing.isSettingFullFor('other' as CustomerId)).toBeUndefined();
  const other = hashing.set('other' as CustomerId, work('other'));
  await endAll([...own, other]);
  expect(await outcomesOf(own)).toEqual({ taken: 2, tooManyOfOne: 194, overloaded: 0 });
  expect(await other).toBe('other');
});

test('neither one address nor all of its neighbours take every place of those who sign in', async () => {
  const hashing = makeHashing();
  const { begun, work, endAll } = makeWork();
  const one = Array.from({ length: 100 }, () => hashing.check('10.1.0.1', work('one')));
  const near = Array.from({ length: 100 }, (_, n) => hashing.check(`10.1.0.${n + 2}`, work('near')));
  const six = Array.from({ length: 100 }, (_, n) => hashing.check(`2001:db8:0:${n}::1`, work('six')));
  expect(hashing.isCheckingFullFor('10.1.0.200')).toBe('key');
  expect(hashing.isCheckingFullFor('10.2.0.1')).toBeUndefined();
  const stranger = hashing.check('10.2.0.1', work('stranger'));
  await endAll([...one, ...near, ...six, stranger]);
  // Those that were there first ended one by one, and then each address had a turn before any had a second.
  expect(begun.indexOf('stranger')).toBeLessThan(70);
  const [ofOne, ofNear, ofSix] = await Promise.all([one, near, six].map(outcomesOf));
  expect(ofOne!.taken).toBeLessThanOrEqual(18);
  expect(ofOne!.taken + ofNear!.taken).toBe(32);
  expect(ofSix).toEqual({ taken: 32, tooManyOfOne: 68, overloaded: 0 });
  expect(hashing.isCheckingFullFor('10.1.0.1')).toBeUndefined();
});

test('a crowd from everywhere is turned away as such, and what failed makes room', async () => {
  const hashing = makeHashing();
  const { work, endAll } = makeWork();
  const crowd = Array.from({ length: 180 }, (_, n) => hashing.check(`10.${n}.0.1`, work('crowd')));
  expect(hashing.isCheckingFullFor('10.200.0.1')).toBe('all');
  await endAll(crowd);
  const { taken, overloaded } = await outcomesOf(crowd);
  expect([taken >= 129, taken + overloaded]).toEqual([true, 180]);
  await expect(hashing.check('10.1.0.1', () => Promise.reject(new Error('it failed')))).rejects.toThrow('it');
  expect(await hashing.check('10.1.0.1', async () => 'next')).toBe('next');
});
