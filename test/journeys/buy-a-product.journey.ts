import type { BrowserContext, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { newPhone } from '../support/shopper.ts';
import { open, visit } from './support/visit.ts';
import {
  ADDRESS,
  breakdownOn,
  button,
  expectQrCodeOf,
  expectSamePage,
  markPage,
  payAtBank,
  quotedBreakdown,
  signIn,
  submitOrder,
  typeAddress,
  type Breakdown,
} from './support/steps.ts';
import { say } from './support/words.ts';

const PRODUCT = '手作陶瓷咖啡杯 300ml';

/** From the home page to the product: a category first, then a search by pinyin. */
async function findTheCup(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: say('categories') })
    .getByRole('link', { name: '茶具' })
    .click();
  await page.waitForURL(/\/category\/tea-ware$/);
  await page.getByRole('link', { name: PRODUCT }).first().waitFor();
  const search = page.getByRole('searchbox').locator('visible=true');
  await search.fill('kafeibei');
  await search.press('Enter');
  await page.waitForURL(/\/search\?q=kafeibei/);
  await page.getByRole('link', { name: PRODUCT }).first().click();
  await page.getByRole('heading', { name: PRODUCT, level: 1 }).waitFor();
}

/** Takes the second glaze, two pieces, and goes to the checkout; answers the SKU. */
async function buyTwoOfTheSecondGlaze(page: Page, isAlive: boolean): Promise<string> {
  await page.getByRole('group', { name: /^釉色/ }).getByRole('link').nth(1).click();
  await page.waitForURL(/\?sku=\d+/);
  const skuId = new URL(page.url()).searchParams.get('sku')!;
  const quantity = page.getByLabel(say('quantity_to_buy'));
  if (isAlive) await button(page, 'one_more').click();
  else await quantity.fill('2');
  expect(await quantity.inputValue()).toBe('2');
  await button(page, 'buy_now').first().click();
  return skuId;
}

/** The whole way from the home page to the cashier. Answers what the breakdown said before the order was placed. */
async function orderTwoCups(
  page: Page,
  { isAlive = true } = {},
): Promise<{ orderNo: string; paid: Breakdown }> {
  await findTheCup(page);
  const skuId = await buyTwoOfTheSecondGlaze(page, isAlive);
  await page.waitForURL(/\/login\?/);
  await signIn(page, newPhone());
  await page.waitForURL(/\/checkout\?/);
  await typeAddress(page, { isAlive });
  const shown = await breakdownOn(page);
  expect(shown).toEqual(await quotedBreakdown([{ skuId, quantity: 2 }]));
  expect(shown.freight).toBe(800);
  return { orderNo: await submitOrder(page, { isAlive }), paid: shown };
}

/** From the success page to the order and to the list of orders: the state, the amounts and the address are right. */
async function findTheOrder(page: Page, orderNo: string, paid: Breakdown): Promise<void> {
  await page.getByRole('link', { name: say('order_view') }).click();
  await page.getByRole('heading', { name: say('order_awaiting_shipment'), level: 1 }).waitFor();
  expect(await breakdownOn(page, 'price_paid')).toEqual(paid);
  await page.getByText(ADDRESS.street).locator('visible=true').first().waitFor();
  await page.goto('/orders?state=awaiting_shipment');
  const card = page.getByRole('article').filter({ hasText: orderNo });
  await card.getByText(say('order_awaiting_shipment'), { exact: true }).waitFor();
  await page.goto('/orders?state=awaiting_payment');
  await page.getByText(say('orders_none_here_title')).waitFor();
}

/** Opens the home page. `isFollowing` tells whether the page has opened the stream of an order's events since. */
async function enter(context: BrowserContext): Promise<{ page: Page; isFollowing(): boolean }> {
  const page = await open(context, '/');
  let isFollowing = false;
  page.on('response', (response) => {
    isFollowing ||=
      /\/api\/v1\/orders\/\w+\/events$/.test(response.url()) &&
      response.status() === 200 &&
      response.headers()['content-type']!.startsWith('text/event-stream');
  });
  return { page, isFollowing: () => isFollowing };
}

/** Pays in another tab; the cashier says so by itself, without being loaded anew. */
async function payWhileTheCashierWaits(
  page: Page,
  isFollowing: () => boolean,
  payUrl: string,
): Promise<void> {
  await expect.poll(isFollowing).toBe(true);
  await markPage(page);
  await payAtBank(page, payUrl);
  await page.getByRole('heading', { name: say('payment_succeeded_title') }).waitFor();
  await expectSamePage(page);
}

it('A shopper with a phone finds a product, orders it, pays, and sees the page change by itself', async () => {
  const context = await visit({ device: 'phone' });
  const { page, isFollowing } = await enter(context);
  const { orderNo, paid } = await orderTwoCups(page);
  // A phone cannot scan itself: it goes to the payer's page, and comes back without having paid.
  await page.getByRole('button', { name: '沙盒支付' }).click();
  await page.getByRole('button', { name: '付款成功', exact: true }).waitFor();
  const payUrl = page.url();
  await page.goto(`/cashier/${orderNo}`);
  expect(await page.getByRole('link', { name: '沙盒支付' }).getAttribute('href')).toBe(payUrl);
  await payWhileTheCashierWaits(page, isFollowing, payUrl);
  await findTheOrder(page, orderNo, paid);
});

it('A shopper at a desk scans the QR code with another device, and the cashier sees the money by itself', async () => {
  const context = await visit({ device: 'desk' });
  const { page, isFollowing } = await enter(context);
  const { orderNo, paid } = await orderTwoCups(page);
  const payUrl = (await page.getByRole('link', { name: say('payment_open_here') }).getAttribute('href'))!;
  await expectQrCodeOf(
    page.getByRole('img', { name: say('payment_qr_label') }).locator('visible=true'),
    payUrl,
  );
  await payWhileTheCashierWaits(page, isFollowing, payUrl);
  await findTheOrder(page, orderNo, paid);
});

it('A shopper without script goes the same way, and asks for the result by a button', async () => {
  const context = await visit({ device: 'desk', script: false });
  const page = await context.newPage();
  await page.goto('/');
  const { orderNo, paid } = await orderTwoCups(page, { isAlive: false });
  await button(page, 'payment_show_qr').click();
  await page
    .getByRole('img', { name: say('payment_qr_label') })
    .locator('visible=true')
    .waitFor();
  const payUrl = (await page.getByRole('link', { name: say('payment_open_here') }).getAttribute('href'))!;
  await button(page, 'payment_check').click();
  await page.getByText(say('payment_no_result_yet')).locator('visible=true').waitFor();
  await payAtBank(page, payUrl);
  await expect
    .poll(async () => {
      await page.goto(`/cashier/${orderNo}?checked`);
      return page.getByRole('heading', { level: 1 }).textContent();
    })
    .toBe(say('payment_succeeded_title'));
  await findTheOrder(page, orderNo, paid);
});

it('A shopper without script who presses twice has one order and one address', async () => {
  const context = await visit({ device: 'phone', script: false });
  const page = await context.newPage();
  let presses = 0;
  await page.route(/checkout\?/, async (route) => {
    // The shop hears the first press; its answer comes when the browser has turned to the second already.
    if (route.request().url().includes('/place')) {
      expect((await route.fetch({ maxRedirects: 0 })).status()).toBe(303);
      presses += 1;
    }
    await route.continue();
  });
  await page.goto('/');
  const { orderNo } = await orderTwoCups(page, { isAlive: false });
  expect(presses).toBe(1);
  const listed = async (path: string) => (await (await context.request.get(path)).json()).items;
  expect(await listed('/api/v1/orders')).toMatchObject([{ orderNo }]);
  expect(await listed('/api/v1/addresses')).toHaveLength(1);
});
