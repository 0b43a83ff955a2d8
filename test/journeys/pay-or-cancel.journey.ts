import { expect, it } from 'vitest';
import { playPayment } from '../support/play-payment.ts';
import { openPayment, placeOrder, signUp, type Shopper } from '../support/shopper.ts';
import { findProduct } from './support/shelf.ts';
import { breakdownOn, button, expectSamePage, fenIn, markPage, payAtBank } from './support/steps.ts';
import { open, shopUrl, visit } from './support/visit.ts';
import { like, say } from './support/words.ts';

const SLUG = 'podcast-mic-m1';

async function orderMicrophone(shopper: Shopper, sku = 0): Promise<{ orderNo: string; total: number }> {
  const skuId = (await findProduct(SLUG)).skus[sku]!.id;
  const placed = await placeOrder(shopper, [{ skuId, quantity: 1 }]);
  expect(placed.status).toBe(201);
  return { orderNo: placed.body.orderNo, total: placed.body.totalAmount };
}

const availableNow = async (): Promise<number> => (await findProduct(SLUG)).skus[1]!.available;

it('A payment that fails is told with its cause and advice, and paying again succeeds', async () => {
  const shopper = await signUp(shopUrl());
  const { orderNo } = await orderMicrophone(shopper);
  const page = await open(await visit({ token: shopper.token }), `/cashier/${orderNo}`);
  const payPage = page.getByRole('link', { name: say('payment_open_here') });
  const first = (await payPage.getAttribute('href'))!;
  await payAtBank(page, first, '余额不足');
  await page.getByRole('heading', { name: say('payment_failed_title') }).waitFor();
  await page.getByText(say('technical_details')).click();
  const paymentNo = (await page
    .locator('dt', { hasText: say('payment_no') })
    .locator('+ dd')
    .textContent())!;
  const { body: payment } = await shopper.call('GET', `/payments/${paymentNo}`);
  expect(payment.failure).toMatchObject({ code: 'insufficient_funds' });
  const alert = page.getByRole('alert').filter({ hasText: say('payment_failed_title') });
  await alert.getByText(payment.failure.reason).waitFor();
  await alert.getByText(payment.failure.advice).waitFor();

  await button(page, 'payment_again').click();
  await payPage.waitFor();
  const second = (await payPage.getAttribute('href'))!;
  expect(second).not.toBe(first);
  await payAtBank(page, second);
  await page.getByRole('heading', { name: say('payment_succeeded_title') }).waitFor();
  expect((await shopper.call('GET', `/orders/${orderNo}`)).body.state).toBe('awaiting_shipment');
});

it('The page of an order shows that it was paid, by itself', async () => {
  const shopper = await signUp(shopUrl());
  const { orderNo } = await orderMicrophone(shopper);
  const page = await open(await visit({ device: 'phone', token: shopper.token }), `/orders/${orderNo}`);
  await page.getByRole('heading', { name: say('order_awaiting_payment'), level: 1 }).waitFor();
  await markPage(page);
  const { body: payment } = await openPayment(shopper, orderNo);
  await playPayment(shopper, payment.paymentNo, 'succeed');
  await page.getByRole('heading', { name: say('order_awaiting_shipment'), level: 1 }).waitFor();
  await expectSamePage(page);
});

it('The number of an order stands in one line, at the desk as on a phone', async () => {
  const shopper = await signUp(shopUrl());
  const { orderNo } = await orderMicrophone(shopper);
  for (const device of ['desk', 'phone'] as const) {
    const page = await open(await visit({ device, token: shopper.token }), `/orders/${orderNo}`);
    const number = page.locator('dl:visible dt', { hasText: say('order_no') }).locator('+ dd');
    await number.getByText(orderNo).waitFor();
    // A line of it is twenty pixels high.
    expect((await number.boundingBox())!.height).toBeLessThan(30);
  }
});

it('An unpaid order is cancelled with a reason, its stock goes back, and it can no longer be paid', async () => {
  const shopper = await signUp(shopUrl());
  const before = await availableNow();
  const { orderNo } = await orderMicrophone(shopper, 1);
  await expect.poll(availableNow).toBe(before - 1);
  const page = await open(await visit({ device: 'phone', token: shopper.token }), `/orders/${orderNo}`);
  await page
    .getByRole('link', { name: say('order_cancel') })
    .locator('visible=true')
    .click();
  const dialog = page.getByRole('dialog', { name: say('cancel_title') });
  await dialog.getByRole('link', { name: say('cancel_keep') }).click();
  await dialog.waitFor({ state: 'detached' });
  await page
    .getByRole('link', { name: say('order_cancel') })
    .locator('visible=true')
    .click();
  await dialog.getByLabel(say('cancel_reason_wrong_choice')).check();
  await dialog.getByRole('button', { name: say('cancel_confirm') }).click();
  await page.getByRole('heading', { name: say('order_cancelled'), level: 1 }).waitFor();
  expect((await shopper.call('GET', `/orders/${orderNo}`)).body.state).toBe('cancelled');
  await expect.poll(availableNow).toBe(before);
  await page.goto('/orders?state=cancelled');
  await page.getByRole('article').filter({ hasText: orderNo }).waitFor();
  await page.goto(`/cashier/${orderNo}`);
  expect(await page.getByRole('button', { name: like('pay_with') }).count()).toBe(0);
});

it('A paid order that is cancelled says how much comes back', async () => {
  const shopper = await signUp(shopUrl());
  const { orderNo, total } = await orderMicrophone(shopper);
  const { body: payment } = await openPayment(shopper, orderNo);
  await playPayment(shopper, payment.paymentNo, 'succeed');
  await expect
    .poll(async () => (await shopper.call('GET', `/orders/${orderNo}`)).body.state)
    .toBe('awaiting_shipment');
  const page = await open(await visit({ token: shopper.token }), `/orders/${orderNo}`);
  await page
    .getByRole('link', { name: say('order_cancel_refund') })
    .locator('visible=true')
    .click();
  await page.getByRole('button', { name: say('cancel_confirm') }).click();
  await page.getByRole('heading', { name: say('order_cancelled'), level: 1 }).waitFor();
  const refunded = page.locator('dl:visible dt', { hasText: say('price_refunded') }).locator('+ dd');
  await refunded.waitFor();
  expect(fenIn((await refunded.textContent())!)).toBe(total);
  expect((await breakdownOn(page, 'price_paid')).total).toBe(total);
});

it('An order of somebody else does not exist, on any page and in the API', async () => {
  const [owner, stranger] = [await signUp(shopUrl()), await signUp(shopUrl())];
  const { orderNo } = await orderMicrophone(owner);
  const context = await visit({ token: stranger.token, expects: [/status of 404/] });
  const page = await context.newPage();
  for (const path of [`/orders/${orderNo}`, `/cashier/${orderNo}`]) {
    const answer = await page.goto(path);
    expect(answer!.status()).toBe(404);
    await page.getByRole('heading', { name: say('not_found_title'), level: 1 }).waitFor();
  }
  expect((await stranger.call('GET', `/orders/${orderNo}`)).status).toBe(404);
  expect((await owner.call('GET', `/orders/${orderNo}`)).status).toBe(200);
});
