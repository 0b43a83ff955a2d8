import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { placeOrder, signUp, type Shopper } from '../support/shopper.ts';
import { findProduct } from './support/shelf.ts';
import { open, shopUrl, visit } from './support/visit.ts';
import { say } from './support/words.ts';

const method = (page: Page) => page.locator('input[name="gateway"][value="unionpay"]');
const heading = (page: Page, name: Parameters<typeof say>[0]) =>
  page.getByRole('heading', { name: say(name) });
const backToShop = (page: Page) => page.getByRole('button', { name: '返回商户' });

async function orderOf(shopper: Shopper): Promise<string> {
  const { skus } = await findProduct('garlic-peanuts-500');
  const { orderNo } = (await placeOrder(shopper, [{ skuId: skus[0]!.id, quantity: 1 }])).body;
  return orderNo;
}

it('On a desk a card without money is explained, and another attempt pays the order', async () => {
  const shopper = await signUp(shopUrl());
  const page = await open(await visit({ token: shopper.token }), `/cashier/${await orderOf(shopper)}`);
  await method(page).check();
  await page.getByRole('link', { name: say('payment_open_page') }).click();
  // The form between the two pages posts itself.
  await page.waitForURL(/\/union-pay\/pay\//);
  await page.locator('button[value="insufficient_funds"]').click();
  await page.getByRole('status').waitFor();
  await page.getByRole('link', { name: '返回商户' }).click();
  // UnionPay tells nobody of a card that was refused: it is asked when somebody looks, every few seconds at most.
  await expect
    .poll(async () => {
      await page.reload();
      return page.getByRole('heading', { level: 1 }).textContent();
    })
    .toBe(say('payment_failed_title'));
  await page
    .getByRole('button', { name: say('payment_again') })
    .locator('visible=true')
    .click();
  await page.getByRole('link', { name: say('payment_open_page') }).click();
  await page.waitForURL(/\/union-pay\/pay\//);
  await page.locator('input[value="02"]').check();
  await page.locator('button[value="succeed"]').click();
  await backToShop(page).click();
  await heading(page, 'payment_succeeded_title').waitFor();
});

it('On a phone without script the payer presses a button on the way there and one on the way back', async () => {
  const shopper = await signUp(shopUrl());
  const context = await visit({ device: 'phone', script: false, token: shopper.token });
  const page = await context.newPage();
  await page.goto(shopUrl(`/cashier/${await orderOf(shopper)}`));
  await method(page).check();
  await page.locator('button[name="via"][value="here"]').click();
  const link = page.locator('a[href*="/form?payment="]').locator('visible=true');
  if (!/\/form\?payment=/.test(page.url())) await link.click();
  await page.getByRole('button', { name: say('payment_open_page') }).click();
  await page.waitForURL(/\/union-pay\/pay\//);
  await page.locator('button[value="succeed"]').click();
  await backToShop(page).click();
  await heading(page, 'payment_succeeded_title').waitFor();
});
