import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { newSku, newSkus } from '../../../test/support/new-sku.ts';
import { placeOrder, signUp } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import type { SkuId } from '../../kernel/ids.ts';

let shop: TestShop;
let warehouse: StaffCaller;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  warehouse = await signInAs(shop.url, 'warehouse');
}, 120_000);
afterAll(() => shop.stop());

const move = (
  skuId: SkuId,
  kind: string,
  quantity: number,
  { key = randomUUID() as string, reason = '盘点' } = {},
) => warehouse.call('POST', '/staff/stock-movements', { body: { skuId, kind, quantity, reason }, key });
const levelOf = async (skuId: SkuId) => (await warehouse.call('GET', `/staff/skus/${skuId}/stock`)).body;

test('goods are received, counted and written off, each a movement with who and why', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 10);
  expect((await move(skuId, 'receive', 5, { reason: '供应商到货' })).status).toBe(201);
  await move(skuId, 'count', 14);
  expect((await move(skuId, 'write_off', 4, { reason: '受潮' })).body).toMatchObject({
    movement: { cause: 'write_off', onHandChange: -4, memberId: warehouse.staffId, reason: '受潮' },
    stock: { onHand: 10, reserved: 0, available: 10 },
  });
  const ledger = `/staff/skus/${skuId}/stock-movements`;
  const page = (await warehouse.call('GET', `${ledger}?limit=2`)).body;
  const rest = (await warehouse.call('GET', `${ledger}?cursor=${page.nextCursor}`)).body;
  const entries = [...page.items, ...rest.items].map((one) => [one.cause, one.onHandChange, one.onHand]);
  expect(entries).toEqual([
    ['write_off', -4, 10],
    ['count', -1, 14],
    ['receive', 5, 15],
  ]);
  const owner = await signInAs(shop.url, 'owner');
  const acts = (await owner.call('GET', `/staff/audit?subjectKind=sku&subjectId=${skuId}`)).body.items;
  expect(acts.map(({ what, before, after }: Record<string, unknown>) => [what, before, after])).toEqual([
    ['stock:write_off', { onHand: 14 }, { onHand: 10 }],
    ['stock:count', { onHand: 15 }, { onHand: 14 }],
    ['stock:receive', { onHand: 10 }, { onHand: 15 }],
  ]);
  await expectBooksToAgree(shop.database.pool);
});

test('what is promised to orders can neither be written off nor counted away', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 5);
  const shopper = await signUp(shop.url);
  expect((await placeOrder(shopper, [{ skuId, quantity: 3 }])).status).toBe(201);
  for (const [kind, quantity] of [
    ['write_off', 3],
    ['count', 2],
  ] as const)
    expect((await move(skuId, kind, quantity)).body).toMatchObject({ code: 'below_reserved', reserved: 3 });
  expect((await move(skuId, 'write_off', 2)).status).toBe(201);
  expect(await levelOf(skuId)).toMatchObject({ onHand: 3, reserved: 3, available: 0 });
  await expectBooksToAgree(shop.database.pool);
});

test('a request that is repeated, also at once, is done once; its key serves no other', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 1);
  const key = randomUUID();
  const answers = await Promise.all([1, 2, 3, 4].map(() => move(skuId, 'receive', 10, { key })));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 201]);
  expect(await levelOf(skuId)).toMatchObject({ onHand: 11 });
  expect((await move(skuId, 'receive', 11, { key })).body.code).toBe('idempotency_key_reused');
});

test('what arrives while everybody orders is all there, and no more is sold than there is', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 2);
  const shoppers = await Promise.all(Array.from({ length: 6 }, () => signUp(shop.url)));
  const [orders] = await Promise.all([
    Promise.all(
      shoppers.map(async (shopper) => {
        const answer = await placeOrder(shopper, [{ skuId, quantity: 1 }]);
        return answer.status === 201 ? 'placed' : answer.body.code;
      }),
    ),
    Promise.all([1, 2].map(async () => expect((await move(skuId, 'receive', 1)).status).toBe(201))),
  ]);
  const placed = orders.filter((outcome) => outcome === 'placed').length;
  expect(placed).toBeGreaterThanOrEqual(2);
  expect(placed).toBeLessThanOrEqual(4);
  expect(await levelOf(skuId)).toMatchObject({ onHand: 4, reserved: placed });
  await expectBooksToAgree(shop.database.pool);
});

test('stock is found by code and name, and what is short by itself; what is received is short no more', async () => {
  const [skuId, other] = (await newSkus(shop.database.pool, 2, 10_000, 3)) as [SkuId, SkuId];
  await shop.jobs['mark-short-stock']!({});
  const list = async (query: string) => (await warehouse.call('GET', `/staff/stock?${query}`)).body;
  const code = (await list('filter=low')).items.find((one: { skuId: string }) => one.skuId === skuId).code;
  expect((await list(`q=${code.toLowerCase()}`)).items).toMatchObject([
    { skuId, code, name: '测试商品 1', onHand: 3, available: 3, shortage: 'low', options: { 颜色: '黑' } },
  ]);
  // The newest shortage comes first, and a page goes on after its last.
  const first = await list('filter=low&limit=1');
  const second = await list(`filter=low&limit=1&cursor=${first.nextCursor}`);
  expect([first.items[0].skuId, second.items[0].skuId]).toEqual([other, skuId]);
  await move(skuId, 'receive', 30);
  expect((await list(`q=${code}&filter=low`)).items).toEqual([]);
  const rule = { body: { lowStockAt: 33 } };
  expect((await warehouse.call('PUT', `/staff/skus/${skuId}/low-stock-rule`, rule)).status).toBe(204);
  expect((await list(`q=${code}&filter=low`)).items).toMatchObject([{ skuId, lowStockAt: 33 }]);
  expect((await list('q=耳机')).items.length).toBeGreaterThan(1);
});

test('a SKU that is new in the catalogue has no stock until some is received', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 0);
  await shop.database.pool.query('delete from stock where sku_id = $1', [skuId]);
  expect((await move(skuId, 'receive', 7)).body.stock).toMatchObject({ onHand: 7 });
});

test.each([
  ['a SKU that is not there', { skuId: '999999999999' }, 'stock_not_found'],
  ['no number', { skuId: '1 or 1=1' }, 'malformed'],
  ['less than nothing', { quantity: -1 }, 'malformed'],
  ['half a piece', { quantity: 0.5 }, 'malformed'],
  ['more than there can be', { quantity: 1_000_000_000 }, 'too_much_stock'],
  ['no reason', { reason: ' ' }, 'malformed'],
  ['another kind', { kind: 'ship' }, 'malformed'],
])('%s is refused', async (_what, wrong, code) => {
  const skuId = await newSku(shop.database.pool, 10_000, 1);
  const body = { skuId, kind: 'receive', quantity: 1, reason: '到货', ...wrong };
  const answer = await warehouse.call('POST', '/staff/stock-movements', { body, key: randomUUID() });
  expect(answer.body.code).toBe(code);
});
