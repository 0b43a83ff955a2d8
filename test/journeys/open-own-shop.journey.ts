import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openOwnShop, type OpenShop } from './support/open-shop.ts';
import { open, untilAlive, visit } from './support/visit.ts';
import { like, say } from './support/words.ts';

let shop: OpenShop;
beforeAll(async () => void (shop = await openOwnShop()), 120_000);
afterAll(() => shop.close());

/** Becomes the owner by the link that the first start has printed. */
async function becomeOwner(page: Page): Promise<void> {
  await page.goto(/http:\S+\/admin\/join\?token=[\w-]+/.exec(shop.output())![0]);
  await untilAlive(page);
  await page.getByRole('textbox', { name: say('staff_account') }).fill('lizhang');
  await page.getByRole('button', { name: say('join_next') }).click();
  await page.getByRole('img', { name: say('join_qr') }).waitFor();
  const secret = Secret.fromBase32((await page.locator('code').innerText()).replaceAll(/\s/g, ''));
  await page.getByRole('textbox', { name: say('join_name') }).fill('李掌柜');
  await page.getByLabel(say('password'), { exact: true }).fill('nine herons over the weir 63');
  await page.getByRole('textbox', { name: say('staff_code') }).fill(new TOTP({ secret }).generate());
  const sent = page.waitForRequest(
    (request) => request.method() === 'POST' && request.url().includes('/join'),
  );
  await page.getByRole('button', { name: say('join_submit') }).click();
  const form = (await sent).postData() ?? '';
  expect(form).toContain('sealedPassword');
  expect(form).not.toContain('herons');
  await page.getByRole('link', { name: say('join_codes_kept') }).click();
  await page.waitForURL(/\/admin$/);
}

it('A merchant’s own shop is closed to customers, and its owner comes in by the link, names it and sees what is left to do', async () => {
  const stranger = await open(await visit({ url: shop.url }), '/product/ks-air-headphones');
  expect(stranger.url()).toBe(`${shop.url}/opening`);
  await stranger.getByRole('heading', { name: say('opening_title') }).waitFor();

  const owner = await (await visit({ url: shop.url, device: 'phone' })).newPage();
  await becomeOwner(owner);
  await owner.goto('/admin/setup');
  await untilAlive(owner);
  const step = owner
    .getByRole('listitem')
    .filter({ hasText: say('setup_name') })
    .first();
  expect(await step.innerText()).toContain(say('setup_not_done'));
  await owner.getByRole('link', { name: `${say('setup_go')}: ${say('setup_name')}` }).click();
  await owner.locator('input[name="name.zh"]').fill('掌柜茶行');
  await owner.getByRole('button', { name: say('settings_save') }).click();
  await owner.getByText(say('settings_saved')).waitFor();
  await owner.goto('/admin/setup');
  expect(await step.innerText()).toContain(say('setup_done'));
  await owner.getByText(like('setup_lead_left')).waitFor();
  expect(await owner.getByRole('button', { name: say('setup_open'), exact: true }).count()).toBe(0);

  await stranger.reload();
  await stranger.getByText(say('opening_text', { shop: '掌柜茶行' })).waitFor();
});
