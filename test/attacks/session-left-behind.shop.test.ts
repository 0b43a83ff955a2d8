import { CONSENT_VERSION } from '../../server/modules/customers/index.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SignInWay } from '../../server/modules/sign-in/index.ts';
import { WAYS_IN } from '../../server/modules/sign-in/proofs/protected-acts.ts';
import { opened } from '../support/follow-order.ts';
import { LoginBrowser, newcomer, refusedBy, signedIn } from '../support/login-browser.ts';
import { startProofBench, type ProofBench } from '../support/proof-bench.ts';
import { makeCaller, newPhone, placeOrder, signUp } from '../support/shopper.ts';
import { waitFor } from '../support/wait-for.ts';

// On a machine that several people use, each signs in over the one before. Whoever has copied the token of a session that was
// left behind that way goes on in it, and nobody who uses the machine can end it any more.
let bench: ProofBench;
beforeAll(async () => void (bench = await startProofBench()), 120_000);
afterAll(() => bench.shop.stop());
beforeEach(() => bench.renew());

const ENTRY: Readonly<Record<SignInWay, keyof ProofBench['enterBy']>> = {
  code: 'code',
  password: 'password',
  passkey: 'old',
  wechat: 'wechat',
  qq: 'qq',
  alipay: 'alipay',
};
const WAYS = Object.keys(WAYS_IN) as SignInWay[];

const tokenOf = (browser: LoginBrowser): string => browser.cookies.get('ks_session')!;
const isLive = async (token: string): Promise<boolean> =>
  (await makeCaller(bench.shop.url, token).call('GET', '/me')).status === 200;

test.each(WAYS)(
  'who signs in by %s leaves no session behind in the browser, and ends no other',
  async (way) => {
    const browser = await signedIn(bench.shop);
    const left = tokenOf(browser);
    const elsewhere = await bench.enterBy.code();
    // So that it is believed without asking.
    expect(await isLive(left)).toBe(true);
    await bench.enterBy[ENTRY[way]](browser);
    expect(tokenOf(browser)).not.toBe(left);
    expect(await isLive(left)).toBe(false);
    expect([await browser.isSignedIn(), await elsewhere.isSignedIn()]).toEqual([true, true]);
    const own = tokenOf(browser);
    await bench.enterBy[ENTRY[way]](browser);
    expect([await isLive(own), await isLive(tokenOf(browser))]).toEqual([false, true]);
  },
);

test('a phone that is proved for an account elsewhere takes the place of the session before', async () => {
  const browser = await signedIn(bench.shop);
  const left = tokenOf(browser);
  expect(await browser.goAs('new')).toBe('/login/link');
  expect(await isLive(left)).toBe(true);
  expect((await browser.completeBy(newPhone())).status).toBe(201);
  expect([await isLive(left), await browser.isSignedIn()]).toEqual([false, true]);
});

test('a program that signs in by its header ends the session that it names', async () => {
  const { token, phone } = await signUp(bench.shop.url);
  const program = makeCaller(bench.shop.url, token);
  bench.shop.clock.advance(60_001);
  await program.call('POST', '/auth/codes', { body: { phone, purpose: 'sign-in' } });
  const { body } = await program.call('GET', `/demo/outbox?to=${phone}`);
  const consent = { terms: true, privacy: true, version: CONSENT_VERSION };
  const code = body[0].params.code;
  const answer = await program.call('POST', '/auth/sessions', { body: { phone, code, consent } });
  expect(answer.status).toBe(201);
  expect([await isLive(token), await isLive(answer.body.token)]).toEqual([false, true]);
});

test('another process and a live stream end the session that was left behind, too', async () => {
  const shopper = await signUp(bench.shop.url);
  const { rows } = await bench.shop.database.pool.query<{ id: string }>(
    'select sku_id as id from stock join skus using (sku_id) where on_hand > 200 order by sku_id limit 1',
  );
  const { orderNo } = (await placeOrder(shopper, [{ skuId: rows[0]!.id, quantity: 1 }])).body;
  const browser = new LoginBrowser(bench.shop);
  browser.cookies.set('ks_session', shopper.token);
  const heard = await opened(bench.shop.url, shopper.token, orderNo);
  const other = await bench.shop.another();
  try {
    const seenThere = makeCaller(other.url, shopper.token);
    expect((await seenThere.call('GET', '/me')).status).toBe(200);
    await bench.enterBy.password(browser);
    await waitFor('the end of the stream', async () => heard.isEnded() || undefined);
    await waitFor('the other process to hear of it', async () =>
      (await seenThere.call('GET', '/me')).status === 401 ? true : undefined,
    );
  } finally {
    await other.stop();
  }
});

test('a sign-in that is refused ends nothing', async () => {
  const browser = await signedIn(bench.shop);
  const left = tokenOf(browser);
  const { phone } = bench;
  const refusedCodes = [
    (await browser.call('POST', '/auth/password-sessions', { phone, password: 'not the one' })).body['code'],
    (await browser.completeBy(phone, '000000')).body['code'],
    refusedBy(await browser.comeBack(new URLSearchParams({ state: 'guessed', code: 'guessed' }))),
  ];
  expect(refusedCodes).toEqual(['password_wrong', 'login_link_expired', 'login_state_unknown']);
  // Somebody new at WeChat proves the phone of an account that has another one there.
  const taken = await newcomer(bench.shop);
  expect(await browser.goAs('new')).toBe('/login/link');
  expect((await browser.completeBy(taken.phone)).body['code']).toBe('login_provider_taken');
  expect([tokenOf(browser), await isLive(left)]).toEqual([left, true]);
});

test('a foreign page ends nobody’s session by a sign-in of its own', async () => {
  const browser = await signedIn(bench.shop);
  const left = tokenOf(browser);
  const attempt = (headers: Record<string, string>) =>
    fetch(`${bench.shop.url}/api/v1/auth/password-sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://evil.example', ...headers },
      body: JSON.stringify({ phone: bench.phone, password: 'not the one' }),
    });
  const withCookie = await attempt({ cookie: `ks_session=${left}` });
  expect(((await withCookie.json()) as { code: string }).code).toBe('bad_origin');
  // As browsers send it: cookies that are SameSite=Lax do not come along.
  expect((await attempt({})).status).toBe(422);
  expect(await isLive(left)).toBe(true);
});
