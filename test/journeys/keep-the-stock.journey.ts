import { expect, it } from 'vitest';
import { signInAs } from '../support/back-office.ts';
import { forms } from './support/forms.ts';
import { shopUrl, untilAlive, visit } from './support/visit.ts';
import { REFUSED } from './support/steps.ts';
import { say } from './support/words.ts';

it.each(forms([{ script: true }], [{ script: false }]))(
  'In the warehouse somebody finds a SKU by phone, receives what came and finds it in the ledger (%o)',
  async ({ script }) => {
    const { token } = await signInAs(shopUrl(), 'warehouse');
    const context = await visit({ device: 'phone', script, staffToken: token, expects: [REFUSED] });
    const page = await context.newPage();
    await page.goto('/admin/stock');
    if (script) await untilAlive(page);
    await page.getByRole('searchbox').fill('ksa-01-l');
    await page.getByRole('button', { name: say('stock_search_submit') }).click();
    const row = page.getByRole('main').getByRole('listitem').filter({ hasText: 'KSA-01-L-TRV' }).first();
    const before = Number(await row.locator('dd').first().innerText());
    await row.getByRole('link', { name: /收货/ }).click();

    const dialog = page.getByRole('dialog', { name: say('stock_receive_title') });
    await dialog.getByLabel(say('stock_receive_quantity')).fill('１２ 件');
    await dialog.getByRole('button', { name: say('stock_receive_submit') }).click();
    await dialog.getByText(say('stock_reason_missing')).waitFor();
    await dialog.getByLabel(say('stock_receive_quantity')).fill('１２');
    await dialog.getByText(say('stock_reason_purchase')).click();
    await dialog.getByRole('button', { name: say('stock_receive_submit') }).click();
    await page.getByText(new RegExp(`现有 ${before + 12} 件$`)).waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('ksa-01-l');

    await row.getByRole('link', { name: /出入明细/ }).click();
    const entry = page.getByRole('main').locator('ol > li').first();
    await expect.poll(() => entry.innerText()).toContain(`+12 = ${before + 12}`);
    expect(await entry.innerText()).toContain(say('stock_reason_purchase'));
    expect(await entry.innerText()).toContain('仓库老陈');
  },
);

it('Who may only look sees stock and no way to change it', async () => {
  const { token } = await signInAs(shopUrl(), 'viewer');
  const context = await visit({ device: 'desk', staffToken: token });
  const page = await context.newPage();
  await page.goto('/admin/stock?sku=1&work=receive');
  await page.getByRole('heading', { level: 1, name: say('office_stock') }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await page.getByRole('link', { name: /收货|盘点|报损/ }).count()).toBe(0);
});
