import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../../test/support/back-office.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';

let shop: TestShop;
let manager: StaffCaller;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  manager = await signInAs(shop.url, 'manager');
}, 120_000);
afterAll(() => shop.stop());

type Category = { id: string; slug: string; name: string; parentId: string | null };
const add = async (name: string, parentId: string | null = null) =>
  (await manager.call('POST', '/staff/categories', { body: { name, parentId } })).body as Category;
const change = (id: string, body: object) => manager.call('PATCH', `/staff/categories/${id}`, { body });
const childrenOf = async (parentId: string | null): Promise<string[]> => {
  const { items } = (await manager.call('GET', '/staff/categories')).body as { items: Category[] };
  return items.filter((one) => one.parentId === parentId).map(({ name }) => name);
};
const listed = async (category: string): Promise<string[]> => {
  const answer = await fetch(`${shop.url}/api/v1/products?category=${category}`);
  return ((await answer.json()) as { items?: { name: string }[] }).items?.map(({ name }) => name) ?? [];
};

test('categories are put in order among each other, and where they stand is where their goods are found', async () => {
  const top = await add('手作');
  const [cups, bowls, plates] = [await add('杯', top.id), await add('碗', top.id), await add('盘', top.id)];
  expect(await childrenOf(top.id)).toEqual(['杯', '碗', '盘']);
  await change(plates.id, { beforeId: cups.id });
  expect(await childrenOf(top.id)).toEqual(['盘', '杯', '碗']);
  await change(plates.id, { beforeId: null });
  expect(await childrenOf(top.id)).toEqual(['杯', '碗', '盘']);

  const body = { name: '手捏小碗', categoryIds: [bowls.id], skus: [{ values: [], price: 3_900 }] };
  const { id } = (await manager.call('POST', '/staff/products', { body })).body;
  await manager.call('POST', `/staff/products/${id}/publication`, { body: {} });
  const other = await add('柴烧');
  expect([await listed(top.slug), await listed(other.slug)]).toEqual([['手捏小碗'], []]);
  expect((await change(bowls.id, { parentId: other.id, name: '大碗' })).body).toMatchObject({
    ...{ parentId: other.id, name: '大碗', nameEn: '大碗' },
  });
  expect([await listed(top.slug), await listed(other.slug)]).toEqual([[], ['手捏小碗']]);
  await shop.jobs['index-words-anew']!({});
  const found = await fetch(`${shop.url}/api/v1/products?q=${encodeURIComponent('柴烧')}`);
  expect(((await found.json()) as { items: { name: string }[] }).items[0]).toMatchObject({
    name: '手捏小碗',
  });
  expect((await manager.call('DELETE', `/staff/categories/${bowls.id}`)).body.code).toBe('category_in_use');
  expect((await manager.call('DELETE', `/staff/categories/${top.id}`)).body.code).toBe('category_in_use');
  expect((await manager.call('DELETE', `/staff/categories/${cups.id}`)).status).toBe(204);
  expect(await childrenOf(top.id)).toEqual(['盘']);
});

test('no category stands within itself or on a fifth level, also where two are moved at once', async () => {
  const [a, b] = [await add('甲'), await add('乙')];
  const moves = await Promise.all([change(a.id, { parentId: b.id }), change(b.id, { parentId: a.id })]);
  expect(moves.map(({ status }) => status).toSorted()).toEqual([200, 422]);
  const deep = await add('丁', (await add('丙', (await add('戊')).id)).id);
  const last = await add('己', deep.id);
  expect(last.parentId).toBe(deep.id);
  const beyond = { name: '庚', parentId: last.id };
  expect((await manager.call('POST', '/staff/categories', { body: beyond })).body.code).toBe(
    'category_too_deep',
  );
  const [top] = moves[0]!.status === 200 ? [b] : [a];
  expect((await change(top.id, { parentId: last.id })).body.code).toBe('category_too_deep');
  expect((await change('999999', { name: '无' })).body.code).toBe('staff_category_not_found');
});
