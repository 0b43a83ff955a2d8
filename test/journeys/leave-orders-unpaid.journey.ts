import { expect, it } from 'vitest';
import { placeOrder, signUp, type Shopper } from '../support/shopper.ts';
import { findProduct } from './support/shelf.ts';
import { button } from './support/steps.ts';
import { open, shopUrl, visit } from './support/visit.ts';
import { say } from './support/words.ts';

const MOST_ORDERS = 10;
const SLUG = 'silent-mouse-m3';

/** Orders that are placed one after the other and not paid. */
async function leaveUnpaid(shopper: Shopper, count: number, quantity = 1): Promise<string[]> {
  const skuId = (await findProduct('smart-bulb-e27')).skus[0]!.id;
  const orderNos: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const placed = await placeOrder(shopper, [{ skuId, quantity }]);
    expect(placed.status).toBe(201);
    orderNos.push(placed.body.orderNo);
  }
  return orderNos;
}

it('Who has ten unpaid orders is told before ordering, cancels one, and goes on', async () => {
  const shopper = await signUp(shopUrl());
  const orderNos = await leaveUnpaid(shopper, MOST_ORDERS);
  const skuId = (await findProduct(SLUG)).skus[0]!.id;
  await shopper.call('PUT', `/cart/lines/${skuId}`, { body: { quantity: 1 } });
  const context = await visit({ device: 'phone', token: shopper.token });
  const told = say('unpaid_orders_title', { count: MOST_ORDERS });

  const page = await open(context, '/cart');
  await page.getByRole('status').filter({ hasText: told }).waitFor();
  await page.locator('button[form=settle]').locator('visible=true').click();
  await page.waitForURL(/\/checkout/);
  await page.getByRole('status').filter({ hasText: told }).waitFor();
  expect(await button(page, 'checkout_submit').locator('visible=true').isDisabled()).toBe(true);
  await page.getByRole('link', { name: say('unpaid_see') }).click();
  await page.waitForURL(/\/orders\?state=awaiting_payment/);

  await shopper.call('POST', `/orders/${orderNos[0]}/cancellation`);
  const again = await open(context, `/checkout?from=cart`);
  await button(again, 'checkout_submit').locator('visible=true').waitFor();
  expect(await again.getByText(told).count()).toBe(0);
  for (const orderNo of orderNos.slice(1)) await shopper.call('POST', `/orders/${orderNo}/cancellation`);
});

it('Quantities lead no further than what may be unpaid, on the page of a product, in the cart and at the checkout', async () => {
  const shopper = await signUp(shopUrl());
  const product = await findProduct(SLUG);
  const sku = product.skus.find(({ available }) => available > 100)!;
  const context = await visit({ token: shopper.token });
  const page = await open(context, `/product/${SLUG}?sku=${sku.id}`);
  const quantity = page.getByLabel(say('quantity_to_buy'));
  await quantity.fill('500');
  await quantity.blur();
  expect(await quantity.inputValue()).toBe('100');
  await page.getByText(say('most_unpaid', { count: 100 })).waitFor();

  const { orderNo } = (await placeOrder(shopper, [{ skuId: sku.id, quantity: 80 }])).body;
  await shopper.call('PUT', `/cart/lines/${sku.id}`, { body: { quantity: 30 } });
  const cart = await open(context, '/cart');
  await cart.getByText(say('line_unpaid_left', { count: 20 })).waitFor();
  await cart.getByRole('button', { name: say('change_to', { count: 20 }) }).click();
  await cart.getByRole('button', { name: say('one_more') }).waitFor();
  expect(await cart.getByRole('button', { name: say('one_more') }).isDisabled()).toBe(true);

  const checkout = await open(context, `/checkout?sku=${sku.id}&quantity=30`);
  await checkout.getByText(say('line_unpaid_limit', { limit: 100, count: 20 })).waitFor();
  await checkout.getByRole('button', { name: say('line_take', { count: 20 }) }).click();
  await checkout
    .getByText(say('line_unpaid_limit', { limit: 100, count: 20 }))
    .waitFor({ state: 'detached' });
  expect(await button(checkout, 'checkout_submit').locator('visible=true').isEnabled()).toBe(true);
  await shopper.call('POST', `/orders/${orderNo}/cancellation`);
});
