import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { signUp } from '../support/shopper.ts';
import { couponTerms, giveCoupon, startCampaign } from './support/campaigns.ts';
import { findProduct } from './support/shelf.ts';
import { breakdownOn, button, fenIn, REFUSED, submitOrder } from './support/steps.ts';
import { open, shopUrl, untilAlive, visit } from './support/visit.ts';
import { say } from './support/words.ts';

/** Campaigns of this file are for one product, so that nobody else's prices change. */
async function holdCoupons() {
  const product = await findProduct('silent-mouse-m3');
  const sku = product.skus[0]!;
  const scope = { kind: 'products', ids: [product.id] };
  const price = sku.price;
  const customer = await signUp(shopUrl());
  const stepped = await startCampaign({
    ...{ kind: 'spend_and_save', name: '鼠标两件立减' },
    definition: { scope, steps: [{ thresholdAmount: 2 * price, amount: 500 }] },
  });
  const start = async (name: string, terms: Record<string, unknown>) => {
    const campaignId = await startCampaign({
      kind: 'amount',
      name,
      definition: couponTerms({ scope, ...terms }),
    });
    await giveCoupon(customer.customerId, campaignId);
    return campaignId;
  };
  await start('无门槛立减券', { amount: 300 });
  await start('三件大额券', { amount: 1_500, thresholdAmount: 2 * price + 1 });
  // The notice reaches the program by its own connection.
  await expect.poll(async () => (await quote(2)).body.coupons.applied[0]?.name).toBe('无门槛立减券');
  async function quote(quantity: number) {
    return customer.call('POST', '/quotes', { body: { lines: [{ skuId: sku.id, quantity }] } });
  }
  return { product, sku, customer, quote, stepped, price };
}

const chooser = (page: Page) => page.locator('[data-chooser]').locator('visible=true');
const ticket = (page: Page, word: 'chooser_ticket_use' | 'chooser_ticket_leave', name: string) =>
  chooser(page).getByRole('button', { name: new RegExp(say(word, { name })) });
const total = async (page: Page): Promise<number> => (await breakdownOn(page)).total;

it('The best price follows the quantity, and another coupon or none can be chosen, with script and without', async () => {
  const { sku, customer, quote, price } = await holdCoupons();
  for (const script of [true, false]) {
    const context = await visit({ token: customer.token, script });
    const page = await context.newPage();
    await page.goto(`/checkout?sku=${sku.id}&quantity=2`);
    if (script) await untilAlive(page);
    await ticket(page, 'chooser_ticket_leave', '无门槛立减券').waitFor();
    expect(await total(page)).toBe((await quote(2)).body.totalAmount);
    // What is missing to the larger one is said: one more fen of goods.
    await page.getByText(say('chooser_unusable', { count: 1 })).click();
    await page.getByText(say('chooser_ticket_missing', { amount: '¥5.01' })).waitFor();
    // One more piece: the larger coupon is the best now, and the campaign stays.
    await page.getByRole('button', { name: say('one_more') }).click();
    await ticket(page, 'chooser_ticket_leave', '三件大额券').waitFor();
    expect(await total(page)).toBe((await quote(3)).body.totalAmount);
    expect((await breakdownOn(page)).discount).toBe(500 + 1_500);

    await ticket(page, 'chooser_ticket_use', '无门槛立减券').click();
    await ticket(page, 'chooser_ticket_leave', '无门槛立减券').waitFor();
    expect(await total(page)).toBe(3 * price - 500 - 300 + (await breakdownOn(page)).freight);
    await button(page, 'chooser_none').click();
    await expect.poll(() => total(page)).toBe(3 * price - 500 + (await breakdownOn(page)).freight);
    await chooser(page)
      .getByRole('button', { name: say('chooser_use_best', { amount: '¥15.00' }) })
      .click();
    await ticket(page, 'chooser_ticket_leave', '三件大额券').waitFor();
  }
});

it('A coupon that another tab uses before the order is submitted is said to be gone, and the next best is taken', async () => {
  const { sku, customer, quote } = await holdCoupons();
  const context = await visit({ token: customer.token, expects: [REFUSED] });
  const page = await open(context, `/checkout?sku=${sku.id}&quantity=3`);
  await ticket(page, 'chooser_ticket_leave', '三件大额券').waitFor();
  await page.getByLabel(say('checkout_note')).fill('放门口');
  const other = await open(context, `/checkout?sku=${sku.id}&quantity=3`);
  const orderNo = await submitOrder(other);
  await other.close();

  await button(page, 'checkout_submit').click();
  const refusal = page.locator('[data-refusal]').locator('visible=true');
  await refusal.getByText(say('chooser_lost_title', { names: '三件大额券' })).waitFor();
  expect(await refusal.textContent()).toContain(say('chooser_lost_used'));
  expect(await refusal.getByRole('link').getAttribute('href')).toBe(`/orders/${orderNo}`);
  const { totalAmount } = (await quote(3)).body;
  await expect.poll(() => total(page)).toBe(totalAmount);
  expect(await page.getByLabel(say('checkout_note')).inputValue()).toBe('放门口');
  const second = await submitOrder(page);
  const { body } = await customer.call('GET', `/orders/${second}`);
  expect(body).toMatchObject({ totalAmount, note: '放门口' });
});

it('A price that changes under a page is told by what differs, and ordered as it is seen then', async () => {
  const { product, sku, customer, price } = await holdCoupons();
  const page = await open(
    await visit({ token: customer.token, expects: [REFUSED] }),
    `/checkout?sku=${sku.id}&quantity=1&coupons=none`,
  );
  const before = await total(page);
  await startCampaign({
    ...{ kind: 'limited_time_price', name: '今晚限时价' },
    definition: { prices: [{ skuId: sku.id, price: price - 100 }] },
  });
  const quoted = async () =>
    (
      await customer.call('POST', '/quotes', {
        body: { lines: [{ skuId: sku.id, quantity: 1 }], couponIds: [] },
      })
    ).body.totalAmount;
  await expect.poll(quoted).toBe(before - 100);
  await button(page, 'checkout_submit').click();
  const changes = page.locator('[data-price-changes]').locator('visible=true');
  await changes.waitFor();
  expect(await changes.textContent()).toContain('今晚限时价');
  expect(fenIn((await changes.textContent())!)).toBe(-100);
  expect(await changes.getByText(product.name).count()).toBe(0);
  await expect.poll(() => total(page)).toBe(before - 100);
  const orderNo = await submitOrder(page);
  expect((await customer.call('GET', `/orders/${orderNo}`)).body.totalAmount).toBe(before - 100);
});
