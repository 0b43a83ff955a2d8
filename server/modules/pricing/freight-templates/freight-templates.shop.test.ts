import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../../test/support/back-office.ts';
import { newSku } from '../../../../test/support/new-sku.ts';
import { signUp, type Shopper } from '../../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';

let shop: TestShop;
let owner: StaffCaller;
let shopper: Shopper;

beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  owner = await signInAs(shop.url, 'owner');
  shopper = await signUp(shop.url);
}, 120_000);
afterAll(() => shop.stop());

const AT = '/staff/freight-templates';
const ROW = {
  regions: [] as string[],
  firstUnits: 1,
  firstAmount: 1_000,
  furtherUnits: 1,
  furtherAmount: 200,
};
const HEAVY = {
  ...{ name: '大件按重量', basis: 'weight', notServed: ['54'] },
  rows: [
    { ...ROW, firstUnits: 1_000, furtherUnits: 500, furtherAmount: 300, days: [3, 5] },
    {
      ...ROW,
      regions: ['65'],
      firstUnits: 1_000,
      furtherUnits: 500,
      furtherAmount: 600,
      surchargeAmount: 1_500,
    },
  ],
  free: { fromAmount: 100_000, mode: 'or' },
};

let serial = 0;
/** No two are called alike. */
async function make(body: { name: string; isDefault?: boolean }): Promise<{ id: string; version: number }> {
  serial += 1;
  const name = serial === 1 ? body.name : `${body.name} ${serial}`;
  const made = await owner.call('POST', AT, { body: { ...body, name } });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return made.body;
}

async function heavySku(templateId: string, grams: number): Promise<string> {
  const skuId = await newSku(shop.database.pool, 10_000, 100);
  const { pool } = shop.database;
  await pool.query('update skus set weight_grams = $2 where sku_id = $1', [skuId, grams]);
  await pool.query(
    'update products set freight_template_id = $2 where product_id = (select product_id from skus where sku_id = $1)',
    [skuId, templateId],
  );
  return skuId;
}

async function addressIn(regionCode: string): Promise<string> {
  const body = { recipient: '李雷', phone: '13800001111', regionCode, street: '友好北路 1 号' };
  return (await shopper.call('POST', '/addresses', { body })).body.id;
}

test('a template is made, tried, changed by who has seen it as it is, and deleted; the trail tells of each', async () => {
  const { id } = await make(HEAVY);
  expect((await owner.call('GET', `${AT}/${id}`)).body).toMatchObject({
    ...{ name: '大件按重量', version: 1, productCount: 0, isDefault: false, notServed: ['54'] },
    warnings: [{ warning: 'free_covers_surcharge' }],
  });
  const trial = { regionCode: '650102', pieces: 3, weightGrams: 700 };
  expect((await owner.call('POST', `${AT}/${id}/trial`, { body: trial })).body).toMatchObject({
    ...{ isServed: true, row: 1, units: 2_100, amount: 1_000 + 3 * 600 + 1_500 },
  });
  const changed = await owner.call('PATCH', `${AT}/${id}`, { body: { free: null, expectedVersion: 1 } });
  expect(changed.body).toMatchObject({ version: 2, free: null, warnings: [] });
  const late = await owner.call('PATCH', `${AT}/${id}`, { body: { name: '乙', expectedVersion: 1 } });
  expect(late.body).toMatchObject({ code: 'freight_template_changed', version: 2 });
  const rows = [...HEAVY.rows, { ...ROW, regions: ['65', '54'] }];
  const faulty = await owner.call('PATCH', `${AT}/${id}`, { body: { rows, expectedVersion: 2 } });
  expect(faulty.body).toMatchObject({
    code: 'freight_template_faulty',
    faults: [{ fault: 'region_twice', region: '新疆维吾尔自治区' }, { fault: 'region_not_served' }],
  });
  const alike = await owner.call('POST', AT, { body: HEAVY });
  expect(alike.body).toMatchObject({ faults: [{ field: 'name', fault: 'name_taken' }] });
  expect((await owner.call('DELETE', `${AT}/${id}`)).status).toBe(204);
  expect((await owner.call('GET', `${AT}/${id}`)).status).toBe(404);
  const trail = await owner.call('GET', `/staff/audit?subjectKind=freight_template&subjectId=${id}`);
  expect((trail.body.items as { what: string }[]).map(({ what }) => what)).toEqual([
    ...['freight_template:remove', 'freight_template:change', 'freight_template:make'],
  ]);
});

test('there is always one default, and it is not deleted; nor is one that goods go by', async () => {
  const { items } = (await owner.call('GET', AT)).body as {
    items: { id: string; isDefault: boolean; version: number }[];
  };
  const before = items.find(({ isDefault }) => isDefault)!;
  expect((await owner.call('DELETE', `${AT}/${before.id}`)).body.code).toBe('freight_template_is_default');
  const cleared = { isDefault: false, expectedVersion: before.version };
  expect((await owner.call('PATCH', `${AT}/${before.id}`, { body: cleared })).body.code).toBe(
    'freight_template_is_default',
  );
  const { id } = await make({ ...HEAVY, isDefault: true });
  const now = (await owner.call('GET', AT)).body.items as typeof items;
  expect(now.filter(({ isDefault }) => isDefault).map((one) => one.id)).toEqual([id]);
  const back = { isDefault: true, expectedVersion: before.version + 1 };
  expect((await owner.call('PATCH', `${AT}/${before.id}`, { body: back })).status).toBe(200);
  await heavySku(id, 700);
  expect((await owner.call('DELETE', `${AT}/${id}`)).body).toMatchObject({
    ...{ code: 'freight_template_in_use', count: 1 },
    detail: expect.stringContaining('有 1 件商品在用它'),
  });
});

test('a quote and an order cost by weight, with the surcharge of a far district, and are refused where it does not go', async () => {
  const { id } = await make(HEAVY);
  const skuId = await heavySku(id, 700);
  const [far, tibet] = [await addressIn('650102'), await addressIn('540102')];
  const lines = [{ skuId, quantity: 3 }];
  const quote = await shopper.call('POST', '/quotes', { body: { lines, addressId: far } });
  expect(quote.body).toMatchObject({ itemsAmount: 30_000, freightAmount: 4_300, totalAmount: 34_300 });
  const order = { lines, addressId: far, expectedTotalAmount: 34_300 };
  const placed = await shopper.call('POST', '/orders', { key: crypto.randomUUID(), body: order });
  expect(placed.body).toMatchObject({ freightAmount: 4_300 });
  for (const asked of [
    shopper.call('POST', '/quotes', { body: { lines, addressId: tibet } }),
    shopper.call('POST', '/orders', { key: crypto.randomUUID(), body: { ...order, addressId: tibet } }),
  ])
    expect(await asked).toMatchObject({ status: 422, body: { code: 'not_served', skuIds: [skuId] } });
});

test('how several templates add up is set by the shop, and holds at once', async () => {
  const [one, other] = [await make(HEAVY), await make({ ...HEAVY, name: '冷链' })];
  const lines = [
    { skuId: await heavySku(one.id, 1_000), quantity: 1 },
    { skuId: await heavySku(other.id, 1_000), quantity: 1 },
  ];
  const addressId = await addressIn('110105');
  const freight = async () =>
    (await shopper.call('POST', '/quotes', { body: { lines, addressId } })).body.freightAmount;
  expect(await freight()).toBe(2_000);
  const { value, version } = (await owner.call('GET', '/staff/settings/delivery')).body;
  const body = { value: { ...value, mode: 'first_unit_once' }, expectedVersion: version };
  expect((await owner.call('PUT', '/staff/settings/delivery', { body })).status).toBe(200);
  expect(await freight()).toBe(1_000 + 2 * 300);
});

test('who may only see prices sees templates and tries them, and changes none', async () => {
  const { id } = await make(HEAVY);
  const finance = await signInAs(shop.url, 'finance');
  expect((await finance.call('GET', AT)).status).toBe(200);
  expect((await finance.call('POST', AT, { body: HEAVY })).status).toBe(403);
  expect((await finance.call('DELETE', `${AT}/${id}`)).status).toBe(403);
  const service = await signInAs(shop.url, 'service');
  expect((await service.call('GET', AT)).status).toBe(403);
});
