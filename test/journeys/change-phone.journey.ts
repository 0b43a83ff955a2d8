import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { newPhone, signUp } from '../support/shopper.ts';
import { forms } from './support/forms.ts';
import { forgetProof } from './support/on-database.ts';
import { button, codeSentTo, REFUSED, signIn } from './support/steps.ts';
import { shopUrl, untilAlive, visit } from './support/visit.ts';
import { like, say } from './support/words.ts';

/** Refused for too many codes, or because another account has the phone. */
const HELD_BACK = /responded with a status of (409|429)/;

const masked = (phone: string): string => `${phone.slice(0, 3)}****${phone.slice(-4)}`;
const codeOf = (page: Page) => page.getByLabel(say('sign_in_code'), { exact: true });

/** The message that is tied to a field, as a screen reader says it with it. */
async function messageAt(page: Page, field: 'phone' | 'code'): Promise<string> {
  const input = page.locator(`#${field}[aria-invalid="true"]`);
  await input.waitFor();
  const note = (await input.getAttribute('aria-describedby'))!;
  return (await page.locator(`#${note}`).textContent())!.trim();
}

async function askForCode(page: Page, phone: string): Promise<void> {
  await page.getByLabel(say('phone_change_new'), { exact: true }).fill(phone);
  await button(page, 'sign_in_request_code').click();
}

async function signOut(page: Page): Promise<void> {
  await page.goto('/account');
  await button(page, 'sign_out').click();
  await page.waitForURL((url) => url.pathname === '/');
}

it.for(
  forms(
    [
      { script: true, device: 'phone', name: 'on a phone with script' },
      { script: false, device: 'phone', name: 'on a phone without script' },
    ] as const,
    [{ script: true, device: 'desk', name: 'at a desk with script' }] as const,
  ),
)(
  'A customer proves who is there, changes the phone and gets in by the new one, $name',
  async ({ script, device }) => {
    const shopper = await signUp(shopUrl());
    await forgetProof(shopper.customerId);
    const context = await visit({ device, script, token: shopper.token, expects: [REFUSED] });
    const page = await context.newPage();
    await page.goto('/account');
    await page
      .getByRole('link', { name: `${say('phone')} ${masked(shopper.phone)}` })
      .locator('visible=true')
      .click();
    await page.getByText(say('phone_change_no_sms')).waitFor();
    await page.getByRole('link', { name: say('password_prove') }).click();
    await page.waitForURL(/\/account\/prove\?/);
    if (script) await untilAlive(page);
    await button(page, 'sign_in_request_code').click();
    await page.getByText(say('sign_in_code_sent', { phone: masked(shopper.phone) })).waitFor();
    await codeOf(page).fill(await codeSentTo(shopper.phone));
    await button(page, 'prove_submit').click();
    await page.waitForURL(/\/account\/phone$/);

    await askForCode(page, shopper.phone);
    expect(await messageAt(page, 'phone')).toBe(say('phone_change_unchanged'));
    const phone = newPhone();
    await askForCode(page, ` ${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)} `);
    await page.getByText(say('sign_in_code_sent', { phone: masked(phone) })).waitFor();
    await button(page, 'phone_change').click();
    expect(await messageAt(page, 'code')).toBe(say('sign_in_code_missing'));
    await codeOf(page).fill(await codeSentTo(phone));
    await button(page, 'phone_change').click();
    await page.getByText(say('phone_change_done_title', { phone: masked(phone) })).waitFor();
    await page.getByRole('link', { name: say('phone_change_back') }).click();
    await page.getByRole('heading', { name: masked(phone) }).waitFor();

    await signOut(page);
    await page.goto('/login?next=/account');
    if (script) await untilAlive(page);
    await signIn(page, phone);
    await page.waitForURL(/\/account$/);
    // The same account: the address is there.
    await page.getByText(say('address_count', { count: 1 })).waitFor();

    await signOut(page);
    await page.goto('/login?next=/account');
    if (script) await untilAlive(page);
    await signIn(page, shopper.phone);
    await page.waitForURL(/\/account$/);
    await page.getByText(say('address_count', { count: 0 })).waitFor();
  },
);

it('A phone that has another account is told of after its code, and another one can be taken at once', async () => {
  const [shopper, other] = [await signUp(shopUrl()), await signUp(shopUrl())];
  const context = await visit({ device: 'phone', token: shopper.token, expects: [REFUSED, HELD_BACK] });
  const page = await context.newPage();
  await page.goto('/account/phone');
  await untilAlive(page);
  await askForCode(page, '12345');
  expect(await messageAt(page, 'phone')).toBe(say('phone_invalid'));
  await askForCode(page, other.phone);
  await page.getByText(say('sign_in_code_sent', { phone: masked(other.phone) })).waitFor();
  const code = await codeSentTo(other.phone);
  await codeOf(page).fill(code === '000000' ? '111111' : '000000');
  await button(page, 'phone_change').click();
  expect(await messageAt(page, 'code')).toMatch(like('sign_in_code_wrong'));
  await codeOf(page).fill(code);
  await button(page, 'phone_change').click();
  expect(await messageAt(page, 'phone')).toBe(say('phone_change_taken'));

  const phone = newPhone();
  await askForCode(page, phone);
  await page.getByText(say('sign_in_code_sent', { phone: masked(phone) })).waitFor();
  await codeOf(page).fill(await codeSentTo(phone));
  await button(page, 'phone_change').click();
  await page.getByText(say('phone_change_done_title', { phone: masked(phone) })).waitFor();
  expect((await other.call('GET', '/me')).body.phoneMasked).toBe(masked(other.phone));
});

it('A proof that is over when the phone is changed is asked for again, and what was typed is still there', async () => {
  const shopper = await signUp(shopUrl());
  const context = await visit({ token: shopper.token });
  const page = await context.newPage();
  await page.goto('/account/phone');
  await untilAlive(page);
  const phone = newPhone();
  await askForCode(page, phone);
  await page.getByText(say('sign_in_code_sent', { phone: masked(phone) })).waitFor();
  const code = await codeSentTo(phone);
  await forgetProof(shopper.customerId);
  await codeOf(page).fill(code);
  await button(page, 'phone_change').click();
  await page.waitForURL(/\/account\/prove\?/);
  await button(page, 'sign_in_request_code').click();
  await page.getByText(say('sign_in_code_sent', { phone: masked(shopper.phone) })).waitFor();
  await codeOf(page).fill(await codeSentTo(shopper.phone));
  await button(page, 'prove_submit').click();
  await page.waitForURL(/\/account\/phone$/);
  expect(await page.getByLabel(say('phone_change_new'), { exact: true }).inputValue()).toBe(phone);
  await codeOf(page).fill(code);
  await button(page, 'phone_change').click();
  await page.getByText(say('phone_change_done_title', { phone: masked(phone) })).waitFor();
});
