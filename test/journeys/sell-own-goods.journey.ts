import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { signInAs } from '../support/back-office.ts';
import { newPhone } from '../support/shopper.ts';
import { pasteText } from './support/in-page.ts';
import { REFUSED, button, signIn, submitOrder, typeAddress } from './support/steps.ts';
import { open, shopUrl, visit } from './support/visit.ts';
import { like, say } from './support/words.ts';

const NAME = '苏绣团扇';
const picture = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 900, height: 900, channels: 3, background } })
    .jpeg()
    .toBuffer();
const main = (page: Page) => page.getByRole('main');

/** Texts, pictures and three variants, the grid by keyboard and from a spreadsheet. Answers the product's number. */
async function makeTheFan(page: Page): Promise<string> {
  await page.getByLabel(say('goods_name'), { exact: true }).fill(NAME);
  await page.getByLabel(say('goods_category_main')).selectOption({ label: '茶具' });
  await main(page)
    .locator('input[type=file]')
    .setInputFiles([
      { name: 'front.jpg', mimeType: 'image/jpeg', buffer: await picture('#7a9') },
      { name: 'fake.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload="alert(1)"/>') },
      { name: 'back.jpg', mimeType: 'image/jpeg', buffer: await picture('#a97') },
    ]);
  await main(page).getByText('fake.png').waitFor();
  await page.getByRole('button', { name: /^第 2 张/ }).waitFor();
  await page.getByRole('button', { name: /^第 2 张/ }).press('Alt+ArrowLeft');
  await page.locator('#image-alt-0').fill('扇面背面');

  await page.getByLabel(say('goods_option_name', { place: 1 })).fill('花色');
  await page.getByLabel(say('goods_option_values', { place: 1 })).fill('蝶恋花，荷塘，兰草');
  await page.getByLabel(say('goods_option_values', { place: 1 })).press('Tab');
  await page.locator('[data-row="2"][data-col="0"]').waitFor();
  await page.locator('[data-row="0"][data-col="0"]').evaluate(pasteText, '129\t159\n139.00\t\n149\t169\n');
  await page.locator('[data-row="0"][data-col="0"]').press('ArrowDown');
  await expect.poll(() => page.locator('[data-row="1"][data-col="0"]:focus').inputValue()).toBe('139.00');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('[data-row="2"][data-col="2"]:focus').count()).toBe(1);
  await page
    .getByLabel(say('goods_description'), { exact: true })
    .fill('## 手工\n\n**双面**绣，<b>七天</b>一把');
  await button(page, 'goods_preview').click();
  await main(page).locator('.prose-goods strong').waitFor();
  await button(page, 'goods_save').click();
  // It was never sold for more.
  await main(page).getByText(say('goods_fault_never_asked')).first().waitFor();
  for (const row of [0, 2]) await page.locator(`[data-row="${row}"][data-col="1"]`).fill('');
  await button(page, 'goods_save').click();
  await page.waitForURL(/\/admin\/products\/\d+\?made/);
  return /products\/(\d+)/.exec(page.url())![1]!;
}

it('A merchant makes the first product of their own, sells it, and a shopper elsewhere finds and buys it', async () => {
  const office = await visit({
    device: 'desk',
    staffToken: (await signInAs(shopUrl(), 'manager')).token,
    expects: [REFUSED],
  });
  const page = await open(office, '/admin/products');
  await page.getByRole('link', { name: say('goods_new') }).click();
  await page.getByRole('heading', { level: 1, name: say('goods_new') }).waitFor();
  const id = await makeTheFan(page);
  expect(await main(page).locator('.tile img').count()).toBeGreaterThan(4);
  await button(page, 'goods_publish').click();
  await page.getByText(say('goods_did_publish')).waitFor();
  const { body } = await (await signInAs(shopUrl(), 'manager')).call('GET', `/staff/products/${id}`);
  expect(body).toMatchObject({
    state: 'on_sale',
    images: [{ alt: '扇面背面' }, { alt: NAME }],
    skus: [
      { values: ['蝶恋花'], price: 12_900, originalPrice: null },
      { values: ['荷塘'], price: 13_900, originalPrice: null, lowStockAt: 3 },
      { values: ['兰草'], price: 14_900, originalPrice: null },
    ],
  });
  const warehouse = await signInAs(shopUrl(), 'warehouse');
  const received = { skuId: body.skus[1].id, kind: 'receive', quantity: 5, reason: '首批到货' };
  await warehouse.call('POST', '/staff/stock-movements', { body: received, key: randomUUID() });

  const elsewhere = await visit({ device: 'phone' });
  const shopper = await open(elsewhere, '/search?q=tuanshan');
  await shopper.getByRole('link', { name: NAME }).first().click();
  await shopper.getByRole('heading', { name: NAME, level: 1 }).waitFor();
  await shopper.getByRole('group', { name: /^花色/ }).getByRole('link', { name: /荷塘/ }).click();
  await shopper.waitForURL(/\?sku=\d+/);
  await button(shopper, 'buy_now').first().click();
  await signIn(shopper, newPhone());
  await shopper.waitForURL(/\/checkout\?/);
  await typeAddress(shopper);
  expect(await submitOrder(shopper)).toMatch(/^[0-9A-Z]{31}$/);
});

it('Two who edit the same product at once do not write over each other, and a change is taken back', async () => {
  const staffToken = (await signInAs(shopUrl(), 'manager')).token;
  const [first, second] = await Promise.all([
    visit({ device: 'desk', staffToken }),
    visit({ device: 'phone', staffToken, expects: [/status of 409/] }),
  ]);
  const [one, other] = [await open(first, '/admin/products/20'), await open(second, '/admin/products/20')];
  const kept = await one.getByLabel(say('goods_subtitle'), { exact: true }).inputValue();
  for (const [page, text] of [
    [one, '新的卖点'],
    [other, '另一句卖点'],
  ] as const) {
    await page.getByLabel(say('goods_subtitle'), { exact: true }).fill(text);
    await button(page, 'goods_save').click();
    await page.getByText(page === one ? say('goods_did_save') : say('goods_changed')).waitFor();
  }
  expect(await other.getByLabel(say('goods_subtitle'), { exact: true }).inputValue()).toBe('另一句卖点');
  await one
    .getByRole('button', { name: like('goods_undo_of') })
    .first()
    .click();
  await one.getByText(say('goods_did_undo')).waitFor();
  expect(await one.getByLabel(say('goods_subtitle'), { exact: true }).inputValue()).toBe(kept);
});

it('Prices of several are changed after a preview, and categories are put in order, without script', async () => {
  const staffToken = (await signInAs(shopUrl(), 'manager')).token;
  const context = await visit({ device: 'phone', staffToken, script: false });
  const page = await context.newPage();
  await page.goto('/admin/products?q=qianbi');
  await page.goto('/admin/products');
  for (const place of [0, 1]) await main(page).locator('input[name=id]').nth(place).check();
  await button(page, 'goods_bulk').click();
  await page.getByLabel(say('goods_bulk_value')).fill('5');
  await button(page, 'goods_bulk_preview').click();
  await main(page).locator('ins').first().waitFor();
  await page.getByRole('button', { name: say('goods_bulk_apply', { count: 2 }) }).click();
  await page.getByText(/已修改|改好/).waitFor();

  await page.goto('/admin/categories');
  const names = () => main(page).getByRole('listitem').locator('p > span:first-child').allInnerTexts();
  const before = await names();
  await page.getByRole('button', { name: say('goods_category_down', { name: before[0]! }) }).click();
  await expect.poll(async () => (await names())[0]).not.toBe(before[0]);
});
