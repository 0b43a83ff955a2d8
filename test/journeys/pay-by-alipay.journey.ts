import type { Page } from 'playwright-core';
import { it } from 'vitest';
import { placeOrder, signUp, type Shopper } from '../support/shopper.ts';
import { findProduct } from './support/shelf.ts';
import { button } from './support/steps.ts';
import { open, shopUrl, visit } from './support/visit.ts';
import { say } from './support/words.ts';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';
const method = (page: Page) => page.locator('input[name="gateway"][value="alipay"]');
const code = (page: Page) => page.getByRole('img', { name: say('payment_qr_label') }).locator('visible=true');
const paid = (page: Page) => page.getByRole('heading', { name: say('payment_succeeded_title') }).waitFor();

async function orderOf(shopper: Shopper): Promise<string> {
  const { skus } = await findProduct('garlic-peanuts-500');
  return (await placeOrder(shopper, [{ skuId: skus[0]!.id, quantity: 1 }])).body.orderNo;
}

it('On a desk a code of Alipay is shown, and its own page for desks is one click away', async () => {
  const shopper = await signUp(shopUrl());
  const page = await open(await visit({ token: shopper.token }), `/cashier/${await orderOf(shopper)}`);
  await method(page).check();
  await code(page).waitFor();
  await button(page, 'payment_open_here').click();
  await page.waitForURL(/\/alipay\/pay\//);
  // Whoever has too little there may try again, and the shop is told nothing.
  await page.locator('button[value="insufficient_funds"]').click();
  await page.getByRole('status').waitFor();
  await page.locator('button[value="succeed"]').click();
  await paid(page);
});

it('On a phone the payer goes to Alipay and comes back', async () => {
  const shopper = await signUp(shopUrl());
  const context = await visit({ device: 'phone', token: shopper.token, userAgent: IPHONE });
  const page = await open(context, `/cashier/${await orderOf(shopper)}`);
  await method(page).check();
  await page.locator('button[name="via"][value="here"]').click();
  await page.waitForURL(/\/alipay\/pay\//);
  await page.locator('button[value="succeed"]').click();
  await paid(page);
});

it('Inside WeChat, which shows no page of Alipay, a code is shown', async () => {
  const shopper = await signUp(shopUrl());
  const userAgent = `${IPHONE} MicroMessenger/8.0.60`;
  const context = await visit({ device: 'phone', token: shopper.token, userAgent });
  const page = await open(context, `/cashier/${await orderOf(shopper)}`);
  await method(page).check();
  await page.locator('button[name="via"][value="here"]').click();
  await page.getByText(say('payment_inside_wechat')).waitFor();
  await code(page).waitFor();
});
