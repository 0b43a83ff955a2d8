import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { MOST_FILTERS } from './list-views.sql.ts';

let shop: TestShop;
let ada: StaffCaller;
let bob: StaffCaller;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  [ada, bob] = [await signInAs(shop.url, 'service'), await signInAs(shop.url, 'warehouse')];
}, 120_000);
afterAll(() => shop.stop());

const save = (who: StaffCaller, name: string, isShared = false) =>
  who.call('POST', '/staff/order-filters', {
    body: { name, query: { state: 'awaiting_shipment', placed: '7' }, isShared },
  });
const names = async (who: StaffCaller): Promise<string[]> =>
  (await who.call('GET', '/staff/order-filters')).body.map(({ name }: { name: string }) => name);

test('a filter is saved for oneself or for all, and removed by whoever saved it alone', async () => {
  await save(ada, '今天要发');
  const shared = (await save(ada, '一周没发', true)).body;
  expect(shared).toMatchObject({ query: { state: 'awaiting_shipment', placed: '7' }, isOwn: true });
  expect([await names(ada), await names(bob)]).toEqual([['一周没发', '今天要发'], ['一周没发']]);
  const remove = (who: StaffCaller) => who.call('DELETE', `/staff/order-filters/${shared.id}`);
  expect((await remove(bob)).body.code).toBe('filter_not_found');
  expect((await remove(ada)).status).toBe(204);
  expect([await names(ada), await names(bob)]).toEqual([['今天要发'], []]);
});

test('no text that was looked for is kept, and no more than a menu holds', async () => {
  const body = { name: '找人', query: { q: '13800138000' }, isShared: false };
  expect((await bob.call('POST', '/staff/order-filters', { body })).body.code).toBe('unknown_field');
  const many = Array.from({ length: MOST_FILTERS + 10 }, (_, n) => save(bob, `第 ${n + 1} 个`));
  const codes = (await Promise.all(many)).map(({ body: { code } }) => code as string | undefined);
  expect(codes.filter((code) => code === undefined)).toHaveLength(MOST_FILTERS);
  expect(await names(bob)).toHaveLength(MOST_FILTERS);
  expect((await save(bob, '多了')).body).toMatchObject({ code: 'too_many_filters', limit: MOST_FILTERS });
});

test('columns are each member’s own, in the order of the list', async () => {
  const columns = async (who: StaffCaller) => (await who.call('GET', '/staff/order-columns')).body.columns;
  const usual = await columns(bob);
  await ada.call('PUT', '/staff/order-columns', { body: { columns: ['state', 'goods'] } });
  expect([await columns(ada), await columns(bob)]).toEqual([['goods', 'state'], usual]);
});
