import { expect } from 'vitest';
import { CONSENT_VERSION } from '../../server/modules/customers/index.ts';
import { LoginBrowser, codeFor } from './login-browser.ts';
import { makeCaller, newPhone, type Answer } from './shopper.ts';
import { makeAuthenticator, type SoftwareAuthenticator } from './software-authenticator.ts';
import { startTestShop, type TestShop } from './test-shop.ts';

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;
/** Passkeys belong to a name, and the test shop is reached by a number. */
export const PUBLIC_URL = 'http://localhost:3000';
const PASSWORD = 'aB3$kL9x mountain';
const CONSENT = { terms: true, privacy: true, version: CONSENT_VERSION };
const PEOPLE = { wechat: 'known-1', qq: 'known-2', alipay: 'known-3' } as const;

type Options = Parameters<SoftwareAuthenticator['sign']>[0] &
  Parameters<SoftwareAuthenticator['register']>[0];

/** `old`: added long ago. `afterCode`: just now, after a code. `young`: just now, after another passkey. */
export type Passkey = 'old' | 'afterCode' | 'young';

/** A customer with every way in there is. */
export type ProofBench = {
  readonly shop: TestShop;
  readonly phone: string;
  /** Signs a browser in, one that was never here where none is named, by each way. */
  readonly enterBy: Readonly<
    Record<
      'code' | 'password' | 'wechat' | 'qq' | 'alipay' | Passkey,
      (browser?: LoginBrowser) => Promise<LoginBrowser>
    >
  >;
  prove(browser: LoginBrowser, by: 'code' | Passkey): Promise<Answer>;
  /** A day passes, passkeys keep their age, and whatever was removed of the ways in is there again. */
  renew(): Promise<void>;
};

export async function register(browser: LoginBrowser, key: SoftwareAuthenticator): Promise<Answer> {
  const { body } = await browser.call('POST', '/me/passkeys/options');
  const response = key.register(body as unknown as Options);
  return browser.call('POST', '/me/passkeys', { response, name: 'iPhone' });
}

async function newestCode(shop: TestShop, phone: string): Promise<string> {
  const { body } = await makeCaller(shop.url).call('GET', `/demo/outbox?to=${phone}`);
  return (body as { params: { code?: string } }[]).find(({ params }) => params.code)!.params.code!;
}

export async function proveByCode(shop: TestShop, browser: LoginBrowser, phone: string): Promise<Answer> {
  shop.clock.advance(MINUTE_MS + 1);
  const asked = await browser.call('POST', '/auth/proofs/codes');
  expect(asked.status, JSON.stringify(asked.body)).toBe(202);
  return browser.call('POST', '/auth/proofs', { code: await newestCode(shop, phone) });
}

export async function proveByPasskey(browser: LoginBrowser, key: SoftwareAuthenticator): Promise<Answer> {
  const { body } = await browser.call('POST', '/auth/proofs/passkey-options');
  return browser.call('POST', '/auth/proofs/passkey', { response: key.sign(body as unknown as Options) });
}

async function byCode(
  shop: TestShop,
  phone: string,
  browser = new LoginBrowser(shop),
): Promise<LoginBrowser> {
  const code = await codeFor(shop, phone);
  return expectIn(browser, '/auth/sessions', { phone, code, consent: CONSENT });
}

async function byPasskey(browser: LoginBrowser, key: SoftwareAuthenticator): Promise<LoginBrowser> {
  const { body } = await browser.call('POST', '/auth/passkey-options');
  return expectIn(browser, '/auth/passkey-sessions', { response: key.sign(body as unknown as Options) });
}

async function byProvider(browser: LoginBrowser, provider: keyof typeof PEOPLE): Promise<LoginBrowser> {
  expect(await browser.goAs(PEOPLE[provider], provider)).toContain('/login/arrived');
  return browser;
}

async function expectIn(browser: LoginBrowser, path: string, body: object): Promise<LoginBrowser> {
  const entered = await browser.call('POST', path, body);
  expect(entered.status, JSON.stringify(entered.body)).toBe(201);
  return browser;
}

const done = ({ status, body }: Answer): void => expect([201, 204], JSON.stringify(body)).toContain(status);

/** `settings`: of the shop, as in its environment. */
export async function startProofBench(settings: Record<string, string> = {}): Promise<ProofBench> {
  const shop = await startTestShop({ PUBLIC_URL, ...settings });
  const phone = newPhone();
  const keys: Record<Passkey, SoftwareAuthenticator> = {
    old: makeAuthenticator(PUBLIC_URL),
    afterCode: makeAuthenticator(PUBLIC_URL),
    young: makeAuthenticator(PUBLIC_URL),
  };
  const owner = await byCode(shop, phone);
  done(await register(owner, keys.old));
  done(await register(owner, keys.afterCode));
  done(await owner.call('PUT', '/me/password', { password: PASSWORD }));
  for (const [provider, person] of Object.entries(PEOPLE))
    expect(await owner.goAs(person, provider, 'link')).toBe('/account/logins');
  shop.clock.advance(11 * MINUTE_MS);
  done(await proveByPasskey(owner, keys.afterCode));
  done(await register(owner, keys.young));
  const { pool } = shop.database;
  const kept = ['passwords', 'login_links', 'login_subjects'];
  for (const table of kept) await pool.query(`create table kept_${table} as select * from ${table}`);

  return {
    shop,
    phone,
    enterBy: {
      code: (browser) => byCode(shop, phone, browser),
      password: (browser = new LoginBrowser(shop)) =>
        expectIn(browser, '/auth/password-sessions', { phone, password: PASSWORD }),
      wechat: (browser = new LoginBrowser(shop)) => byProvider(browser, 'wechat'),
      qq: (browser = new LoginBrowser(shop)) => byProvider(browser, 'qq'),
      alipay: (browser = new LoginBrowser(shop)) => byProvider(browser, 'alipay'),
      old: (browser = new LoginBrowser(shop)) => byPasskey(browser, keys.old),
      afterCode: (browser = new LoginBrowser(shop)) => byPasskey(browser, keys.afterCode),
      young: (browser = new LoginBrowser(shop)) => byPasskey(browser, keys.young),
    },
    prove: (browser, by) =>
      by === 'code' ? proveByCode(shop, browser, phone) : proveByPasskey(browser, keys[by]),
    async renew() {
      shop.clock.advance(DAY_MS);
      const id = (key: SoftwareAuthenticator): Buffer => Buffer.from(key.credentialId, 'base64url');
      await pool.query(
        `update passkeys set created_at = case when credential_id = $2 then $1::timestamptz - interval '1 day' else $1 end,
           added_after_code = credential_id = $3`,
        [shop.clock.now(), id(keys.old), id(keys.afterCode)],
      );
      for (const table of kept)
        await pool.query(`insert into ${table} select * from kept_${table} on conflict do nothing`);
      await pool.query('delete from account_deletions');
    },
  };
}
