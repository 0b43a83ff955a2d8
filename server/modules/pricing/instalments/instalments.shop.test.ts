import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../../test/support/back-office.ts';
import { expectBooksToAgree } from '../../../../test/support/expect-books.ts';
import { playPayment } from '../../../../test/support/play-payment.ts';
import { makeCaller, placeOrder, signUp, type Shopper } from '../../../../test/support/shopper.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';

let shop: TestShop;
let shopper: Shopper;
let manager: StaffCaller;
let sku: { skuId: string; productId: string; categoryId: string };

beforeAll(async () => {
  shop = await startTestShop(MUCH_UNPAID);
  [shopper, manager] = await Promise.all([signUp(shop.url), signInAs(shop.url, 'manager')]);
  const { rows } = await shop.database.pool.query<typeof sku>(
    `select sku_id as "skuId", product_id as "productId", category_ids[1]::text as "categoryId"
     from stock join skus using (sku_id) join products using (product_id)
     where on_hand >= 100 and price_fen > 60000 order by sku_id limit 1`,
  );
  sku = rows[0]!;
}, 120_000);
afterAll(() => shop.stop());

const list = async () => (await manager.call('GET', '/staff/instalment-plans')).body;
const planOf = async (periods: number) =>
  (await list()).items.find((plan: { periods: number }) => plan.periods === periods);
async function change(periods: number, body: object) {
  const { id, version } = await planOf(periods);
  return manager.call('PATCH', `/staff/instalment-plans/${id}`, {
    body: { expectedVersion: version, ...body },
  });
}
const offered = async (amount: number, more = '') =>
  (await makeCaller(shop.url).call('GET', `/instalments?amount=${amount}${more}`)).body.map(
    ({ periods }: { periods: number }) => periods,
  );
const pay = (orderNo: string, instalmentPeriods: number, key: string = randomUUID()) =>
  shopper.call('POST', `/orders/${orderNo}/payments`, {
    key,
    body: { gateway: 'sandbox', instalmentPeriods },
  });
const order = async () => (await placeOrder(shopper, [{ skuId: sku.skuId, quantity: 1 }])).body;

test('a demo shop offers 3 periods for nothing, and 6 and 12 at a fee', async () => {
  const { body } = await makeCaller(shop.url).call('GET', '/instalments?amount=96800');
  const yearly = ({ yearlyRateBasisPoints }: { yearlyRateBasisPoints: number }) => yearlyRateBasisPoints;
  expect(body).toMatchObject([
    { periods: 3, feeBearer: 'shop', feeAmount: 0, feeRateBasisPoints: 0, totalAmount: 96_800 },
    { periods: 6, feeBearer: 'buyer', feeAmount: 2_323, totalAmount: 99_123 },
    { periods: 12, feeBearer: 'buyer', feeAmount: 4_646 },
  ]);
  expect(body.map(yearly)).toEqual([0, 819, 875]);
  expect(body[1].perPeriod[0]).toEqual({ period: 1, principal: 16_135, fee: 388, amount: 16_523 });
  expect(await offered(9_999)).toEqual([]);
  expect(await offered(10_000)).toEqual([3]);
  // As much as an order may come to, and no more: amount and fee would be what no number holds.
  expect(await offered(10_000_000_000)).toEqual([3, 6, 12]);
  for (const amount of [10_000_000_001, Number.MAX_SAFE_INTEGER])
    expect((await makeCaller(shop.url).call('GET', `/instalments?amount=${amount}`)).status).toBe(400);
});

test('a payment in six periods keeps what was chosen, asks the gateway for it, and costs the order nothing', async () => {
  const { orderNo, totalAmount } = await order();
  const shown = (await shopper.call('GET', `/orders/${orderNo}`)).body;
  const six = shown.instalments.find(({ periods }: { periods: number }) => periods === 6);
  const key = randomUUID();
  const opened = await pay(orderNo, 6, key);
  const { perPeriod: _all, gateway: _gateway, ...chosen } = six;
  expect(opened).toMatchObject({ status: 201, body: { amount: totalAmount, instalments: chosen } });
  // The same key is the same request alone with the same periods.
  expect((await pay(orderNo, 6, key)).body.paymentNo).toBe(opened.body.paymentNo);
  expect((await pay(orderNo, 3, key)).body.code).toBe('idempotency_key_reused');
  // What becomes of the plan changes nothing of it, and the page of the bank says it last.
  expect((await change(6, { feeRateBasisPoints: 300 })).status).toBe(200);
  const page = await (await fetch(opened.body.action.content)).text();
  expect(page).toContain('6 期');
  expect(page).toContain((six.totalAmount / 100).toFixed(2));
  await playPayment(shopper, opened.body.paymentNo, 'succeed');
  const paid = (await shopper.call('GET', `/orders/${orderNo}`)).body;
  expect(paid).toMatchObject({
    state: 'awaiting_shipment',
    totalAmount,
    paidAmount: totalAmount,
    instalments: [],
  });
  const finance = await signInAs(shop.url, 'finance');
  const seen = (await finance.call('GET', `/staff/orders/${orderNo}`)).body;
  expect(seen.payments[0].instalments).toEqual(chosen);
  expect((await change(6, { feeRateBasisPoints: 240 })).status).toBe(200);
  await expectBooksToAgree(shop.database.pool);
});

test('periods that no plan allows for this order are refused, and nothing is begun', async () => {
  const { orderNo } = await order();
  expect(await pay(orderNo, 9)).toMatchObject({
    status: 422,
    body: { code: 'instalments_unavailable', periods: 9 },
  });
  expect((await change(6, { excludedCategoryIds: [sku.categoryId] })).status).toBe(200);
  expect((await pay(orderNo, 6)).body.code).toBe('instalments_unavailable');
  expect(await offered(96_800, `&skuId=${sku.skuId}`)).toEqual([3, 12]);
  // Of goods that nobody named nothing is left out.
  expect(await offered(96_800)).toEqual([3, 6, 12]);
  expect((await change(6, { excludedCategoryIds: [], excludedProductIds: [sku.productId] })).status).toBe(
    200,
  );
  expect(await offered(96_800, `&skuId=${sku.skuId}`)).toEqual([3, 12]);
  expect((await change(6, { excludedProductIds: [] })).status).toBe(200);
  expect((await pay(orderNo, 6)).status).toBe(201);
});

test('staff make, change and switch off plans; whoever has not seen the last change is refused', async () => {
  const body = {
    gateway: 'sandbox',
    periods: 24,
    feeRateBasisPoints: 900,
    feeBearer: 'buyer',
    leastAmount: 2_400,
  };
  const made = await manager.call('POST', '/staff/instalment-plans', { body });
  expect(made).toMatchObject({ status: 201, body: { ...body, active: true, version: 1 } });
  const again = (more: object) =>
    manager.call('POST', '/staff/instalment-plans', { body: { ...body, ...more } }).then((a) => a.body.code);
  expect(await again({})).toBe('instalment_plan_exists');
  expect(await again({ periods: 7 })).toBe('instalment_periods_unsupported');
  expect(await again({ gateway: 'cheque' })).toBe('instalment_gateway_unknown');
  expect(await again({ periods: 18, leastAmount: 1_799 })).toBe('instalment_least_too_small');
  expect(await offered(100_000)).toContain(24);
  const first = await change(24, { active: false, expectedVersion: 1 });
  expect(first.body).toMatchObject({ active: false, version: 2 });
  expect(await offered(100_000)).not.toContain(24);
  expect(await change(24, { active: true, expectedVersion: 1 })).toMatchObject({
    status: 409,
    body: { code: 'instalment_plan_changed', version: 2 },
  });
  const viewer = await signInAs(shop.url, 'viewer');
  expect((await viewer.call('GET', '/staff/instalment-plans')).status).toBe(200);
  expect((await viewer.call('POST', '/staff/instalment-plans', { body })).status).toBe(403);
  const owner = await signInAs(shop.url, 'owner');
  const { items } = (await owner.call('GET', '/staff/audit?what=instalment_plan:change')).body;
  expect(items[0]).toMatchObject({ before: { isOn: true }, after: { isOn: false } });
});
