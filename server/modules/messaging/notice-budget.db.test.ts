import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createTestIdentity,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  type TestIdentity,
} from '../../../test/support/test-identity.ts';
import { newUuid, type CustomerId } from '../../kernel/ids.ts';
import type { FoldedNotice } from './folded-notices.sql.ts';
import { makeNoticeBudget, type NoticeBudget } from './notice-budget.ts';

let shop: TestIdentity;
/** Of two processes. */
let budgets: [NoticeBudget, NoticeBudget];
let who: CustomerId;
let lastPhone = 13_500_000_000;

beforeAll(async () => {
  shop = await createTestIdentity();
  const make = () => makeNoticeBudget({ ...shop, database: shop.database.pool });
  budgets = [make(), make()];
});
afterAll(() => shop.stop());
beforeEach(async () => {
  shop.clock.advance(2 * MINUTE_MS);
  who = (await shop.enter(String((lastPhone += 1)))).customer.id;
});

const takeMany = (notice: string, count: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => budgets[n % 2]!.take({ customerId: who, notice })));
const allowed = (taken: readonly boolean[]) => taken.filter(Boolean).length;
const fold = (notice: string, n = 0, changeId = newUuid(shop.clock.now())) =>
  budgets[n % 2]!.fold({
    customerId: who,
    changeId,
    notice,
    language: n % 2 === 0 ? 'zh-CN' : 'en',
    at: shop.clock.now(),
  });

async function told(by = budgets[0]): Promise<string[]> {
  const heard: FoldedNotice[] = [];
  await by.tellFolded(who, async (folded) => void heard.push(...folded));
  return heard.map(({ notice, count }) => `${count} ${notice}`);
}

/** When the job of this customer runs, as far as there is one. */
async function tellingAt(): Promise<Date[]> {
  const { rows } = await shop.database.pool.query<{ run_at: Date }>(
    'select run_at from graphile_worker.jobs where key = $1',
    [`tell-folded-notices ${who}`],
  );
  return rows.map((row) => row.run_at);
}

test('of one kind five a day go out, over two processes that ask at once, and again when the day is over', async () => {
  expect(allowed(await takeMany('password_changed', 40))).toBe(5);
  expect(allowed(await takeMany('password_changed', 4))).toBe(0);
  shop.clock.advance(DAY_MS);
  expect(allowed(await takeMany('password_changed', 40))).toBe(5);
});

test('much of one kind takes nothing from another, nor from another customer', async () => {
  expect(allowed(await takeMany('new_device', 40))).toBe(5);
  expect(allowed(await takeMany('passkey_added', 3))).toBe(3);
  who = (await shop.enter(String((lastPhone += 1)))).customer.id;
  expect(allowed(await takeMany('new_device', 3))).toBe(3);
});

test('that the phone was changed is told at once, however often: nothing reaches the old phone later', async () => {
  expect(allowed(await takeMany('phone_changed', 12))).toBe(12);
});

test('what waits is told an hour after the first of it, by number and what was last at the end', async () => {
  const began = shop.clock.now();
  await fold('password_removed');
  shop.clock.advance(30 * MINUTE_MS);
  await Promise.all(Array.from({ length: 20 }, (_, n) => fold('new_device', n)));
  shop.clock.advance(1_000);
  await fold('password_removed');
  // Going on does not put it off.
  expect(await tellingAt()).toEqual([new Date(began.getTime() + HOUR_MS)]);
  shop.clock.advance(30 * MINUTE_MS);
  expect(await told()).toEqual(['20 new_device', '2 password_removed']);
  expect(await told()).toEqual([]);
});

test('one that could not be sent is none of the day’s five', async () => {
  const kind = { customerId: who, notice: 'password_changed' };
  expect(allowed(await takeMany('password_changed', 5))).toBe(5);
  await budgets[0].giveBack(kind);
  expect(allowed(await takeMany('password_changed', 3))).toBe(1);
});

test('a change that comes twice, to two processes at once, is counted once', async () => {
  const changeId = newUuid(shop.clock.now());
  await Promise.all([0, 1, 0, 1].map((n) => fold('new_device', n, changeId)));
  await fold('new_device');
  expect(await told()).toEqual(['2 new_device']);
});

test('of two processes that tell at once one does, and the next message is six hours later', async () => {
  await fold('new_device');
  const heard = await Promise.all(budgets.map((budget) => told(budget)));
  expect(heard.flat()).toEqual(['1 new_device']);
  shop.clock.advance(HOUR_MS);
  await fold('new_device');
  await fold('password_changed');
  expect(await told()).toEqual([]);
  const [at] = await tellingAt();
  expect(at!.getTime() - shop.clock.now().getTime()).toBe(5 * HOUR_MS);
  shop.clock.advance(5 * HOUR_MS);
  expect(await told()).toEqual(['1 new_device', '1 password_changed']);
});

test('what could not be sent stays to be told, and what happens meanwhile is told the next time', async () => {
  await fold('password_changed');
  await expect(budgets[0].tellFolded(who, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  await budgets[1].tellFolded(who, async (folded) => {
    expect(folded).toMatchObject([{ notice: 'password_changed', count: 1 }]);
    await fold('password_changed');
    await fold('passkey_added');
  });
  shop.clock.advance(6 * HOUR_MS);
  expect(await told()).toEqual(['1 passkey_added', '1 password_changed']);
});
