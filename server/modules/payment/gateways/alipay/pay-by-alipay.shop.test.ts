import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { signInAs } from '../../../../../test/support/back-office.ts';
import { expectBooksToAgree } from '../../../../../test/support/expect-books.ts';
import { payThrough } from '../../../../../test/support/pay-through.ts';
import { playPayment } from '../../../../../test/support/play-payment.ts';
import { placeOrder } from '../../../../../test/support/shopper.ts';
import { waitFor } from '../../../../../test/support/wait-for.ts';

const paying = payThrough('alipay', 'qr');
const { begin, readOrder, readPayment } = paying;

test.each(['h5', 'redirect'])(
  'a payer pays on the page of Alipay and is sent back to the cashier: %s',
  async (channel) => {
    const { orderNo, action } = await begin(channel);
    const page = await fetch(action.url);
    expect(await page.text()).toContain('¥');
    const paid = await fetch(page.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: paying.shop.url },
      body: 'outcome=succeed',
      redirect: 'manual',
    });
    expect([paid.status, new URL(paid.headers.get('location')!).pathname]).toEqual([
      303,
      `/cashier/${orderNo}`,
    ]);
    expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_shipment' });
  },
);

test('what is cancelled after somebody came to it is closed at Alipay, and nobody can pay it any more', async () => {
  const { orderNo, paymentNo, action } = await begin();
  await fetch(action.content);
  await paying.shopper.call('POST', `/orders/${orderNo}/cancellation`);
  await waitFor('the payment to be closed', async () => (await readPayment(paymentNo)).state === 'cancelled');
  await playPayment(paying.shopper, paymentNo, 'succeed');
  expect(await readPayment(paymentNo)).toMatchObject({ state: 'cancelled' });
});

test('a code that nobody had scanned when its order was cancelled gives back what is paid by it', async () => {
  const { orderNo, paymentNo } = await begin();
  await paying.shopper.call('POST', `/orders/${orderNo}/cancellation`);
  await waitFor('the payment to be closed', async () => (await readPayment(paymentNo)).state === 'cancelled');
  await playPayment(paying.shopper, paymentNo, 'succeed');
  await waitFor('the money to go back', async () => (await readPayment(paymentNo)).state === 'refunded');
  expect(await readOrder(orderNo)).toMatchObject({ state: 'cancelled' });
  await expectBooksToAgree(paying.shop.database.pool);
});

test('money of a paid order that is cancelled goes back, and the shop shows it', async () => {
  const { orderNo, paymentNo } = await begin();
  await playPayment(paying.shopper, paymentNo, 'succeed');
  await paying.shopper.call('POST', `/orders/${orderNo}/cancellation`);
  const refunded = await waitFor('the money to go back', async () => {
    const payment = await readPayment(paymentNo);
    return payment.state === 'refunded' && payment;
  });
  expect(refunded.refundedAmount).toBe(refunded.amount);
  await expectBooksToAgree(paying.shop.database.pool);
});

test('a payer in six periods is asked by Alipay for the plan that the cashier showed', async () => {
  const manager = await signInAs(paying.shop.url, 'manager');
  const plan = {
    gateway: 'alipay',
    periods: 6,
    feeRateBasisPoints: 450,
    feeBearer: 'buyer',
    leastAmount: 10_000,
  };
  expect(await manager.call('POST', '/staff/instalment-plans', { body: plan })).toMatchObject({
    status: 201,
  });
  const { orderNo, totalAmount } = (await placeOrder(paying.shopper, [{ skuId: paying.skuId, quantity: 20 }]))
    .body;
  const { instalments } = await readOrder(orderNo);
  const shown = instalments.find(({ gateway }: { gateway: string }) => gateway === 'alipay');
  expect(shown).toMatchObject({ periods: 6, feeBearer: 'buyer' });
  const opened = await paying.shopper.call('POST', `/orders/${orderNo}/payments`, {
    key: randomUUID(),
    body: { gateway: 'alipay', channel: 'qr', instalmentPeriods: 6 },
  });
  // The fee is between the payer and Alipay: the order costs what it costs.
  const { periods, feeBearer, feeAmount } = shown;
  expect(opened.body).toMatchObject({ amount: totalAmount, instalments: { periods, feeBearer, feeAmount } });
  const page = await (await fetch(opened.body.action.content)).text();
  expect(page).toContain('6 期，手续费由你承担');
  await playPayment(paying.shopper, opened.body.paymentNo, 'succeed');
  expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_shipment', totalAmount });
  expect(await readPayment(opened.body.paymentNo)).toMatchObject({ state: 'succeeded', amount: totalAmount });
});
