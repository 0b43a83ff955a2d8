import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { placeOrder, signUp, type Shopper } from '../support/shopper.ts';
import { findProduct } from './support/shelf.ts';
import { button } from './support/steps.ts';
import { open, shopUrl, visit } from './support/visit.ts';
import { say } from './support/words.ts';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15';
const INSIDE_WECHAT = `${IPHONE} MicroMessenger/8.0.60`;
const method = (page: Page) => page.locator('input[name="gateway"][value="wechat"]');
const code = (page: Page) => page.getByRole('img', { name: say('payment_qr_label') }).locator('visible=true');

async function orderOf(shopper: Shopper): Promise<string> {
  const { skus } = await findProduct('garlic-peanuts-500');
  const { orderNo } = (await placeOrder(shopper, [{ skuId: skus[0]!.id, quantity: 1 }])).body;
  return orderNo;
}

it('On a desk a code of WeChat Pay is scanned by another device, and the page goes on by itself', async () => {
  const shopper = await signUp(shopUrl());
  const page = await open(await visit({ token: shopper.token }), `/cashier/${await orderOf(shopper)}`);
  await method(page).check();
  const link = page.getByRole('link', { name: say('payment_open_here') });
  await expect.poll(() => link.getAttribute('href')).toContain('/wechat-pay/pay/');
  await code(page).waitFor();
  const phone = await (await visit({ device: 'phone' })).newPage();
  await phone.goto((await link.getAttribute('href'))!);
  // Whoever has too little there may try again, and the shop is told nothing.
  await phone.locator('button[value="insufficient_funds"]').click();
  await phone.getByRole('status').waitFor();
  await phone.locator('button[value="succeed"]').click();
  await page.getByRole('heading', { name: say('payment_succeeded_title') }).waitFor();
});

it('On a phone the payer goes to WeChat and comes back', async () => {
  const shopper = await signUp(shopUrl());
  const context = await visit({ device: 'phone', token: shopper.token, userAgent: IPHONE });
  const page = await open(context, `/cashier/${await orderOf(shopper)}`);
  await method(page).check();
  await page.locator('button[name="via"][value="here"]').click();
  await page.waitForURL(/\/wechat-pay\/h5\//);
  await page.locator('button[value="succeed"]').click();
  await page.getByRole('heading', { name: say('payment_succeeded_title') }).waitFor();
});

it('Inside WeChat a code is shown, and what the payer can do', async () => {
  const shopper = await signUp(shopUrl());
  const context = await visit({ device: 'phone', token: shopper.token, userAgent: INSIDE_WECHAT });
  const page = await open(context, `/cashier/${await orderOf(shopper)}`);
  await method(page).check();
  await page.locator('button[name="via"][value="here"]').click();
  await page.getByText(say('payment_inside_wechat')).waitFor();
  await code(page).waitFor();
  await button(page, 'payment_check').waitFor();
});
