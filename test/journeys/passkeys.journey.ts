import type { BrowserContext, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { makeCaller, signUp } from '../support/shopper.ts';
import { forms } from './support/forms.ts';
import { onDatabase } from './support/on-database.ts';
import { button, REFUSED } from './support/steps.ts';
import { open, shopUrl, untilAlive, visit, type VisitOptions } from './support/visit.ts';
import { addAuthenticator, type VirtualAuthenticator } from './support/virtual-authenticator.ts';
import { like, say } from './support/words.ts';

type Visitor = {
  context: BrowserContext;
  page: Page;
  lock: VirtualAuthenticator;
  phone: string;
  customerId: string;
};

async function newestMessage(phone: string): Promise<unknown> {
  return (await makeCaller(shopUrl()).call('GET', `/demo/outbox?to=${phone}`)).body[0];
}

/**
 * A customer on the page for passkeys, at a device that can make one. The person of a played device accepts at once
 * what the browser offers at a field, so that they would never come to press the button: most of these browsers do not.
 */
async function customer(options: VisitOptions & { fillsIn?: boolean } = {}): Promise<Visitor> {
  const { fillsIn = false, ...visited } = options;
  const { token, phone, customerId } = await signUp(shopUrl());
  const context = await visit({ ...visited, token });
  if (!fillsIn)
    await context.addInitScript(() => {
      // Pages without a secure origin, the empty one among them, have none.
      const { PublicKeyCredential } = globalThis as unknown as { PublicKeyCredential?: object };
      if (PublicKeyCredential)
        Object.assign(PublicKeyCredential, { isConditionalMediationAvailable: async () => false });
    });
  const page = await context.newPage();
  const lock = await addAuthenticator(page);
  await page.goto('/account/passkeys');
  await untilAlive(page);
  return { context, page, lock, phone, customerId };
}

const rows = (page: Page) => page.getByRole('listitem').filter({ has: page.getByText(/ 添加 · /) });

async function add(page: Page, name = '小明的手机'): Promise<void> {
  await page.getByLabel(say('passkey_name'), { exact: true }).fill(name);
  await button(page, 'passkey_add').click();
  await rows(page).filter({ hasText: name }).waitFor();
}

async function signOut(page: Page): Promise<void> {
  await page.goto('/account');
  await untilAlive(page);
  await button(page, 'sign_out').click();
  await page.waitForURL((url) => url.pathname === '/');
}

/** Opens the page for signing in and presses the button for passkeys. */
async function tryPasskey(page: Page): Promise<void> {
  await page.goto('/login');
  await untilAlive(page);
  await button(page, 'passkey_sign_in').click();
}

it.for(forms(['phone'] as const, ['desk'] as const))(
  'A customer adds a passkey, signs out and gets in again without typing anything, %s',
  async (device) => {
    const { context, page, lock, phone } = await customer({ device });
    await add(page);
    await rows(page).filter({ hasText: '还没有用过' }).waitFor();
    await expect.poll(() => newestMessage(phone)).toMatchObject({ template: 'passkey_added' });
    const [made] = await lock.credentials();
    expect(made).toMatchObject({ rpId: 'localhost', isResidentCredential: true });

    const before = (await context.cookies()).find(({ name }) => name === 'ks_session')!.value;
    await signOut(page);
    await tryPasskey(page);
    await page.waitForURL(/\/account$/);
    const after = (await context.cookies()).find(({ name }) => name === 'ks_session')!;
    expect(after.value).not.toBe(before);
    expect(after.httpOnly).toBe(true);
    await page.goto('/account/passkeys');
    await rows(page).filter({ hasText: '最近使用' }).waitFor();
    expect((await lock.credentials())[0]!.signCount).toBeGreaterThan(made!.signCount);
  },
);

it('Who accepts what the browser offers at the field is in, without having pressed or typed anything', async () => {
  const { page, customerId, context } = await customer({ fillsIn: true });
  await add(page);
  await signOut(page);
  await page.goto('/login?next=/account/sessions');
  await page.waitForURL(({ pathname }) => pathname === '/account/sessions');
  const token = (await context.cookies()).find(({ name }) => name === 'ks_session')!.value;
  const { body } = await makeCaller(shopUrl(), token).call('GET', '/me');
  expect(body.id).toBe(customerId);
});

it('Signing in with a passkey leads to where the customer was going, and by the keyboard alone', async () => {
  const { page } = await customer();
  await add(page);
  await signOut(page);
  await page.goto('/login?next=/account/addresses');
  await untilAlive(page);
  const passkey = button(page, 'passkey_sign_in');
  await passkey.waitFor();
  await button(page, 'sign_in_submit').focus();
  await page.keyboard.press('Tab');
  expect(await passkey.evaluate((element) => element.matches(':focus-visible'))).toBe(true);
  await page.keyboard.press('Enter');
  await page.waitForURL(({ pathname }) => pathname === '/account/addresses');
});

it('Who is not recognised by the device is not let in, is told so, and may try again', async () => {
  const { page, lock } = await customer();
  await add(page);
  await signOut(page);
  await lock.recognise(false);
  await tryPasskey(page);
  await page.getByText(say('passkey_given_up')).waitFor();
  expect(new URL(page.url()).pathname).toBe('/login');
  await lock.recognise(true);
  await button(page, 'passkey_sign_in').click();
  await page.waitForURL(/\/account$/);
});

it('A passkey cannot be made, either, by somebody whom the device does not recognise', async () => {
  const { page, lock } = await customer();
  await lock.recognise(false);
  await button(page, 'passkey_add').click();
  await page.getByText(say('passkey_given_up')).waitFor();
  expect(await rows(page).count()).toBe(0);
  expect(await lock.credentials()).toEqual([]);
});

it('A removed passkey no longer enters, though the device still has it', async () => {
  const { page, phone } = await customer({ expects: [REFUSED] });
  await add(page);
  await page.getByRole('link', { name: say('passkey_remove_of', { name: '小明的手机' }) }).click();
  await page.getByText(say('passkey_remove_title', { name: '小明的手机' })).waitFor();
  await button(page, 'passkey_remove').click();
  await expect.poll(() => rows(page).count()).toBe(0);
  await expect.poll(() => newestMessage(phone)).toMatchObject({ template: 'passkey_removed' });
  await signOut(page);
  await tryPasskey(page);
  await page.getByText(say('passkey_unknown')).waitFor();
  expect(new URL(page.url()).pathname).toBe('/login');
});

it('A passkey that names another customer, or that was copied, does not enter', async () => {
  const { page, lock } = await customer({ expects: [REFUSED] });
  await add(page);
  const [made] = await lock.credentials();
  await signOut(page);

  await lock.clear();
  await lock.insert({ ...made!, userHandle: Buffer.alloc(32, 1).toString('base64'), signCount: 20 });
  await tryPasskey(page);
  await page.getByText(say('passkey_rejected')).waitFor();

  await lock.clear();
  await lock.insert({ ...made!, signCount: 30 });
  await tryPasskey(page);
  await page.waitForURL(/\/account$/);
  await signOut(page);
  await lock.clear();
  await lock.insert({ ...made!, signCount: 10 });
  await tryPasskey(page);
  await page.getByText(say('passkey_copied')).waitFor();

  await lock.clear();
  await lock.insert({ ...made!, signCount: 40 });
  await tryPasskey(page);
  await page.waitForURL(/\/account$/);
  await page.goto('/account/passkeys');
  await page.getByText(say('passkey_copied_title')).waitFor();
});

it('At another address than the shop’s own no passkey is offered, and its page says why and where to go', async () => {
  const { token } = await signUp(shopUrl());
  const elsewhere = shopUrl().replace('localhost', '127.0.0.1');
  const context = await visit();
  const login = await context.newPage();
  await login.goto(`${elsewhere}/login`);
  await untilAlive(login);
  await button(login, 'sign_in_submit').waitFor();
  expect(await button(login, 'passkey_sign_in').count()).toBe(0);
  await context.addCookies([{ name: 'ks_session', value: token, url: elsewhere, httpOnly: true }]);
  await login.goto(`${elsewhere}/account/passkeys`);
  await login.getByText(say('passkey_elsewhere_text', { address: shopUrl() })).waitFor();
  expect(await login.getByRole('link', { name: say('passkey_elsewhere_go') }).getAttribute('href')).toBe(
    shopUrl('/account/passkeys'),
  );
});

it('What another page signed for its own address is refused by the shop', async () => {
  const { page, lock } = await customer();
  await add(page);
  await signOut(page);
  // Another port of this machine is another origin with the same host, so the device signs for it.
  const origin = shopUrl().replace(/:\d+$/, ':1');
  await page.route(`${origin}/**`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<title>not the shop</title>' }),
  );
  const { body: options, headers } = await makeCaller(shopUrl()).call('POST', '/auth/passkey-options');
  await page.goto(`${origin}/`);
  expect(await lock.credentials()).toHaveLength(1);
  const response = await page.evaluate(async (json) => {
    // As much of the browser's own names as this needs; the types of the server know none.
    const browser = globalThis as unknown as {
      PublicKeyCredential: { parseRequestOptionsFromJSON(json: unknown): unknown };
      navigator: { credentials: { get(of: object): Promise<{ toJSON(): unknown }> } };
    };
    const publicKey = browser.PublicKeyCredential.parseRequestOptionsFromJSON(json);
    return (await browser.navigator.credentials.get({ publicKey })).toJSON();
  }, options);
  const cookie = headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ');
  const refused = await makeCaller(shopUrl()).call('POST', '/auth/passkey-sessions', {
    body: { response },
    headers: { cookie, origin: shopUrl() },
  });
  expect(refused).toMatchObject({ status: 422, body: { code: 'passkey_rejected' } });
});

it('Before a passkey is removed in an old session, the customer proves by that passkey who is there', async () => {
  const { page, customerId } = await customer({ expects: [REFUSED] });
  await add(page);
  await onDatabase(
    `update sessions set proved_at = null, created_at = created_at - interval '1 hour' where customer_id = $1`,
    [customerId],
  );
  await page.goto('/account/passkeys');
  await page.getByRole('link', { name: say('passkey_add_after_proof') }).waitFor();
  await page.getByRole('link', { name: like('passkey_remove_of') }).click();
  await button(page, 'passkey_remove').click();
  await page.waitForURL(/\/account\/prove\?next=/);
  await untilAlive(page);
  await button(page, 'passkey_prove').click();
  await page.waitForURL(/\/account\/passkeys\?remove=/);
  await button(page, 'passkey_remove').click();
  await expect.poll(() => rows(page).count()).toBe(0);
});

it('A passkey is renamed, also without script; a name of spaces is refused beside the field', async () => {
  const { page, context } = await customer();
  await add(page);
  const token = (await context.cookies()).find(({ name }) => name === 'ks_session')!.value;
  const plain = await visit({ script: false, token, expects: [REFUSED] });
  const still = await plain.newPage();
  await still.goto('/account/passkeys');
  await still.getByText(say('passkey_no_script_title')).waitFor();
  await still.getByRole('link', { name: say('passkey_rename_of', { name: '小明的手机' }) }).click();
  const name = still.getByLabel(say('passkey_name'), { exact: true });
  await name.fill('   ');
  await button(still, 'passkey_rename_save').click();
  await still.getByText(say('passkey_name_invalid')).waitFor();
  expect(await still.locator('#newName').getAttribute('aria-describedby')).toBe('newName-note');
  await name.fill('客厅的平板');
  await button(still, 'passkey_rename_save').click();
  await rows(still).filter({ hasText: '客厅的平板' }).waitFor();
});

it('The same device is not added twice', async () => {
  const { page } = await customer();
  await add(page);
  await button(page, 'passkey_add').click();
  await page.getByText(say('passkey_exists')).waitFor();
  expect(await rows(page).count()).toBe(1);
});

it('A passkey is offered once on the account’s page, and not again to who does not want it', async () => {
  const { page } = await customer({ device: 'phone' });
  await page.goto('/account');
  await page.getByText(say('passkey_offer_text')).waitFor();
  await button(page, 'passkey_offer_dismiss').click();
  await page.getByText(say('passkey_offer_text')).waitFor({ state: 'detached' });
  await page.reload();
  await untilAlive(page);
  expect(await page.getByText(say('passkey_offer_text')).count()).toBe(0);
});

it('Without script the page for signing in shows no button that could not work', async () => {
  const context = await visit({ script: false });
  const page = await context.newPage();
  await page.goto('/login');
  expect(await button(page, 'passkey_sign_in').count()).toBe(0);
  const alive = await open(await visit(), '/login');
  expect(await alive.locator('#phone').getAttribute('autocomplete')).toBe('username webauthn');
});
