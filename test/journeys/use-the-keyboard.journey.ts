import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { newPhone } from '../support/shopper.ts';
import { findProduct } from './support/shelf.ts';
import { focusedElement, isFocusVisible } from './support/in-page.ts';
import { ADDRESS, codeSentTo, REFUSED } from './support/steps.ts';
import { open, untilAlive, visit } from './support/visit.ts';
import { say } from './support/words.ts';

/** More stops than any page of this way has. */
const MOST_STOPS = 90;

const hasFocus = (wanted: Locator): Promise<boolean> =>
  wanted.evaluate((element) => element.matches(':focus'));

/** Presses Tab until the focus is on that element; at each stop the focus must be seen. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor({ state: 'attached' });
  const passed: string[] = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    const name = await focusedElement(page);
    passed.push(name);
    if (name.startsWith('<body')) continue;
    expect(await isFocusVisible(page), `the focus is seen on ${name}`).toBe(true);
    if (await hasFocus(wanted)) return;
  }
  throw new Error(`Tab never came to ${String(wanted)}, but to:\n${passed.join('\n')}`);
}

async function typeInto(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.insertText(text);
}

/** Past the chrome of the page by the link that is the first stop. */
async function skipToContent(page: Page): Promise<void> {
  await tabTo(page, page.getByRole('link', { name: say('skip_to_content') }));
  await page.keyboard.press('Enter');
  await expect.poll(() => hasFocus(page.locator('#main'))).toBe(true);
}

async function chooseAndBuy(page: Page): Promise<void> {
  await skipToContent(page);
  await tabTo(page, page.getByRole('group', { name: /^颜色/ }).getByRole('link').nth(1));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\?sku=\d+/);
  await tabTo(page, page.getByRole('button', { name: say('one_more') }));
  await page.keyboard.press('Space');
  expect(await page.getByLabel(say('quantity_to_buy')).inputValue()).toBe('2');
  await tabTo(page, page.getByRole('button', { name: say('buy_now') }).first());
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/login\?/);
}

/** Proves a phone, agrees, and presses the button of that name. */
async function signInByKeyboard(page: Page, submit: 'sign_in_submit' | 'login_link_submit'): Promise<void> {
  const phone = newPhone();
  await typeInto(page, page.getByLabel(say('phone'), { exact: true }), phone);
  await page.keyboard.press('Enter');
  const code = page.getByLabel(say('sign_in_code'), { exact: true });
  await expect.poll(() => hasFocus(code)).toBe(true);
  await page.keyboard.type(await codeSentTo(phone));
  await tabTo(page, page.getByRole('checkbox'));
  await page.keyboard.press('Space');
  await tabTo(page, page.getByRole('button', { name: say(submit) }));
  await page.keyboard.press('Enter');
}

/** Takes the first one that a select offers. */
async function takeFirst(page: Page, select: Locator): Promise<void> {
  await expect.poll(() => select.locator('option').count()).toBeGreaterThan(1);
  await tabTo(page, select);
  await page.keyboard.press('ArrowDown');
  // Where the browser lets pages style selects, the first press opens the list.
  if ((await select.inputValue()) === '') {
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  }
  expect(await select.inputValue()).toMatch(/^\d{6}$/);
}

it('A product is ordered by the keyboard alone, and the focus is seen all the way', async () => {
  const { slug } = await findProduct('retro-bluetooth-speaker');
  const page = await open(await visit(), `/product/${slug}`);
  await chooseAndBuy(page);
  await signInByKeyboard(page, 'sign_in_submit');
  await page.waitForURL(/\/checkout\?/);
  await typeInto(page, page.getByLabel(say('address_recipient'), { exact: true }), ADDRESS.recipient);
  await typeInto(page, page.getByLabel(say('address_phone'), { exact: true }), ADDRESS.phone);
  // 北京市 has one city only, which is taken by itself.
  await takeFirst(page, page.getByLabel(say('address_province'), { exact: true }));
  await takeFirst(page, page.getByLabel(say('address_district'), { exact: true }));
  await typeInto(page, page.getByLabel(say('address_street'), { exact: true }), ADDRESS.street);
  await tabTo(page, page.getByRole('button', { name: say('checkout_submit') }).locator('visible=true'));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/cashier\//);
  await page.getByText(say('payment_waiting_live')).locator('visible=true').waitFor();
});

it('Somebody who comes by another account gets in, gives a consent and takes their data along by the keyboard alone', async () => {
  const page = await open(await visit({ expects: [REFUSED] }), '/login?next=/account/privacy');
  await tabTo(page, page.getByRole('link', { name: '用 QQ 登录', exact: true }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: '用一个新账号', exact: true }));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/login\/link/);
  await untilAlive(page);
  await signInByKeyboard(page, 'login_link_submit');
  await page.waitForURL(/\/account\/privacy/);
  await untilAlive(page);
  const marketing = page.getByRole('switch', { name: say('consent_marketing'), exact: true });
  await tabTo(page, marketing);
  await page.keyboard.press('Space');
  await expect.poll(() => marketing.getAttribute('aria-checked')).toBe('true');
  await tabTo(page, page.getByRole('button', { name: say('export_button') }));
  await page.keyboard.press('Enter');
  await page
    .getByText(say('export_requested'))
    .or(page.getByRole('button', { name: say('export_download') }))
    .waitFor();
});
