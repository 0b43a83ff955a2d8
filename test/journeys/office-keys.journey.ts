import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { signInAs } from '../support/back-office.ts';
import { open, shopUrl, visit } from './support/visit.ts';
import { say } from './support/words.ts';

async function office(role: 'owner' | 'viewer'): Promise<Page> {
  const { token } = await signInAs(shopUrl(), role);
  return open(await visit({ device: 'desk', staffToken: token }), '/admin');
}
const palette = (page: Page) => page.getByRole('dialog', { name: say('palette_title') });
const chosen = (page: Page) => palette(page).getByRole('option', { selected: true });

it('The back office is gone through by keys alone, and each is told', async () => {
  const page = await office('owner');
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: say('keys_title') });
  await help.getByText(say('keys_go', { place: say('office_members') })).waitFor();
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.waitForURL(/\/admin\/cases$/);
  await page.keyboard.press('Control+k');
  await palette(page).getByRole('combobox').waitFor();
  await page.keyboard.insertText(say('office_members'));
  await expect.poll(() => chosen(page).innerText()).toContain(say('office_members'));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/admin\/members$/);
  await palette(page).waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await palette(page).getByRole('combobox').waitFor();
  await page.keyboard.insertText('?invite');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: say('member_invite_title') }).waitFor();
  // A dialog of the page has the keys for itself.
  await page.keyboard.press('?');
  expect(await help.count()).toBe(0);
});

it('The palette offers nobody what is not theirs, and single keys can be turned off', async () => {
  const page = await office('viewer');
  await page.keyboard.press('Control+k');
  await palette(page).getByRole('combobox').waitFor();
  await page.keyboard.insertText('/admin/members');
  // Only lists to look for it in are left, and no page of that address.
  const options = palette(page).getByRole('option');
  await expect
    .poll(async () => (await options.allInnerTexts()).filter((text) => !text.includes('/admin/members')))
    .toEqual([]);
  await page.keyboard.press('Escape');
  await palette(page).waitFor({ state: 'detached' });
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: say('keys_title') });
  await help.getByRole('checkbox', { name: say('keys_single') }).uncheck();
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  await page.keyboard.press('?');
  await page.keyboard.press('Control+k');
  await palette(page).waitFor();
  expect(await help.count()).toBe(0);
});
