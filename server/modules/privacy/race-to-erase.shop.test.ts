import { afterAll, beforeAll, expect } from 'vitest';
import { newSku } from '../../../test/support/new-sku.ts';
import { placeOrder, signUp } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { waitForWaiting, whileHeld } from '../../../test/support/while-held.ts';
import { onOneServer } from '../../../test/support/on-one-server.ts';

const DAY_MS = 24 * 3_600_000;
let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop({ ROLE: 'web' })), 120_000);
afterAll(() => shop.stop());

onOneServer('whoever orders while the erasure waits for that order is not erased', async () => {
  const { pool } = shop.database;
  const shopper = await signUp(shop.url);
  const { customerId } = shopper;
  const { orderNo } = (await placeOrder(shopper, [{ skuId: await newSku(pool, 10_000, 10), quantity: 1 }]))
    .body;
  expect((await shopper.call('POST', `/orders/${orderNo}/cancellation`)).status).toBe(200);
  expect((await shopper.call('POST', '/privacy/deletion')).status).toBe(202);
  shop.clock.advance(8 * DAY_MS);
  let erasing: Promise<void> | undefined;
  // As a new order does, whose foreign key holds the customer.
  const ordering = `with held as materialized (select from customers where customer_id = $1 for key share)
    update orders set state = 'awaiting_payment' where customer_id = $1 and exists (select from held)`;
  await whileHeld(pool, ordering, [customerId], async () => {
    erasing = shop.jobs['erase-customers']!({});
    await waitForWaiting(pool, 1);
  });
  await erasing;
  const { rows } = await pool.query(
    `select (select count(*)::int from data_keys where customer_id = $1) as keys,
       (select erase_at > $2 from account_deletions where customer_id = $1) as "isPutOff"`,
    [customerId, shop.clock.now()],
  );
  expect(rows).toEqual([{ keys: 1, isPutOff: true }]);
});
