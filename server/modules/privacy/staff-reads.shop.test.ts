import { afterAll, beforeAll, expect, test } from 'vitest';
import { signUp } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import type { CustomerId } from '../../kernel/ids.ts';

let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop()), 120_000);
afterAll(() => shop.stop());

test('staff reads are shown to whom they concern, page by page, and to nobody else', async () => {
  const [shopper, stranger] = [await signUp(shop.url), await signUp(shop.url)];
  for (const what of ['电话', '地址', '电话'])
    await shop.house.privacy.recordStaffRead(shopper.customerId as CustomerId, {
      staffName: '客服小林',
      staffRole: '客服',
      what,
      why: '配送',
    });
  const first = (await shopper.call('GET', '/privacy/reads?limit=2')).body;
  expect(first.items).toHaveLength(2);
  const rest = (await shopper.call('GET', `/privacy/reads?limit=2&cursor=${first.nextCursor}`)).body;
  expect(rest).toMatchObject({ items: [{ staffName: '客服小林' }], nextCursor: null });
  expect((await stranger.call('GET', `/privacy/reads?cursor=${first.nextCursor}`)).body.items).toEqual([]);
});
