import { expect } from 'vitest';
import { CONSENT_VERSION } from '../../server/modules/customers/index.ts';
import { ApiBrowser } from './api-browser.ts';
import { playPerson } from './play-person.ts';
import { makeCaller, type Answer } from './shopper.ts';
import { makeAuthenticator, type SoftwareAuthenticator } from './software-authenticator.ts';
import { startTestShop, type TestShop } from './test-shop.ts';

const MINUTE_MS = 60_000;
const GOOD = 'aB3$kL9x mountain';
const CONSENT = { terms: true, privacy: true, version: CONSENT_VERSION };
/** Passkeys belong to a name, and the test shop is reached by a number. */
const PUBLIC_URL = 'http://localhost:3000';
/** A person at WeChat whom the emulator knows. */
const PERSON = 'known-1';

type Options = Parameters<SoftwareAuthenticator['sign']>[0] &
  Parameters<SoftwareAuthenticator['register']>[0];

/** A customer who has every way in there is, and a browser in which all of them were set up. */
export type WaysIn = {
  readonly shop: TestShop;
  readonly phone: string;
  readonly first: ApiBrowser;
  /** Signs in by each way, and expects to get in. */
  readonly by: Readonly<
    Record<'code' | 'password' | 'passkey' | 'wechat' | 'link', (browser: ApiBrowser) => Promise<void>>
  >;
  /** Tries what cannot get in, and answers what was said. */
  readonly wrongly: Readonly<
    Record<'password' | 'passkey' | 'wechat', (browser: ApiBrowser) => Promise<Answer>>
  >;
  newBrowser(userAgent?: string): ApiBrowser;
  codeFor(browser: ApiBrowser): Promise<string>;
};

export async function startWaysIn(phone: string, publicUrl = PUBLIC_URL): Promise<WaysIn> {
  const shop = await startTestShop({ PUBLIC_URL: publicUrl });
  const key = makeAuthenticator(publicUrl);
  const newBrowser = (userAgent?: string) => new ApiBrowser(shop.url, userAgent);

  async function codeFor(browser: ApiBrowser): Promise<string> {
    shop.clock.advance(MINUTE_MS + 1);
    expect((await browser.call('POST', '/auth/codes', { phone, purpose: 'sign-in' })).status).toBe(202);
    const { body } = await makeCaller(shop.url).call('GET', `/demo/outbox?to=${phone}`);
    return body.find(({ template }: { template: string }) => template === 'sign_in_code').params.code;
  }
  async function leaveFor(
    browser: ApiBrowser,
    provider: string,
    person: string,
    intent = 'sign-in',
  ): Promise<string> {
    const started = await browser.call('POST', `/auth/providers/${provider}/starts`, { intent });
    expect(started.status, JSON.stringify(started.body)).toBe(201);
    const query = await playPerson(started.body['url'] as string, person);
    const back = await browser.call('GET', `/auth/providers/${provider}/callback?${query}`);
    expect(back.status).toBe(303);
    return back.headers.get('location')!;
  }
  async function answerPasskey(browser: ApiBrowser, by: SoftwareAuthenticator): Promise<Answer> {
    const { body } = await browser.call('POST', '/auth/passkey-options');
    return browser.call('POST', '/auth/passkey-sessions', { response: by.sign(body as unknown as Options) });
  }
  const byPassword = (browser: ApiBrowser, password: string): Promise<Answer> =>
    browser.call('POST', '/auth/password-sessions', { phone, password });
  const arrived = ({ status, body }: Answer): void => expect(status, JSON.stringify(body)).toBe(201);

  const by: WaysIn['by'] = {
    async code(browser) {
      arrived(
        await browser.call('POST', '/auth/sessions', {
          phone,
          code: await codeFor(browser),
          consent: CONSENT,
        }),
      );
    },
    password: async (browser) => arrived(await byPassword(browser, GOOD)),
    passkey: async (browser) => arrived(await answerPasskey(browser, key)),
    wechat: async (browser) =>
      expect(await leaveFor(browser, 'wechat', PERSON)).toBe(
        `/login/arrived?next=${encodeURIComponent('/account')}`,
      ),
    async link(browser) {
      // Somebody of whom nothing is known yet: one that was linked before is unlinked first, by a proof.
      if ((await first.call('DELETE', '/me/logins/qq')).status === 403) {
        await by.code(first);
        expect([204, 404]).toContain((await first.call('DELETE', '/me/logins/qq')).status);
      }
      expect(await leaveFor(browser, 'qq', 'new')).toBe('/login/link');
      arrived(
        await browser.call('POST', '/auth/links', { phone, code: await codeFor(browser), consent: CONSENT }),
      );
    },
  };
  const first = newBrowser();
  await by.code(first);
  const { body: options } = await first.call('POST', '/me/passkeys/options');
  const response = key.register(options as unknown as Options);
  arrived(await first.call('POST', '/me/passkeys', { response, name: 'iPhone' }));
  expect((await first.call('PUT', '/me/password', { password: GOOD })).status).toBe(204);
  expect(await leaveFor(first, 'wechat', PERSON, 'link')).toBe('/account/logins');
  return {
    shop,
    phone,
    first,
    by,
    wrongly: {
      password: (browser) => byPassword(browser, 'not the one'),
      passkey: (browser) => answerPasskey(browser, makeAuthenticator(publicUrl)),
      wechat: (browser) => browser.call('GET', '/auth/providers/wechat/callback?state=guessed&code=guessed'),
    },
    newBrowser,
    codeFor,
  };
}
