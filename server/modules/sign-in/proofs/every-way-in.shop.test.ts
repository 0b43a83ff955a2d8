import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LoginBrowser } from '../../../../test/support/login-browser.ts';
import { MINUTE_MS, startProofBench, type ProofBench } from '../../../../test/support/proof-bench.ts';
import { makeAuthenticator } from '../../../../test/support/software-authenticator.ts';
import type { Answer } from '../../../../test/support/shopper.ts';
import {
  PROTECTED_ACTS,
  SESSION_IS_ENOUGH,
  WAYS_IN,
  type Act,
  type Proof,
  type ProtectedAct,
} from './protected-acts.ts';

let bench: ProofBench;
beforeAll(async () => void (bench = await startProofBench()), 120_000);
afterAll(() => bench.shop.stop());
beforeEach(() => bench.renew());

type Route = (typeof PROTECTED_ACTS)[ProtectedAct]['routes'][number];
type Call = (browser: LoginBrowser) => Promise<Answer>;

/** A made-up answer of a device, well-formed enough to be looked at. */
const madeUp = () =>
  makeAuthenticator().register({ challenge: 'AAAA', rp: { id: 'localhost' }, user: { id: 'AAAA' } } as never);

/** Each route of each act, asked so that what lets it through leaves the next row of the table what it needs. */
const CALLS: Readonly<Record<Route, Call>> = {
  'POST /me/passkeys/options': (browser) => browser.call('POST', '/me/passkeys/options'),
  'POST /me/passkeys': (browser) =>
    browser.call('POST', '/me/passkeys', { response: madeUp(), name: 'iPhone' }),
  'DELETE /me/passkeys/{id}': (browser) => browser.call('DELETE', `/me/passkeys/${randomUUID()}`),
  'PUT /me/password': (browser) => browser.call('PUT', '/me/password', { password: 'short' }),
  'DELETE /me/password': (browser) => browser.call('DELETE', '/me/password'),
  'POST /auth/providers/{name}/starts': (browser) =>
    browser.call('POST', '/auth/providers/wechat/starts', { intent: 'link' }),
  'DELETE /me/logins/{name}': (browser) => browser.call('DELETE', '/me/logins/wechat'),
  'POST /me/phone/codes': (browser) => browser.call('POST', '/me/phone/codes', { phone: bench.phone }),
  'PUT /me/phone': (browser) => browser.call('PUT', '/me/phone', { phone: bench.phone, code: '000000' }),
  'DELETE /auth/sessions': (browser) => browser.call('DELETE', '/auth/sessions'),
  'DELETE /auth/sessions/{id}': (browser) => browser.call('DELETE', `/auth/sessions/${randomUUID()}`),
  'POST /privacy/exports': (browser) => browser.call('POST', '/privacy/exports'),
  'POST /privacy/exports/{id}/links': (browser) =>
    browser.call('POST', `/privacy/exports/${randomUUID()}/links`),
  'POST /privacy/deletion': (browser) => browser.call('POST', '/privacy/deletion'),
};

/** What each route says to a session: `open`, or that a proof is missing. */
async function tryAll(browser: LoginBrowser): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const [route, call] of Object.entries(CALLS)) {
    const { status, body } = await call(browser);
    expect([401, 429, 500, 503], `${route}: ${JSON.stringify(body)}`).not.toContain(status);
    said[route] = status === 403 ? String(body['code']) : 'open';
  }
  return said;
}

/** What the table says that these proofs open. */
function opened(held: readonly Proof[]): Record<string, string> {
  const acts: readonly Act[] = Object.values(PROTECTED_ACTS);
  const said = acts.flatMap(({ proofs, routes }) => {
    const isOpen = proofs.some((proof) => held.includes(proof));
    return routes.map((route) => [route, isOpen ? 'open' : 'step_up_required'] as const);
  });
  return Object.fromEntries(said);
}

type Way = keyof ProofBench['enterBy'];
type Given = 'none' | 'code' | 'code, ten minutes ago' | 'old' | 'young';

/** What a sign-in proves by itself. */
const PROVES: Readonly<Record<Way, Proof | undefined>> = {
  code: WAYS_IN.code.proves,
  password: WAYS_IN.password.proves,
  wechat: WAYS_IN.wechat.proves,
  qq: WAYS_IN.qq.proves,
  alipay: WAYS_IN.alipay.proves,
  old: WAYS_IN.passkey.proves,
  afterCode: WAYS_IN.passkey.proves,
  young: undefined,
};
const GIVEN: Readonly<Record<Given, Proof | undefined>> = {
  none: undefined,
  code: 'code',
  'code, ten minutes ago': undefined,
  old: 'passkey',
  young: undefined,
};

const WAYS = Object.keys(PROVES) as Way[];
const TABLE = WAYS.flatMap((way) => (Object.keys(GIVEN) as Given[]).map((given) => [way, given] as const));

test.each(TABLE)('who came by %s and gave as a proof: %s', { timeout: 60_000 }, async (way, given) => {
  const browser = await bench.enterBy[way]();
  const isOver = given === 'code, ten minutes ago';
  if (given !== 'none') {
    const answer = await bench.prove(browser, isOver ? 'code' : given);
    expect([answer.status, answer.body['code']]).toEqual(
      given === 'young' ? [422, 'passkey_too_new'] : [204, undefined],
    );
  }
  if (isOver) bench.shop.clock.advance(10 * MINUTE_MS + 1);
  const held = [isOver ? undefined : PROVES[way], GIVEN[given]].filter((proof) => proof !== undefined);
  expect(await tryAll(browser)).toEqual(opened(held));
});

test('a password, an account elsewhere and a passkey of today prove nothing; a code and an old passkey do', () => {
  const proving = WAYS.filter((way) => PROVES[way] !== undefined);
  expect(proving).toEqual(['code', 'old', 'afterCode']);
  expect(Object.values(opened([]))).toEqual(Object.keys(CALLS).map(() => 'step_up_required'));
});

type Operation = { 'x-needs-proof-for'?: ProtectedAct; description?: string };

test('every route that changes something of an account names its act, or is known to need a session alone', async () => {
  const { paths } = (await (await fetch(`${bench.shop.url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const named: Record<string, string[]> = {};
  const unnamed: string[] = [];
  for (const [path, operations] of Object.entries(paths)) {
    const short = path.replace('/api/v1', '').replace(/\/$/, '');
    for (const [method, operation] of Object.entries(operations)) {
      const route = `${method.toUpperCase()} ${short}`;
      const { 'x-needs-proof-for': act, description } = operation;
      if (act !== undefined) {
        (named[act] ??= []).push(route);
        expect(description, route).toContain('Needs a proof of the last');
      } else if (/^(POST|PUT|PATCH|DELETE) \/(auth|me|privacy|addresses)\b/.test(route)) unnamed.push(route);
    }
  }
  for (const [act, { routes }] of Object.entries(PROTECTED_ACTS))
    expect(named[act]?.toSorted(), act).toEqual(routes.toSorted());
  // By these one comes in: there is no session yet.
  const waysIn = ['codes', 'sessions', 'password-sessions', 'passkey-options', 'passkey-sessions', 'links'];
  const known = [...Object.keys(SESSION_IS_ENOUGH), ...waysIn.map((name) => `POST /auth/${name}`)];
  expect(unnamed.toSorted()).toEqual(known.toSorted());
});
