import { it } from 'vitest';
import { playPayment } from '../support/play-payment.ts';
import { openPayment, placeOrder, signUp } from '../support/shopper.ts';
import { waitFor } from '../support/wait-for.ts';
import { changePrice } from './support/on-database.ts';
import { findProduct } from './support/shelf.ts';
import { button } from './support/steps.ts';
import { shopUrl, untilAlive, visit } from './support/visit.ts';
import { say } from './support/words.ts';

const SLUG = 'inkjet-photo-printer';
const FALL = 300;
const BACK = '¥3.00';

it('Who paid before the price fell sees what comes back, claims it, with script and without, and reads so', async () => {
  for (const script of [true, false]) {
    const [sku] = (await findProduct(SLUG)).skus;
    const customer = await signUp(shopUrl());
    const { orderNo } = (await placeOrder(customer, [{ skuId: sku!.id, quantity: 1 }])).body;
    const { body: payment } = await openPayment(customer, orderNo);
    await playPayment(customer, payment.paymentNo, 'succeed');
    const context = await visit({ device: script ? 'desk' : 'phone', token: customer.token, script });
    const page = await context.newPage();
    await page.goto(`/orders/${orderNo}`);
    if (script) await untilAlive(page);
    await page.getByText(say('protection_on', { count: 7 })).waitFor();
    await changePrice(sku!.id, -FALL);
    await page.reload();
    if (script) await untilAlive(page);
    await page.getByText(say('protection_fell', { amount: BACK })).waitFor();
    await page.getByRole('link', { name: say('protection_claim') }).click();
    await page.getByRole('heading', { name: say('protection_ask', { amount: BACK }) }).waitFor();
    await page.getByRole('dialog').locator('[data-price-changes]').waitFor();
    await button(page, 'protection_confirm').click();
    await page.getByText(say('protection_claimed', { amount: BACK })).waitFor();
    await waitFor('the money to go back', async () => {
      const { body } = await customer.call('GET', `/orders/${orderNo}`);
      return body.refundedAmount === FALL;
    });
  }
});
