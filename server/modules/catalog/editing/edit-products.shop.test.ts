import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../../test/support/back-office.ts';
import { placeOrder, signUp } from '../../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';

let shop: TestShop;
let manager: StaffCaller;
let category: string;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  manager = await signInAs(shop.url, 'manager');
  category = (await manager.call('GET', '/staff/categories')).body.items[0].id;
}, 120_000);
afterAll(() => shop.stop());

const COLOURS = [{ name: '颜色', values: ['墨绿', '米白'] }];
const draft = (name: string, over: object = {}) => ({
  ...{ name, categoryIds: [category], options: COLOURS },
  skus: [
    { values: ['墨绿'], price: 8_800 },
    { values: ['米白'], price: 9_900 },
  ],
  ...over,
});
const create = async (name: string, over: object = {}) =>
  (await manager.call('POST', '/staff/products', { body: draft(name, over) })).body;
/** On sale for more, and then for less with what it was struck out. */
async function soldFor(name: string, before: number, now: number) {
  const { id, skus } = await create(name, { skus: [{ values: ['墨绿'], price: before }] });
  await publish(id);
  shop.clock.advance(60_000);
  const lowered = { price: now, originalPrice: before };
  const { status, body } = await manager.call('PATCH', `/staff/skus/${skus[0].id}`, { body: lowered });
  expect(status).toBe(200);
  shop.clock.advance(60_000);
  return body;
}
const change = (id: string, body: object) => manager.call('PATCH', `/staff/products/${id}`, { body });
const publish = (id: string, body: object = {}) =>
  manager.call('POST', `/staff/products/${id}/publication`, { body });
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
  const answer = await manager.call('POST', '/staff/products', { body: draft('错的', over) });
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
  manager = await signInAs(shop.url, 'manager');
  await shop.jobs['publish-due-products']!({});
  expect([await shown(planned.slug), await shown(recalled.slug)]).toEqual([200, 404]);
  const [made] = (await manager.call('GET', `/staff/products/${planned.id}/history`)).body.items;
  expect(made).toMatchObject({ what: 'product:publish', by: 'system', byId: 'publish-due-products' });
});

test('prices of many are changed as the preview said, and what is refused keeps none of the others from it', async () => {
  const [plain, discounted] = [
    await create('瓷碗', { skus: [{ values: ['墨绿'], price: 1_005 }] }),
    await soldFor('瓷盘', 1_050, 1_000),
  ];
  const asked = {
    products: [plain, discounted].map(({ id, version }) => ({ id, expectedVersion: version })),
    change: { kind: 'price', how: 'part', value: 1_000 },
  };
  const preview = (await manager.call('POST', '/staff/product-changes/preview', { body: asked })).body.items;
  expect(preview).toMatchObject([
    { productId: plain.id, variant: '墨绿', before: 1_005, after: 1_106, problem: null },
    { productId: discounted.id, before: 1_000, after: 1_100, problem: 'original_not_higher' },
  ]);
  const less = { ...asked, change: { ...asked.change, value: -1_000 } };
  const lower = (await manager.call('POST', '/staff/product-changes/preview', { body: less })).body.items;
  expect(lower).toMatchObject([
    { productId: plain.id, problem: null, highestAllowed: null },
    { productId: discounted.id, after: 900, problem: 'original_never_asked', highestAllowed: 1_000 },
  ]);
  const done = (await manager.call('POST', '/staff/product-changes', { body: asked })).body.items;
  expect(done.map(({ refusal }: { refusal: unknown }) => refusal)).toEqual([null, 'product_faulty']);
  expect((await manager.call('GET', `/staff/products/${plain.id}`)).body.skus[0].price).toBe(1_106);
});

test('a price may be struck out as high as the lowest of the month before, and says how high that is', async () => {
  const { id, skus } = await soldFor('琉璃灯', 20_000, 15_000);
  const sku = skus[0].id;
  expect((await manager.call('GET', `/staff/products/${id}`)).body).toMatchObject({
    skus: [{ price: 15_000, originalPrice: 20_000 }],
    lowestPrice30d: { [sku]: 15_000 },
  });
  const set = (body: object) => manager.call('PATCH', `/staff/skus/${sku}`, { body });
  expect((await set({ originalPrice: 20_001 })).body.faults).toEqual([
    {
      ...{ path: 'skus.0.originalPrice', code: 'never_asked', highestAllowed: 20_000 },
      askedSince: expect.stringMatching(/^\d{4}-/),
    },
  ]);
  // What it is asked now is the lowest of the month for what it is asked next.
  expect((await set({ price: 12_000 })).body.faults).toMatchObject([{ highestAllowed: 15_000 }]);
  expect((await set({ price: 12_000, originalPrice: 15_000 })).status).toBe(200);
  // Its words may change, and that it is sold.
  expect((await change(id, { subtitle: '手工吹制' })).status).toBe(200);
  expect((await manager.call('DELETE', `/staff/products/${id}`)).status).toBe(200);
  expect((await publish(id)).status).toBe(200);
  const version = (await manager.call('GET', `/staff/products/${id}/history`)).body.items.find(
    ({ after }: { after: object }) =>
      Object.hasOwn(after, `skus.${sku}.price`) && 'subtitle' in after === false,
  ).version;
  const undone = await manager.call('POST', `/staff/products/${id}/undoing`, { body: { version } });
  // Back to 150.00 with 200.00 struck out: 120.00 was asked since, so there is nothing higher to strike out.
  expect(undone.body).toMatchObject({
    code: 'product_faulty',
    faults: [{ code: 'never_asked', highestAllowed: null }],
  });
  const { rows } = await shop.database.pool.query(
    `select price_fen::int as price, until is null as now from asked_prices where sku_id = $1 order by since`,
    [sku],
  );
  expect(rows).toEqual([
    { price: 20_000, now: false },
    { price: 15_000, now: false },
    { price: 12_000, now: false },
    { price: 12_000, now: true },
  ]);
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
