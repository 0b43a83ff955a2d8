import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { signInAs } from '../support/back-office.ts';
import { REFUSED } from './support/steps.ts';
import { open, shopUrl, untilAlive, visit } from './support/visit.ts';
import { like, say, type Word } from './support/words.ts';

const PASSWORD = 'four quiet lanterns drift 27';

const press = (page: Page, word: Word): Promise<void> =>
  page.getByRole('button', { name: say(word), exact: true }).click();
const fill = (page: Page, word: Word, text: string): Promise<void> =>
  page.getByRole('textbox', { name: say(word), exact: true }).fill(text);

/** What an authenticator shows that was given this secret. */
const codeOf = (secret: string): string =>
  new TOTP({ secret: Secret.fromBase32(secret.replaceAll(/\s/g, '')) }).generate();

async function owner(): Promise<Page> {
  const { token } = await signInAs(shopUrl(), 'owner');
  return open(await visit({ staffToken: token, expects: [REFUSED, /status of 409/] }), '/admin/members');
}

/** Invites somebody and returns the link that is shown this once. */
async function inviteTo(page: Page, role: Word): Promise<string> {
  await page.getByRole('link', { name: say('member_invite') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: say('member_invite_submit') }).click();
  await page.getByRole('checkbox', { name: new RegExp(`^${say(role)}`) }).check();
  await press(page, 'member_invite_submit');
  const shown = page.getByRole('region', { name: say('member_invited_title') });
  return (await shown.locator('code').innerText()).trim();
}

type Joining = { readonly account: string; readonly name: string };

/** Goes through both steps as somebody who makes a mistake, and returns the recovery codes. */
async function join(page: Page, link: string, { account, name }: Joining): Promise<string[]> {
  await page.goto(link);
  await fill(page, 'staff_account', account);
  await press(page, 'join_next');
  await page.getByRole('img', { name: say('join_qr') }).waitFor();
  const secret = await page.locator('code').innerText();
  await fill(page, 'join_name', name);
  await page.getByLabel(say('password'), { exact: true }).fill('12345678');
  await fill(page, 'staff_code', codeOf(secret));
  await press(page, 'join_submit');
  await page
    .getByText(say('password_too_common'))
    .or(page.getByText(like('password_too_short')))
    .first()
    .waitFor();
  await page.getByLabel(say('password'), { exact: true }).fill(PASSWORD);
  await fill(page, 'staff_code', codeOf(secret));
  await press(page, 'join_submit');
  await page.getByRole('heading', { name: say('join_codes_title') }).waitFor();
  return page.locator('main li code').allInnerTexts();
}

it.each([true, false])(
  'Somebody is invited, joins, comes in by a recovery code and is let in no more (script: %s)',
  async (script) => {
    // Two who were called alike would be told to take another name.
    const [account, name] = script ? ['lin.xiaoman', '林小满'] : ['zhou.dahan', '周大寒'];
    const page = await owner();
    const link = await inviteTo(page, 'role_finance');
    const context = await visit({ device: 'phone', script, expects: [REFUSED] });
    const theirs = await context.newPage();
    const [code] = await join(theirs, link, { account, name });
    await theirs.getByRole('link', { name: say('join_codes_kept') }).click();
    await theirs.getByRole('heading', { level: 1, name: new RegExp(name) }).waitFor();

    await context.clearCookies();
    await theirs.goto('/admin/cases');
    if (script) await untilAlive(theirs);
    await fill(theirs, 'staff_account', account);
    await theirs.getByLabel(say('password'), { exact: true }).fill(PASSWORD);
    await fill(theirs, 'staff_code', code!);
    await press(theirs, 'staff_sign_in_submit');
    await theirs.waitForURL(/\/admin\/cases$/);

    await page.goto('/admin/members');
    const row = page.getByRole('listitem').filter({ hasText: account });
    await row.getByRole('link', { name: like('member_stop_of') }).click();
    await press(page, 'member_stop_submit');
    await page.getByText(say('member_changed')).waitFor();
    expect(await row.innerText()).toContain(say('member_stopped'));
    await theirs.goto('/admin');
    expect(theirs.url()).toContain('/admin/sign-in');
    await theirs.goto(link);
    await theirs.getByRole('heading', { level: 1, name: say('join_gone_title') }).waitFor();
  },
);

it('The last owner stays one, and is told why', async () => {
  const page = await owner();
  await page
    .getByRole('listitem')
    .filter({ hasText: 'demo-owner' })
    .getByRole('link', { name: like('member_stop_of') })
    .click();
  await press(page, 'member_stop_submit');
  await page.getByText(say('member_last_owner')).waitFor();
});
