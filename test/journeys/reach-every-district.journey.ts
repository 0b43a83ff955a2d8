import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { signInAs } from '../support/back-office.ts';
import { signUp } from '../support/shopper.ts';
import { findProduct } from './support/shelf.ts';
import { onDatabase } from './support/on-database.ts';
import { breakdownOn, button, REFUSED, submitOrder, typeAddress } from './support/steps.ts';
import { shopUrl, untilAlive, visit } from './support/visit.ts';
import { say } from './support/words.ts';

const SLUG = 'camping-torch-1200';
const ROW = { firstUnits: 1, furtherUnits: 1, furtherAmount: 0 };
/** To Zhejiang for 6 yuan, elsewhere for 12, and to Xinjiang not at all. */
const TEMPLATE = {
  ...{ basis: 'piece', notServed: ['65'], free: null, isDefault: false },
  rows: [
    { ...ROW, regions: [], firstAmount: 1_200, days: [3, 5] },
    { ...ROW, regions: ['33'], firstAmount: 600, days: [1, 2] },
  ],
};

/** Sends a product by that template, until the test is over. */
async function sendByTemplate() {
  const product = await findProduct(SLUG);
  const owner = await signInAs(shopUrl(), 'owner');
  const made = await owner.call('POST', '/staff/freight-templates', {
    // No two templates go by one name.
    body: { ...TEMPLATE, name: `不发新疆 ${randomUUID()}` },
  });
  expect(made.status).toBe(201);
  const go = (templateId: string | null) =>
    onDatabase('update products set freight_template_id = $2 where slug = $1', [SLUG, templateId]);
  await go(made.body.id);
  onTestFinished(() => go(null));
  return { product, sku: product.skus[0]! };
}

/** Somebody in Ürümqi who also has an address in Hangzhou. */
async function shopperOfTwoPlaces() {
  const shopper = await signUp(shopUrl());
  const add = async (body: object): Promise<string> =>
    (await shopper.call('POST', '/addresses', { body: { phone: '13800001111', ...body } })).body.id;
  const far = await add({
    recipient: '阿依古丽',
    regionCode: '650102',
    street: '解放北路 8 号',
    isDefault: true,
  });
  const near = await add({ recipient: '李雷', regionCode: '330106', street: '文三路 90 号' });
  return { shopper, far, near };
}

async function chooseAddress(page: Page, addressId: string, script: boolean): Promise<void> {
  await page.locator(`input[name=addressId][value="${addressId}"]`).check();
  if (!script) await button(page, 'address_use').click();
}

it.each([true, false])(
  'What does not go to an address is told before the order, and goes to another one for what was seen (script: %s)',
  async (script) => {
    const { product, sku } = await sendByTemplate();
    const { shopper, near } = await shopperOfTwoPlaces();
    const context = await visit({ device: 'phone', token: shopper.token, script, expects: [REFUSED] });
    const page = await context.newPage();
    await page.goto(`/product/${SLUG}`);
    await page.getByText(say('delivery_not_there', { place: '新疆维吾尔自治区乌鲁木齐市天山区' })).waitFor();
    await page.goto(`/checkout?sku=${sku.id}&quantity=2`);
    if (script) await untilAlive(page);
    await page.getByText(say('line_not_served')).waitFor();
    const words = say('checkout_not_served_title', { name: product.name });
    await page.getByText(words).waitFor();
    await page.getByLabel(say('checkout_note')).fill('工作日送');

    await button(page, 'checkout_submit').click();
    const refusal = page.locator('[data-refusal]').locator('visible=true');
    await refusal.getByText(words).waitFor();
    expect(await page.getByLabel(say('checkout_note')).inputValue()).toBe('工作日送');

    await chooseAddress(page, near, script);
    await expect.poll(async () => (await breakdownOn(page)).freight).toBe(600);
    expect(await page.getByText(say('line_not_served')).count()).toBe(0);
    const { total } = await breakdownOn(page);
    expect(total).toBe(2 * sku.price + 600);
    const orderNo = await submitOrder(page, { isAlive: script });
    expect((await shopper.call('GET', `/orders/${orderNo}`)).body).toMatchObject({
      ...{ totalAmount: total, freightAmount: 600, note: '工作日送' },
    });
  },
);

it('An address that is typed while ordering is saved, and its freight is seen before anything is ordered', async () => {
  const { sku } = await sendByTemplate();
  const { shopper } = await shopperOfTwoPlaces();
  const context = await visit({ device: 'phone', token: shopper.token });
  const page = await context.newPage();
  await page.goto(`/checkout?sku=${sku.id}&quantity=1`);
  await untilAlive(page);
  await page.locator('input[name=addressId][value=new]').check();
  await expect.poll(async () => (await breakdownOn(page)).freight).toBe(1_200);
  await typeAddress(page);
  await button(page, 'checkout_submit').click();
  await page.getByText(say('checkout_added_title')).waitFor();
  expect((await breakdownOn(page)).freight).toBe(600);
  const orderNo = await submitOrder(page);
  expect((await shopper.call('GET', `/orders/${orderNo}`)).body.freightAmount).toBe(600);
});

it.each([true, false])(
  'A visitor chooses a district and sees what it costs there (script: %s)',
  async (script) => {
    await sendByTemplate();
    const page = await (await visit({ device: 'phone', script })).newPage();
    await page.goto(`/product/${SLUG}`);
    const anywhere = say('delivery_in_days', { place: say('delivery_anywhere'), days: '3–5' });
    await page.getByText(anywhere).waitFor();
    await page.getByRole('link', { name: say('delivery_choose') }).click();
    for (const name of ['浙江省', '杭州市']) await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('button', { name: '西湖区', exact: true }).click();
    await page.waitForURL(new RegExp(`/product/${SLUG}$`));
    await page.getByText(say('delivery_in_days', { place: '浙江省杭州市西湖区', days: '1–2' })).waitFor();
    await page.getByText('¥6.00', { exact: true }).waitFor();
    // Somebody else, and whoever never chose, sees the page of everybody.
    const other = await (await visit({ script: false })).newPage();
    await other.goto(`/product/${SLUG}`);
    await other.getByText(anywhere).waitFor();
    await page.getByRole('link', { name: say('delivery_change') }).click();
    await page.getByText(say('deliver_now', { place: '浙江省杭州市西湖区' })).waitFor();
    await page.getByRole('button', { name: say('deliver_forget') }).click();
    await page.getByText(anywhere).waitFor();
  },
);

it.each([true, false])(
  'An order is fetched at the shop, from the checkout to the order (script: %s)',
  async (script) => {
    const { sku } = await sendByTemplate();
    const { shopper } = await shopperOfTwoPlaces();
    const page = await (await visit({ device: 'phone', token: shopper.token, script })).newPage();
    await page.goto(`/checkout?sku=${sku.id}&quantity=1`);
    if (script) await untilAlive(page);
    await page.getByText(say('line_not_served')).waitFor();
    await page.getByRole('radio', { name: say('checkout_fetched') }).check();
    if (!script) await button(page, 'checkout_way_use').click();
    await page.getByText('KS 西溪体验店').waitFor();
    expect(await page.getByText(say('line_not_served')).count()).toBe(0);
    const { total } = await breakdownOn(page);
    expect(total).toBe(sku.price);
    const orderNo = await submitOrder(page, { isAlive: script });
    await page.goto(`/orders/${orderNo}`);
    await page.getByText('KS 西溪体验店').locator('visible=true').waitFor();
    expect((await shopper.call('GET', `/orders/${orderNo}`)).body).toMatchObject({
      ...{ deliveryMethod: 'pick_up', totalAmount: total, freightAmount: 0 },
    });
  },
);
