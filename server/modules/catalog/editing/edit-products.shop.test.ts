import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../../test/support/back-office.ts';
import { openProductsDesk, type ProductsDesk } from '../../../../test/support/products-desk.ts';
import { placeOrder, signUp } from '../../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';

let shop: TestShop;
let manager: StaffCaller;
let desk: ProductsDesk;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  desk = await openProductsDesk(shop.url);
  manager = desk.manager;
}, 120_000);
afterAll(() => shop.stop());

const create = (name: string, over: object = {}) => desk.create(name, over);
const change = (id: string, body: object) => desk.change(id, body);
const publish = (id: string, body: object = {}) => desk.publish(id, body);
const shown = async (slug: string) => (await fetch(`${shop.url}/api/v1/products/${slug}`)).status;
const found = async (q: string): Promise<string[]> => {
  const answer = await fetch(`${shop.url}/api/v1/products?q=${encodeURIComponent(q)}`);
  return ((await answer.json()) as { items: { name: string }[] }).items.map(({ name }) => name);
};

test('a product is a draft until it is published, then found and bought, and gone when it is taken off', async () => {
  const { id, slug, state, skus, version } = await create('陶土马克杯');
  expect([slug, state, version, skus.map(({ code }: { code: string }) => code)]).toEqual([
    ...['tao-tu-ma-ke-bei', 'draft', 1],
    [`P${id}-1`, `P${id}-2`],
  ]);
  expect([await shown(slug), await found('陶土马克杯')]).toEqual([
    404,
    expect.not.arrayContaining(['陶土马克杯']),
  ]);
  expect((await publish(id, { expectedVersion: 1 })).body).toMatchObject({ state: 'on_sale', version: 2 });
  expect([await shown(slug), await found('taotu')]).toEqual([200, ['陶土马克杯']]);

  const warehouse = await signInAs(shop.url, 'warehouse');
  const received = { skuId: skus[0].id, kind: 'receive', quantity: 3, reason: '首批到货' };
  const movement = { body: received, key: randomUUID() };
  expect((await warehouse.call('POST', '/staff/stock-movements', movement)).status).toBe(201);
  const order = await placeOrder(await signUp(shop.url), [{ skuId: skus[0].id, quantity: 2 }]);
  expect(order.status).toBe(201);

  expect((await manager.call('DELETE', `/staff/products/${id}`)).body.state).toBe('off_sale');
  expect([await shown(slug), await found('陶土马克杯')]).toEqual([
    404,
    expect.not.arrayContaining(['陶土马克杯']),
  ]);
});

test('what somebody else changed meanwhile is told, and nothing is written over it', async () => {
  const { id } = await create('竹编果篮');
  await change(id, { expectedVersion: 1, subtitle: '手工编' });
  const late = await change(id, { expectedVersion: 1, name: '竹编水果篮' });
  expect(late).toMatchObject({
    status: 409,
    body: {
      ...{ code: 'product_changed', version: 2 },
      changes: [{ version: 2, by: 'staff', byId: manager.staffId, fields: ['subtitle'] }],
    },
  });
  const racing = await Promise.all(
    ['甲', '乙', '丙'].map((brand) => change(id, { expectedVersion: 2, brand })),
  );
  expect(racing.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  expect((await manager.call('GET', `/staff/products/${id}`)).body).toMatchObject({
    ...{ name: '竹编果篮', version: 3 },
  });
});

test('every change is history with who and what, and is taken back where nothing came after it', async () => {
  const { id, skus } = await create('亚麻桌布');
  const [first, second] = skus;
  await change(id, { name: '亚麻餐桌布', skus: [{ ...first, price: 7_700 }] });
  const history = (await manager.call('GET', `/staff/products/${id}/history`)).body.items;
  expect(history[0]).toMatchObject({
    ...{ version: 2, what: 'product:change', by: 'staff', byId: manager.staffId },
    before: { name: '亚麻桌布', [`skus.${first.id}.price`]: 8_800, [`skus.${second.id}.isRetired`]: false },
    after: { name: '亚麻餐桌布', [`skus.${first.id}.price`]: 7_700, [`skus.${second.id}.isRetired`]: true },
  });
  const undo = (version: number) =>
    manager.call('POST', `/staff/products/${id}/undoing`, { body: { version } });
  await manager.call('PATCH', `/staff/skus/${first.id}`, { body: { price: 6_600 } });
  expect((await undo(2)).body).toMatchObject({
    ...{ code: 'change_overtaken', fields: [`skus.${first.id}.price`] },
  });
  expect((await undo(3)).body.skus).toMatchObject([{ price: 7_700 }]);
  const undone = (await undo(2)).body;
  expect(undone).toMatchObject({ name: '亚麻桌布', version: 5 });
  expect(undone.skus.map(({ id: sku, price }: Record<string, unknown>) => [sku, price])).toEqual([
    [first.id, 8_800],
    [second.id, 9_900],
  ]);
  expect((await undo(1)).body.code).toBe('change_not_found');
  const owner = await signInAs(shop.url, 'owner');
  const acts = (await owner.call('GET', `/staff/audit?subjectKind=product&subjectId=${id}`)).body.items;
  expect(acts.map(({ what }: { what: string }) => what)).toEqual([
    ...['product:undo', 'product:undo', 'product:change', 'product:change', 'product:create'],
  ]);
});

test('variants keep their ids through new names, options and an exchange of codes', async () => {
  const { id, skus } = await create('棉麻围裙');
  const options = [
    { name: '花色', values: ['米色', '墨绿'] },
    { name: '尺码', values: ['M', 'L'] },
  ];
  const [green, white] = skus;
  const renamed = (
    await change(id, {
      options,
      skus: [
        { ...green, values: ['墨绿', 'M'], code: white.code, lowStockAt: 3 },
        { ...white, values: ['米色', 'M'], code: green.code },
        { values: ['墨绿', 'L'], price: 10_000, code: 'APRON-GREEN-L' },
      ],
    })
  ).body;
  expect(renamed.skus.map((sku: Record<string, unknown>) => [sku['id'], sku['code'], sku['values']])).toEqual(
    [
      [white.id, green.code, ['米色', 'M']],
      [green.id, white.code, ['墨绿', 'M']],
      [expect.any(String), 'APRON-GREEN-L', ['墨绿', 'L']],
    ],
  );
  expect(renamed.skus[1].lowStockAt).toBe(3);
});

test.each([
  ['no name', { name: ' ' }, { path: 'name', code: 'missing' }],
  [
    'a price of nothing',
    { skus: [{ values: ['墨绿'], price: 0 }] },
    { path: 'skus.0.price', code: 'too_small' },
  ],
  [
    'an original price that is not higher',
    { skus: [{ values: ['墨绿'], price: 500, originalPrice: 500 }] },
    { path: 'skus.0.originalPrice', code: 'not_higher' },
  ],
  [
    'a struck-out price of what was never sold',
    { skus: [{ values: ['墨绿'], price: 500, originalPrice: 600 }] },
    {
      ...{ path: 'skus.0.originalPrice', code: 'never_asked' },
      ...{ highestAllowed: null, askedSince: null },
    },
  ],
  [
    'a value that is none of the option',
    { skus: [{ values: ['朱红'], price: 500 }] },
    { path: 'skus.0.values.0', code: 'unknown' },
  ],
  [
    'the same variant twice',
    { skus: [1, 2].map((price) => ({ values: ['墨绿'], price })) },
    { path: 'skus.1.values', code: 'twice' },
  ],
  ['a category that is none', { categoryIds: ['999999'] }, { path: 'categoryIds.0', code: 'unknown' }],
  ['a picture that is none', { images: [{ key: 'a'.repeat(32) }] }, { path: 'images.0', code: 'unknown' }],
])('%s is refused, and leaves nothing behind', async (_what, over, fault) => {
  const count = async () => (await shop.database.pool.query('select from products')).rowCount;
  const before = await count();
  const answer = await desk.ask('错的', over);
  expect(answer).toMatchObject({ status: 422, body: { code: 'product_faulty', faults: [fault] } });
  expect(await count()).toBe(before);
});

test('nobody buys what lacks a category or a variant, and what is on sale cannot lose its last one', async () => {
  const { id } = await create('半成品', { categoryIds: [], skus: [] });
  expect((await publish(id)).body).toMatchObject({ code: 'product_unready', lacks: ['category', 'variant'] });
  const sold = await create('成品');
  await publish(sold.id);
  expect((await change(sold.id, { skus: [] })).body).toMatchObject({
    ...{ code: 'product_unready', lacks: ['variant'] },
  });
});

test('a planned product goes on sale at its time, also where its wake-up is lost, and one that is unplanned does not', async () => {
  const at = (minutes: number) => ({
    at: new Date(shop.clock.now().getTime() + minutes * 60_000).toISOString(),
  });
  const [planned, recalled] = [await create('新年礼盒'), await create('撤回礼盒')];
  expect((await publish(planned.id, at(10))).body).toMatchObject({ state: 'scheduled' });
  expect((await publish(recalled.id, at(10))).body.state).toBe('scheduled');
  expect((await manager.call('DELETE', `/staff/products/${recalled.id}`)).body.state).toBe('draft');
  await shop.database.pool.query(`delete from graphile_worker._private_jobs`);
  await shop.jobs['publish-due-products']!({});
  expect(await shown(planned.slug)).toBe(404);
  shop.clock.advance(11 * 60_000);
  desk = await openProductsDesk(shop.url);
  manager = desk.manager;
  await shop.jobs['publish-due-products']!({});
  expect([await shown(planned.slug), await shown(recalled.slug)]).toEqual([200, 404]);
  const [made] = (await manager.call('GET', `/staff/products/${planned.id}/history`)).body.items;
  expect(made).toMatchObject({ what: 'product:publish', by: 'system', byId: 'publish-due-products' });
});

test('a copy is a draft with SKUs and a slug of its own, and a list finds products by words, state and code', async () => {
  const { id, slug } = await create('胡桃木砧板');
  const copy = (await manager.call('POST', `/staff/products/${id}/copies`)).body;
  expect(copy).toMatchObject({ name: '胡桃木砧板（副本）', state: 'draft' });
  expect(copy.slug).not.toBe(slug);
  const list = async (query: string) =>
    (await manager.call('GET', `/staff/products?${query}`)).body.items.map((one: { id: string }) => one.id);
  expect(await list(`q=${encodeURIComponent('胡桃木')}&state=draft`)).toEqual([copy.id, id]);
  expect(await list(`q=${copy.skus[0].code.toLowerCase()}`)).toEqual([copy.id]);
  expect(await list(`q=${encodeURIComponent('胡桃木')}&state=on_sale`)).not.toContain(id);
  await shop.jobs['mark-short-stock']!({});
  expect(await list(`q=${copy.skus[0].code}&state=low_stock`)).toEqual([copy.id]);
  const first = (await manager.call('GET', '/staff/products?limit=3')).body;
  const next = await list(`limit=3&cursor=${first.nextCursor}`);
  expect(next.every((one: string) => Number(one) < Number(first.items[2].id))).toBe(true);
});
