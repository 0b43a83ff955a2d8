import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../../test/support/back-office.ts';
import { runDueJobs } from '../../../../test/support/pass-time.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';

let shop: TestShop;
let manager: StaffCaller;
let owner: StaffCaller;
let category: { id: string; slug: string };
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  [manager, owner] = [await signInAs(shop.url, 'manager'), await signInAs(shop.url, 'owner')];
  category = (await manager.call('GET', '/staff/categories')).body.items[0];
}, 120_000);
afterAll(() => shop.stop());

const AT = '/staff/freight-templates';
const ROW = { regions: [], firstUnits: 1, firstAmount: 800, furtherUnits: 1, furtherAmount: 200 };
const NOWHERE = '00000000-0000-7000-8000-000000000000';

async function makeTemplate(name: string, basis = 'volume'): Promise<string> {
  return (await owner.call('POST', AT, { body: { name, basis, rows: [ROW] } })).body.id;
}
async function makeGoods(name: string, over: object = {}) {
  const skus = [{ values: [], price: 9_900, weightGrams: 400, volumeCm3: 6_000 }];
  const body = { name, categoryIds: [category.id], skus, ...over };
  return manager.call('POST', '/staff/products', { body });
}
const change = (id: string, body: object) => manager.call('PATCH', `/staff/products/${id}`, { body });
const templateOf = async (id: string): Promise<string | null> =>
  (await manager.call('GET', `/staff/products/${id}`)).body.freightTemplateId;

test('goods are given a template and a volume, by hand and by undoing, and never one that there is not', async () => {
  const bulky = await makeTemplate('大件');
  const { id, skus, freightTemplateId } = (await makeGoods('藤编收纳箱', { freightTemplateId: bulky })).body;
  expect([freightTemplateId, skus[0].volumeCm3]).toEqual([bulky, 6_000]);
  expect((await owner.call('GET', `${AT}/${bulky}`)).body.productCount).toBe(1);
  const emptied = [{ id: skus[0].id, values: [], price: 9_900, volumeCm3: 0 }];
  expect((await change(id, { freightTemplateId: null, skus: emptied })).body).toMatchObject({
    ...{ freightTemplateId: null, version: 2 },
    skus: [{ weightGrams: 400, volumeCm3: 0 }],
  });
  const undone = await manager.call('POST', `/staff/products/${id}/undoing`, { body: { version: 2 } });
  expect(undone.body).toMatchObject({ freightTemplateId: bulky, skus: [{ volumeCm3: 6_000 }] });
  expect((await change(id, { freightTemplateId: NOWHERE })).body).toMatchObject({
    ...{ code: 'product_faulty', faults: [{ path: 'freightTemplateId', code: 'unknown' }] },
  });
  expect((await owner.call('DELETE', `${AT}/${bulky}`)).body).toMatchObject({
    ...{ code: 'freight_template_in_use', products: [{ name: '藤编收纳箱' }] },
  });
});

test('a template that is deleted while goods are given it either stays or is unknown to them', async () => {
  const { id } = (await makeGoods('竹篮')).body;
  for (const round of Array.from({ length: 8 }, (_, at) => at)) {
    const template = await makeTemplate(`转瞬 ${round}`);
    const [given, deleted] = await Promise.all([
      change(id, { freightTemplateId: template }),
      owner.call('DELETE', `${AT}/${template}`),
    ]);
    expect([given.status, deleted.status].join(' ')).toMatch(/^(?:200 409|422 204)$/);
    expect(await templateOf(id)).toBe(given.status === 200 ? template : null);
    await change(id, { freightTemplateId: null });
  }
});

test('many are given a template at once, with a preview', async () => {
  const [one, other] = [(await makeGoods('瓷瓶')).body, (await makeGoods('瓷罐')).body];
  const fragile = await makeTemplate('易碎', 'weight');
  const products = [one, other].map(({ id, version }) => ({ id, expectedVersion: version }));
  const asked = (templateId: string | null) => ({
    body: { products, change: { kind: 'freight', templateId } },
  });
  const preview = async (templateId: string) =>
    (await manager.call('POST', '/staff/product-changes/preview', asked(templateId))).body.items;
  expect((await preview(fragile))[0]).toMatchObject({ before: null, after: fragile, problem: null });
  expect((await preview(NOWHERE))[0]).toMatchObject({ problem: 'template_unknown' });
  const done = await manager.call('POST', '/staff/product-changes', asked(fragile));
  expect(done.body.items).toMatchObject([{ refusal: null }, { refusal: null }]);
  expect([await templateOf(one.id), await templateOf(other.id)]).toEqual([fragile, fragile]);
  const trail = await owner.call('GET', `/staff/audit?subjectKind=product&subjectId=${one.id}`);
  expect(trail.body.items[0]).toMatchObject({
    what: 'product:freight',
    after: { freightTemplateId: fragile },
  });
});

async function finish(response: Response) {
  const { id } = (await response.json()) as { id: string };
  await runDueJobs(shop);
  return (await manager.call('GET', `/staff/tasks/${id}`)).body;
}
function post(path: string, body?: FormData): Promise<Response> {
  const headers = { authorization: `Bearer ${manager.token}` };
  return fetch(`${shop.url}/api/v1/staff/${path}`, { method: 'POST', headers, ...(body && { body }) });
}
function handIn(head: string, ...rows: string[]): Promise<Response> {
  const form = new FormData();
  form.set('file', new File([[head, ...rows].join('\n')], '商品.csv'));
  return post('catalogue-imports', form);
}

test('a file names a template by its name; a name that is none is refused with its row and what to do', async () => {
  const cold = await makeTemplate('冷链', 'weight');
  const head = '网址名,商品名,英文名,分类,SKU 编码,售价（元）,体积（立方厘米）,运费模板';
  const row = (template: string) =>
    `frozen-fish,冻鱼,Frozen fish,${category.slug},FISH-1,39.90,1500,${template}`;
  const refused = await finish(await handIn(head, row('冷练')));
  expect(refused.report).toMatchObject({
    faultCount: 1,
    faults: [
      {
        ...{ line: 2, code: 'unknown_freight_template', column: { zh: '运费模板' } },
        reason: { zh: expect.stringMatching(/没有叫“冷练”的运费模板（现有：.+先在「运费模板」里建好/) },
      },
    ],
  });
  const checked = await finish(await handIn(head, row('冷链')));
  await finish(await post(`catalogue-imports/${checked.id}/confirmation`));
  const { rows } = await shop.database.pool.query(
    `select p.product_id as id, k.volume_cm3 as volume from products p join skus k using (product_id)
     where slug = 'frozen-fish'`,
  );
  expect([rows[0].volume, await templateOf(rows[0].id)]).toEqual([1_500, cold]);

  // A table of prices leaves both as they are.
  const prices = '网址名,商品名,英文名,分类,SKU 编码,售价（元）';
  const again = await finish(
    await handIn(prices, `frozen-fish,冻鱼,Frozen fish,${category.slug},FISH-1,35.90`),
  );
  await finish(await post(`catalogue-imports/${again.id}/confirmation`));
  const kept = (await manager.call('GET', `/staff/products/${rows[0].id}`)).body;
  expect(kept).toMatchObject({ freightTemplateId: cold, skus: [{ price: 3_590, volumeCm3: 1_500 }] });

  // Who deletes the template after the file was checked has it refused when it is written.
  const gone = await makeTemplate('就要没了');
  const late = await finish(await handIn(head, row('就要没了')));
  expect((await owner.call('DELETE', `${AT}/${gone}`)).status).toBe(204);
  const written = await finish(await post(`catalogue-imports/${late.id}/confirmation`));
  expect(written).toMatchObject({
    state: 'failed',
    report: { faults: [{ line: 2, code: 'unknown_freight_template' }] },
  });
});
