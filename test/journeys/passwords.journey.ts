import type { Page, Request } from 'playwright-core';
import { expect, it } from 'vitest';
import { makeCaller, newPhone, signUp } from '../support/shopper.ts';
import { forms } from './support/forms.ts';
import { focusedElement, isFocusVisible, whatSticksOut } from './support/in-page.ts';
import { button, codeSentTo, REFUSED, signIn } from './support/steps.ts';
import { shopUrl, untilAlive, visit } from './support/visit.ts';
import { like, say } from './support/words.ts';

const GOOD = 'aB3$kL9x mountain';
const OTHER = 'river 8Qz! lantern';
/** Refused for too many tries. */
const SLOWED = /responded with a status of 429/;

const passwordOf = (page: Page) => page.locator('#password');

/** The messages that are tied to the password, as a screen reader says them with it. */
async function messageAtPassword(page: Page): Promise<string> {
  const input = page.locator('#password[aria-invalid="true"]');
  await input.waitFor();
  const ids = (await input.getAttribute('aria-describedby'))!.split(' ');
  return (await Promise.all(ids.map((id) => page.locator(`#${id}`).textContent()))).join(' ').trim();
}

/** What the page sends, to be looked through for a password in clear. */
function sentBy(page: Page): string[] {
  const bodies: string[] = [];
  page.on('request', (request: Request) => {
    if (request.method() === 'POST') bodies.push(request.postData() ?? '');
  });
  return bodies;
}

async function save(page: Page, password: string, word: 'password_set' | 'password_change'): Promise<void> {
  await passwordOf(page).fill(password);
  await button(page, word).click();
}

async function enterPassword(page: Page, phone: string, password: string): Promise<void> {
  await page.getByLabel(say('phone'), { exact: true }).fill(phone);
  await passwordOf(page).fill(password);
  await button(page, 'sign_in_password_submit').click();
}

async function signOut(page: Page): Promise<void> {
  await page.goto('/account');
  await button(page, 'sign_out').click();
  await page.waitForURL((url) => url.pathname === '/');
}

it.for(
  forms(
    [
      { script: true, device: 'desk', name: 'at a desk with script' },
      { script: false, device: 'phone', name: 'on a phone without script' },
    ] as const,
    [{ script: true, device: 'phone', name: 'on a phone with script' }] as const,
  ),
)('A customer sets a password, signs out and gets in by it, $name', async ({ script, device }) => {
  const { phone, token } = await signUp(shopUrl());
  const context = await visit({ device, script, token, expects: [REFUSED] });
  const page = await context.newPage();
  const sent = sentBy(page);
  await page.goto('/account');
  // At a desk the menu beside the page leads there too.
  await page
    .getByRole('link', { name: say('password_title') })
    .locator('visible=true')
    .first()
    .click();
  await page.getByText(say('password_is_not_set')).waitFor();
  if (script) await untilAlive(page);

  await save(page, 'password123', 'password_set');
  expect(await messageAtPassword(page)).toContain(say('password_too_common'));
  await page.getByText(say('password_strength', { name: say('password_strength_0') })).waitFor();
  await save(page, `my ${phone}`, 'password_set');
  await page.getByText(say('password_holds_phone')).waitFor();

  if (script) {
    await passwordOf(page).fill(GOOD);
    await page.getByText(say('password_strength', { name: say('password_strength_4') })).waitFor();
  }
  await save(page, GOOD, 'password_set');
  await page.getByText(say('password_changed_title')).waitFor();

  await signOut(page);
  await page.goto('/login?next=/account/sessions');
  await page.getByRole('link', { name: say('sign_in_by_password') }).click();
  await page.waitForURL(/\/login\/password\?next=%2Faccount%2Fsessions/);
  await passwordOf(page).waitFor();
  if (script) await untilAlive(page);
  await enterPassword(page, phone, OTHER);
  expect(await messageAtPassword(page)).toBe(say('password_wrong'));
  expect(await page.getByLabel(say('phone'), { exact: true }).inputValue()).toBe(phone);
  await enterPassword(page, phone, GOOD);
  await page.waitForURL(/\/account\/sessions$/);

  // A page with script sends the password so that only the shop can read it; without, as it was typed.
  const typed = [
    'password123',
    ...[GOOD, OTHER].flatMap((one) => [one, new URLSearchParams({ one }).toString().slice(4)]),
  ];
  const clear = sent.filter((body) => typed.some((one) => body.includes(one)));
  if (script) expect(clear).toEqual([]);
  else expect(clear.length).toBeGreaterThan(0);
});

it('Who came in by the password proves once more who they are before they change or remove it', async () => {
  const { phone, token } = await signUp(shopUrl());
  const context = await visit({ device: 'phone', token });
  const page = await context.newPage();
  await page.goto('/account/password');
  await untilAlive(page);
  await save(page, GOOD, 'password_set');
  await page.getByText(say('password_changed_title')).waitFor();
  await signOut(page);
  await page.goto('/login/password?next=/account/password');
  await untilAlive(page);
  await enterPassword(page, phone, GOOD);
  await page.getByRole('link', { name: say('password_prove') }).waitFor();
  expect(await passwordOf(page).count()).toBe(0);
  await page.getByRole('link', { name: say('password_prove') }).click();
  await page.waitForURL(/\/account\/prove\?/);
  await untilAlive(page);
  await button(page, 'sign_in_request_code').click();
  await page.getByText(like('sign_in_code_sent')).waitFor();
  await page.getByLabel(say('sign_in_code'), { exact: true }).fill(await codeSentTo(phone));
  await button(page, 'prove_submit').click();
  await page.waitForURL(/\/account\/password$/);
  await save(page, OTHER, 'password_change');
  await page.getByText(say('password_changed_title')).waitFor();

  await page.getByRole('link', { name: say('password_remove') }).click();
  await page.getByRole('heading', { name: say('password_remove_title') }).waitFor();
  await button(page, 'password_remove').click();
  await page.getByText(say('password_removed_title')).waitFor();
  await page.getByText(say('password_is_not_set')).waitFor();
});

it('Who signs in on a page that was open before leaves no session behind in the browser', async () => {
  const { phone, token, call } = await signUp(shopUrl());
  expect((await call('PUT', '/me/password', { body: { password: GOOD } })).status).toBe(204);
  const left = await signUp(shopUrl());
  const context = await visit({ device: 'phone' });
  const page = await context.newPage();
  await page.goto('/login/password');
  await untilAlive(page);
  // As another page of the same browser has done meanwhile.
  await context.addCookies([{ name: 'ks_session', value: left.token, url: shopUrl() }]);
  await enterPassword(page, phone, GOOD);
  await page.waitForURL(/\/account$/);
  const statusOf = async (of: string) => (await makeCaller(shopUrl(), of).call('GET', '/me')).status;
  // The one from elsewhere stays, though it is of the same customer.
  expect([await statusOf(left.token), await statusOf(token)]).toEqual([401, 200]);
});

it('After five wrong passwords the page says how long to wait, and a code still lets the customer set a new one', async () => {
  const phone = newPhone();
  const context = await visit({ device: 'phone', script: false, expects: [REFUSED, SLOWED] });
  const page = await context.newPage();
  await page.goto('/login/password');
  for (let time = 0; time < 5; time += 1) {
    await enterPassword(page, phone, 'not the password');
    expect(await messageAtPassword(page)).toBe(say('password_wrong'));
  }
  await enterPassword(page, phone, 'not the password');
  expect(await messageAtPassword(page)).toMatch(like('password_too_many_tries'));
  await page.getByRole('link', { name: say('password_forgot') }).click();
  await page.getByText(say('password_forgot_text')).waitFor();
  await page.getByRole('link', { name: say('password_forgot_step') }).click();
  await signIn(page, phone);
  await page.waitForURL(/\/account\/password$/);
  await save(page, GOOD, 'password_set');
  await page.getByText(say('password_changed_title')).waitFor();
});

it.for(
  forms([{ device: 'phone', language: 'zh-CN' }] as const, [{ device: 'desk', language: 'en' }] as const),
)(
  'Who has changed the password ten times today is told when to come again, $device in $language',
  async ({ device, language }) => {
    const { call, token } = await signUp(shopUrl());
    for (let n = 0; n < 10; n += 1)
      expect((await call('PUT', '/me/password', { body: { password: `${GOOD} ${n}` } })).status).toBe(204);
    const context = await visit({ device, language, token, expects: [SLOWED] });
    const page = await context.newPage();
    await page.goto('/account/password');
    await untilAlive(page);
    await passwordOf(page).fill(OTHER);
    await page.locator('form[action="?/save"] button[type="submit"]').click();
    expect(await messageAtPassword(page)).toMatch(/24 (小时|hours)/);
    expect(await whatSticksOut(page)).toEqual([]);
  },
);

it('The password can be shown, and everything of the way in is reached by the keyboard', async () => {
  const { phone, token } = await signUp(shopUrl());
  const owner = await visit({ token });
  const own = await owner.newPage();
  await own.goto('/account/password');
  await untilAlive(own);
  await save(own, GOOD, 'password_set');
  await own.getByText(say('password_changed_title')).waitFor();

  const context = await visit();
  const page = await context.newPage();
  await page.goto('/login/password');
  await untilAlive(page);
  const passed: string[] = [];
  const tabTo = async (what: RegExp): Promise<void> => {
    for (let stop = 0; stop < 20; stop += 1) {
      await page.keyboard.press('Tab');
      const element = await focusedElement(page);
      passed.push(element);
      expect(await isFocusVisible(page), element).toBe(true);
      if (what.test(element)) return;
    }
    throw new Error(`Tab never came to ${String(what)}, but to:\n${passed.join('\n')}`);
  };
  await tabTo(/^<input[^>]*id="phone"/);
  await page.keyboard.insertText(phone);
  await tabTo(/^<input[^>]*id="password"/);
  await page.keyboard.insertText(GOOD);
  await tabTo(new RegExp(`^<button[^>]*aria-label="${say('password_show')}"`));
  await page.keyboard.press('Space');
  expect(await passwordOf(page).getAttribute('type')).toBe('text');
  await tabTo(/^<button[^>]*type="submit"/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/account$/);
});
