import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { makeCaller, newPhone, signUp } from '../support/shopper.ts';
import { onDatabase } from './support/on-database.ts';
import { button, codeSentTo, REFUSED, requestCode, signIn } from './support/steps.ts';
import { shopUrl, visit } from './support/visit.ts';
import { like, say } from './support/words.ts';

/** The message that is tied to a field, as a screen reader says it with the field. */
async function messageAt(page: Page, field: string): Promise<string> {
  const input = page.locator(`#${field}[aria-invalid="true"]`);
  await input.waitFor();
  const ids = (await input.getAttribute('aria-describedby'))!.split(' ');
  return (await Promise.all(ids.map((id) => page.locator(`#${id}`).textContent()))).join(' ').trim();
}

it.for([
  { script: true, name: 'with script' },
  { script: false, name: 'without script' },
])('Signing in tells at each field what is wrong and keeps the typed phone, $name', async ({ script }) => {
  const context = await visit({ device: 'phone', script, expects: [REFUSED] });
  const page = await context.newPage();
  await page.goto('/login');
  const phone = page.getByLabel(say('phone'), { exact: true });
  const code = page.getByLabel(say('sign_in_code'), { exact: true });
  await phone.fill('1234');
  await button(page, 'sign_in_request_code').click();
  expect(await messageAt(page, 'phone')).not.toBe('');
  expect(await phone.inputValue()).toBe('1234');

  const number = newPhone();
  await requestCode(page, number);
  const right = await codeSentTo(number);
  const wrong = right === '000000' ? '111111' : '000000';
  await code.fill(wrong);
  await button(page, 'sign_in_submit').click();
  expect(await messageAt(page, 'consent')).toBe(say('sign_in_consent_missing'));
  expect(await phone.inputValue()).toBe(number);

  for (const left of [4, 3]) {
    await code.fill(wrong);
    await page.getByRole('checkbox').check();
    await button(page, 'sign_in_submit').click();
    await page.getByText(say('sign_in_code_wrong', { count: left })).waitFor();
    expect(await messageAt(page, 'code')).toBe(say('sign_in_code_wrong', { count: left }));
    expect(await phone.inputValue()).toBe(number);
  }
  await code.fill(right);
  await page.getByRole('checkbox').check();
  await button(page, 'sign_in_submit').click();
  await page.waitForURL(/\/account$/);
});

it('The consent is never ticked beforehand, and a code asked for again too soon is refused with the waiting time', async () => {
  const context = await visit({ script: false, expects: [/status of 429/] });
  const page = await context.newPage();
  await page.goto('/login');
  expect(await page.getByRole('checkbox').isChecked()).toBe(false);
  await requestCode(page, newPhone());
  await button(page, 'sign_in_resend').click();
  await page.getByText(like('sign_in_too_many_codes')).waitFor();
});

it('A customer sees where they are signed in, ends another session, and signs out', async () => {
  const elsewhere = await signUp(shopUrl());
  const context = await visit({ device: 'phone' });
  const page = await context.newPage();
  await page.goto('/login?next=/account/sessions');
  await signIn(page, elsewhere.phone);
  await page.waitForURL(/\/account\/sessions$/);
  const rows = page.getByRole('listitem').filter({ hasText: like('session_times') });
  expect(await rows.count()).toBe(2);
  await rows.getByText(say('session_current')).waitFor();
  await rows.getByRole('button', { name: like('session_end_of') }).click();
  await expect.poll(() => rows.count()).toBe(1);
  expect((await elsewhere.call('GET', '/me')).status).toBe(401);

  const token = (await context.cookies()).find(({ name }) => name === 'ks_session')!.value;
  const here = makeCaller(shopUrl(), token);
  expect((await here.call('GET', '/me')).status).toBe(200);
  await page.goto('/account');
  await button(page, 'sign_out').click();
  await page.waitForURL((url) => url.pathname === '/');
  expect((await here.call('GET', '/me')).status).toBe(401);
  await page.goto('/account');
  await page.waitForURL(/\/login\?next=%2Faccount/);
});

it('A customer is told by SMS of a browser that is new, and not of one that signed in before', async () => {
  const { phone, call } = await signUp(shopUrl());
  const notices = async (): Promise<string[]> =>
    (await call('GET', `/demo/outbox?to=${phone}`)).body
      .filter(({ template }: { template: string }) => template === 'new_device')
      .map(({ text }: { text: string }) => text);
  const context = await visit({ language: 'zh-CN' });
  const page = await context.newPage();
  for (let times = 0; times < 2; times += 1) {
    await page.goto('/login');
    await signIn(page, phone);
    await page.waitForURL(/\/account$/);
    await expect.poll(notices).toEqual([expect.stringContaining('新设备上登录（Chrome · Linux')]);
    await context.clearCookies({ name: 'ks_session' });
  }
  const mark = (await context.cookies()).find(({ name }) => name === 'ks_device')!;
  expect(mark).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
});

it('After many wrong codes from a network the page solves a puzzle, and the right code still gets in', async () => {
  const { call } = makeCaller(shopUrl());
  for (let codes = 0; codes < 4; codes += 1) {
    const phone = newPhone();
    await call('POST', '/auth/codes', { body: { phone, purpose: 'sign-in' } });
    const code = (await codeSentTo(phone)) === '000000' ? '111111' : '000000';
    const consent = { terms: true, privacy: true, version: '2026-11-27' };
    for (let tries = 0; tries < 5; tries += 1)
      expect((await call('POST', '/auth/sessions', { body: { phone, code, consent } })).body.code).toMatch(
        /^(code_wrong|work_required)$/,
      );
  }
  const page = await (await visit({ device: 'phone', expects: [/status of 403/] })).newPage();
  await page.goto('/login');
  await signIn(page, newPhone());
  await page.waitForURL(/\/account$/);
  // The other journeys come from the same address.
  await onDatabase('delete from attempt_counters');
});
