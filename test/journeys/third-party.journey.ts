import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { playPerson } from '../support/play-person.ts';
import { newPhone, signUp } from '../support/shopper.ts';
import { forms } from './support/forms.ts';
import { button, codeSentTo, REFUSED, requestCode } from './support/steps.ts';
import { shopUrl, visit } from './support/visit.ts';
import { say, type Word } from './support/words.ts';

type Provider = 'wechat' | 'qq' | 'alipay';
const NAMES = { wechat: '微信', qq: ' QQ ', alipay: '支付宝' } as const;

/** A word of the pages with the provider's name in it, spaced as Chinese is. */
const sayOf = (word: Word, provider: Provider, facts: Record<string, string> = {}): string =>
  say(word, { provider: NAMES[provider], ...facts })
    .replace(/ (?=[，。：？」])/g, '')
    .trim();

/** WeChat's own fragment stays behind the address through every redirect. */
const at = (path: string) => (url: URL) => url.pathname === path;

async function leaveFor(page: Page, provider: Provider, path = '/login'): Promise<void> {
  await page.goto(path);
  await page.getByRole('link', { name: sayOf('login_sign_in_by', provider), exact: true }).click();
  await page.getByText('模拟器 Emulator').waitFor();
}

/** Agrees at the provider as somebody new there. */
async function agreeAsNew(page: Page): Promise<void> {
  await page.getByRole('button', { name: '用一个新账号', exact: true }).click();
}

/** Agrees as the one who was new last. */
async function agreeAgain(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^新用户 / })
    .last()
    .click();
}

async function provePhone(page: Page, phone: string): Promise<void> {
  await requestCode(page, phone);
  await page.getByLabel(say('sign_in_code'), { exact: true }).fill(await codeSentTo(phone));
  await page.getByRole('checkbox').check();
  await button(page, 'login_link_submit').click();
}

it.for(
  forms(
    [
      { provider: 'wechat', device: 'phone', script: true },
      { provider: 'alipay', device: 'phone', script: false },
    ] as const,
    [{ provider: 'qq', device: 'desk', script: true }] as const,
  ),
)(
  'Somebody who comes by $provider proves a phone once, and the next time goes straight in',
  async ({ provider, device, script }) => {
    const context = await visit({ device, script, expects: [REFUSED] });
    const page = await context.newPage();
    await leaveFor(page, provider, '/login?next=/orders');
    await agreeAsNew(page);
    await page.waitForURL(at('/login/link'));
    expect(await page.getByRole('checkbox').isChecked()).toBe(false);

    const phone = newPhone();
    await requestCode(page, phone);
    await button(page, 'login_link_submit').click();
    await page.getByText(say('sign_in_code_missing')).waitFor();
    await page.getByText(say('sign_in_consent_missing')).waitFor();
    await page.getByLabel(say('sign_in_code'), { exact: true }).fill(await codeSentTo(phone));
    await page.getByRole('checkbox').check();
    await button(page, 'login_link_submit').click();
    await page.waitForURL(at('/orders'));

    await page.goto('/account');
    await button(page, 'sign_out').click();
    await page.waitForURL((url) => url.pathname === '/');
    await leaveFor(page, provider);
    await agreeAgain(page);
    await page.waitForURL(at('/account'));
    await page
      .getByText(`${phone.slice(0, 3)}****${phone.slice(-4)}`)
      .first()
      .waitFor();
  },
);

it.for(forms(['qq'] as const, ['wechat', 'alipay'] as const))(
  'Who denies at %s is told so, and can try again',
  async (provider) => {
    const page = await (await visit({ device: 'phone' })).newPage();
    await leaveFor(page, provider);
    await page.getByRole('button', { name: '拒绝', exact: true }).click();
    const alert = page.getByRole('alert').filter({ hasText: sayOf('login_denied_title', provider) });
    await alert.waitFor();
    expect(await alert.textContent()).toContain(say('login_denied_text'));
    await page.getByRole('link', { name: sayOf('login_sign_in_by', provider), exact: true }).click();
    await page.getByText('模拟器 Emulator').waitFor();
  },
);

it('A callback that is opened twice, or in another browser, says why nobody is signed in', async () => {
  const page = await (await visit()).newPage();
  await leaveFor(page, 'qq');
  const back = page.waitForRequest(/\/callback\?/);
  await agreeAsNew(page);
  const address = (await back).url();
  await page.waitForURL(at('/login/link'));
  await page.goto(address);
  await page.getByText(sayOf('login_state_unknown_title', 'qq')).waitFor();

  await leaveFor(page, 'qq');
  const stolen = await playPerson(page.url(), 'known-1');
  const other = await (await visit()).newPage();
  await other.goto(`/api/v1/auth/providers/qq/callback?${stolen}`);
  await other.getByText(sayOf('login_other_browser_title', 'qq')).waitFor();
});

it.for(forms([{ script: true, name: 'with script' }], [{ script: false, name: 'without script' }]))(
  'A customer links an account and unlinks it again after a proof, $name',
  async ({ script }) => {
    const shopper = await signUp(shopUrl());
    const page = await (await visit({ device: 'phone', script, token: shopper.token })).newPage();
    await page.goto('/account');
    await page
      .getByRole('link', { name: new RegExp(say('logins_title')) })
      .locator('visible=true')
      .click();
    await page.getByRole('button', { name: sayOf('login_link_of', 'alipay'), exact: true }).click();
    await agreeAsNew(page);
    await page.getByText(sayOf('login_linked_title', 'alipay')).waitFor();
    await page.getByText(/新用户/).waitFor();

    // By that account anybody gets in who has it, but must prove the phone before taking it away.
    const elsewhere = await (await visit({ device: 'phone', script })).newPage();
    await leaveFor(elsewhere, 'alipay');
    await agreeAgain(elsewhere);
    await elsewhere.waitForURL(at('/account'));
    await elsewhere.goto('/account/logins');
    const unlink = elsewhere.getByRole('button', { name: sayOf('login_unlink_of', 'alipay'), exact: true });
    await unlink.click();
    await elsewhere.waitForURL(/\/account\/prove/);
    await button(elsewhere, 'sign_in_request_code').click();
    await elsewhere.waitForURL(/sent/);
    await elsewhere.getByLabel(say('sign_in_code'), { exact: true }).fill(await codeSentTo(shopper.phone));
    await button(elsewhere, 'prove_submit').click();
    await elsewhere.waitForURL(at('/account/logins'));
    await unlink.click();
    await elsewhere.getByText(sayOf('login_unlinked_title', 'alipay')).waitFor();

    const third = await (await visit({ device: 'phone', script })).newPage();
    await leaveFor(third, 'alipay');
    await agreeAgain(third);
    await third.waitForURL(at('/login/link'));
  },
);

it('An account that is linked with somebody else is not moved, and the page says so', async () => {
  const first = await (await visit({ device: 'phone' })).newPage();
  await leaveFor(first, 'wechat');
  await agreeAsNew(first);
  await provePhone(first, newPhone());
  await first.waitForURL(at('/account'));
  const { token } = await signUp(shopUrl());
  const page = await (await visit({ token })).newPage();
  await page.goto('/account/logins');
  await page.getByRole('button', { name: sayOf('login_link_of', 'wechat'), exact: true }).click();
  await agreeAgain(page);
  await page.getByText(sayOf('login_linked_elsewhere_title', 'wechat')).waitFor();
  await page.getByRole('button', { name: sayOf('login_link_of', 'wechat'), exact: true }).waitFor();
});
