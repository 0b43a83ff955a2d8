import { Secret, TOTP } from 'otpauth';
import { expect, it } from 'vitest';
import { signInAs } from '../support/back-office.ts';
import { makeCaller } from '../support/shopper.ts';
import { REFUSED } from './support/steps.ts';
import { shopUrl, untilAlive, visit } from './support/visit.ts';
import { addAuthenticator } from './support/virtual-authenticator.ts';
import { say } from './support/words.ts';

const PASSWORD = 'nine geese in a rowing boat';

/** Somebody of the staff, who has joined a moment ago. */
async function member(account: string): Promise<{ token: string; secret: string }> {
  const owner = await signInAs(shopUrl(), 'owner');
  const { token } = (await owner.call('POST', '/staff/invitations', { body: { roles: ['finance'] } })).body;
  const visitor = makeCaller(shopUrl());
  const opening = { body: { token, account } };
  const { totp } = (await visitor.call('POST', '/staff/invitations/opening', opening)).body;
  const otp = new TOTP({ secret: Secret.fromBase32(totp.secret) }).generate();
  const body = { token, account, name: `钥匙 ${account}`, password: PASSWORD, otp };
  const joined = await visitor.call('POST', '/staff/invitations/acceptance', { body });
  expect(joined.status, JSON.stringify(joined.body)).toBe(201);
  return { token: joined.body.token, secret: totp.secret };
}

it('Somebody of the staff adds a passkey, comes in by it alone, and proves by it beside the password', async () => {
  const { token } = await member('geese');
  const context = await visit({ device: 'phone', staffToken: token, expects: [REFUSED] });
  const page = await context.newPage();
  await addAuthenticator(page);
  await page.goto('/admin/me');
  await untilAlive(page);
  await page.getByLabel(say('passkey_name'), { exact: true }).fill('前台手机');
  await page.getByRole('button', { name: say('passkey_add'), exact: true }).click();
  await page.getByRole('listitem').filter({ hasText: '前台手机' }).waitFor();

  await context.clearCookies();
  await page.goto('/admin/me');
  await untilAlive(page);
  await page.getByRole('button', { name: say('passkey_sign_in') }).click();
  await page.waitForURL(/\/admin\/me$/);

  await page.getByRole('link', { name: say('me_codes_renew') }).click();
  const proof = page.getByRole('dialog', { name: say('me_prove_title') });
  await proof.getByLabel(say('password'), { exact: true }).fill('wrong wrong wrong');
  await proof.getByRole('button', { name: say('me_prove_by_passkey') }).click();
  await proof.getByText(say('me_prove_password_wrong')).waitFor();
  await proof.getByLabel(say('password'), { exact: true }).fill(PASSWORD);
  await proof.getByRole('button', { name: say('me_prove_by_passkey') }).click();
  await page.getByRole('dialog', { name: say('me_codes_title') }).waitFor();
  await page.getByRole('button', { name: say('me_codes_submit') }).click();
  await page.getByRole('heading', { name: say('join_codes_title') }).waitFor();
  expect(await page.locator('main li code').count()).toBe(10);
});

it('A password is changed without script, after a proof', async () => {
  const { token } = await member('ducks');
  const page = await (await visit({ device: 'desk', script: false, staffToken: token })).newPage();
  await page.goto('/admin/me?password');
  await page.getByLabel(say('me_password_new'), { exact: true }).fill('eleven swans at dawn');
  await page.getByRole('button', { name: say('me_password_save') }).click();
  await page.getByText(say('me_password_changed')).waitFor();
});
