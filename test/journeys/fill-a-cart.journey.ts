import type { BrowserContext, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { placeOrder, signUp } from '../support/shopper.ts';
import { changePrice } from './support/on-database.ts';
import { findProduct, type ShelfProduct } from './support/shelf.ts';
import {
  breakdownOn,
  button,
  fenIn,
  quotedBreakdown,
  REFUSED,
  signIn,
  submitOrder,
  type WantedLine,
} from './support/steps.ts';
import { open, shopUrl, untilAlive, visit } from './support/visit.ts';
import { say } from './support/words.ts';

const rowOf = (page: Page, product: ShelfProduct) =>
  page
    .getByRole('region', { name: say('goods'), exact: true })
    .getByRole('listitem')
    .filter({ hasText: product.name });

async function putIntoCart(context: BrowserContext, product: ShelfProduct, quantity: number): Promise<void> {
  const page = await open(context, `/product/${product.slug}?sku=${product.skus[0]!.id}`);
  await page.getByLabel(say('quantity_to_buy')).fill(String(quantity));
  await button(page, 'add_to_cart').first().click();
  await page.getByText(say('added_to_cart')).waitFor();
  await page.close();
}

/** Waits until the settlement says what the API says that these lines cost. */
async function expectTotal(page: Page, lines: readonly WantedLine[]): Promise<void> {
  const { total } = await quotedBreakdown(lines);
  const bar = page.getByText(say('total'), { exact: true }).locator('visible=true').locator('xpath=..');
  await expect.poll(async () => fenIn((await bar.textContent())!)).toBe(total);
}

it('A visitor’s cart is still there after signing in, added to what lay in the customer’s cart before', async () => {
  const [mouse, bulb] = [await findProduct('silent-mouse-m3'), await findProduct('smart-bulb-e27')];
  const [mouseSku, bulbSku] = [mouse.skus[0]!.id, bulb.skus[0]!.id];
  const customer = await signUp(shopUrl());
  await customer.call('PUT', `/cart/lines/${mouseSku}`, { body: { quantity: 1 } });

  const context = await visit({ device: 'phone' });
  await putIntoCart(context, mouse, 2);
  await putIntoCart(context, bulb, 1);
  const page = await open(context, '/cart');
  await page.getByRole('link', { name: say('cart_with_count', { count: 3 }) }).waitFor();
  await rowOf(page, bulb)
    .getByRole('button', { name: say('one_more') })
    .click();
  await expectTotal(page, [
    { skuId: mouseSku, quantity: 2 },
    { skuId: bulbSku, quantity: 2 },
  ]);
  const typed = rowOf(page, mouse).getByLabel(say('quantity_to_buy'));
  await typed.fill('3');
  await typed.press('Enter');
  await expectTotal(page, [
    { skuId: mouseSku, quantity: 3 },
    { skuId: bulbSku, quantity: 2 },
  ]);

  await button(page, 'settle', { count: 5 }).click();
  await signIn(page, customer.phone);
  await page.waitForURL(/\/checkout\?from=cart/);
  const { body: cart } = await customer.call('GET', '/cart');
  const quantities = Object.fromEntries(cart.lines.map((line: WantedLine) => [line.skuId, line.quantity]));
  expect(quantities).toEqual({ [mouseSku]: 4, [bulbSku]: 2 });
});

it('The cart tells what became dearer and sets apart what sold out, and an order takes out what was bought', async () => {
  const [mouse, charger, umbrella] = [
    await findProduct('silent-mouse-m3'),
    await findProduct('gan-charger-65w'),
    await findProduct('auto-umbrella'),
  ];
  const [customer, other] = [await signUp(shopUrl()), await signUp(shopUrl())];
  for (const { skus } of [mouse, charger, umbrella])
    await customer.call('PUT', `/cart/lines/${skus[0]!.id}`, { body: { quantity: 1 } });
  await changePrice(mouse.skus[0]!.id, 1_000);
  await changePrice(charger.skus[0]!.id, -500);
  const rest = umbrella.skus[0]!;
  const bought = await placeOrder(other, [{ skuId: rest.id, quantity: rest.available }]);
  expect(bought.status).toBe(201);

  const page = await open(await visit({ token: customer.token }), '/cart');
  await rowOf(page, mouse)
    .getByText(say('dearer_now', { amount: '¥10' }))
    .waitFor();
  await rowOf(page, charger)
    .getByText(say('cheaper_now', { amount: '¥5' }))
    .waitFor();
  const gone = page.locator('section').filter({ hasText: say('gone_lines', { count: 1 }) });
  await gone.getByText(umbrella.name).waitFor();
  await gone.getByText(say('cart_line_sold_out')).waitFor();
  expect(await rowOf(page, umbrella).count()).toBe(0);

  const wanted = [mouse, charger].map(({ skus }) => ({ skuId: skus[0]!.id, quantity: 1 }));
  await expectTotal(page, wanted);
  await button(page, 'settle', { count: 2 }).click();
  await page.getByRole('heading', { name: say('step_check'), level: 1 }).waitFor({ state: 'attached' });
  expect(await breakdownOn(page)).toEqual(await quotedBreakdown(wanted));
  await submitOrder(page);

  await page.goto('/cart');
  await gone.getByText(umbrella.name).waitFor();
  expect(await page.getByRole('region', { name: say('goods'), exact: true }).count()).toBe(0);
  await button(page, 'clear_gone').click();
  await page.getByText(say('empty_cart_title')).waitFor();
});

it('The same cart in two tabs is one order, and the second tab leads on, with script and without', async () => {
  const { skus } = await findProduct('silent-mouse-m3');
  for (const script of [true, false]) {
    const customer = await signUp(shopUrl());
    await customer.call('PUT', `/cart/lines/${skus[0]!.id}`, { body: { quantity: 1 } });
    const context = await visit({ token: customer.token, script });
    const [first, second] = [await context.newPage(), await context.newPage()];
    for (const tab of [first, second]) {
      await tab.goto('/checkout?from=cart');
      if (script) await untilAlive(tab);
    }
    await submitOrder(first, { isAlive: script });
    await button(second, 'checkout_submit').click();
    await second.getByText(say('cart_changed_title')).waitFor();
    expect(new URL(second.url()).pathname).toBe('/cart');
    await second
      .getByRole('link', { name: say('my_orders') })
      .locator('visible=true')
      .first()
      .click();
    await second.waitForURL(/\/orders$/);
    expect((await customer.call('GET', '/orders')).body.items).toHaveLength(1);
  }
});

it('A price that changes while an order is being checked is told with both amounts, and nothing is ordered', async () => {
  const { skus, name } = await findProduct('gamepad-pro');
  const customer = await signUp(shopUrl());
  const path = `/checkout?sku=${skus[0]!.id}&quantity=1`;
  const page = await open(await visit({ token: customer.token, expects: [REFUSED] }), path);
  const before = await breakdownOn(page);
  await changePrice(skus[0]!.id, 700);
  await button(page, 'checkout_submit').click();
  const [was, is] = [before.total, before.total + 700].map((fen) => `¥${(fen / 100).toFixed(2)}`);
  await page
    .getByText(say('checkout_price_changed_text', { before: was!, now: is! }))
    .locator('visible=true')
    .waitFor();
  // By line: the goods with what they cost then and now.
  const changes = page.locator('[data-price-changes]').locator('visible=true');
  const [price, dearer] = [skus[0]!.price, skus[0]!.price + 700].map((fen) => `¥${(fen / 100).toFixed(2)}`);
  expect((await changes.textContent())!.replace(/\s+/g, '')).toContain(
    `${name}${price}→${dearer}`.replace(/\s+/g, ''),
  );
  expect((await customer.call('GET', '/orders')).body.items).toEqual([]);
  expect((await breakdownOn(page)).total).toBe(before.total + 700);
  await submitOrder(page);
});

it('An SKU that sells out while an order is being checked is named, and what was typed stays', async () => {
  const slug = 'city-backpack-20';
  const [wanted] = (await findProduct(slug)).skus.slice(-1);
  const [customer, other] = [await signUp(shopUrl()), await signUp(shopUrl())];
  const page = await open(
    await visit({ device: 'phone', token: customer.token, expects: [REFUSED] }),
    `/checkout?sku=${wanted!.id}&quantity=2`,
  );
  await page.getByLabel(say('checkout_note')).fill('请放门口');
  expect((await placeOrder(other, [{ skuId: wanted!.id, quantity: wanted!.available - 1 }])).status).toBe(
    201,
  );
  await button(page, 'checkout_submit').click();
  await page.getByText(say('checkout_short_text')).waitFor();
  expect(await page.getByLabel(say('checkout_note')).inputValue()).toBe('请放门口');
  await button(page, 'line_take', { count: 1 }).click();
  await expect.poll(async () => (await breakdownOn(page)).items).toBe(wanted!.price);
  await submitOrder(page);
});
