import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addPasskey } from '../../../../test/support/add-passkey.ts';
import { ApiBrowser } from '../../../../test/support/api-browser.ts';
import { newClientAddress, signUp, type AnyAnswer } from '../../../../test/support/shopper.ts';
import {
  makeAuthenticator,
  type SoftwareAuthenticator,
  type Tampering,
} from '../../../../test/support/software-authenticator.ts';
import {
  openStaffDesk,
  PASSWORD,
  STEP_MS,
  type Joined,
  type StaffDesk,
} from '../../../../test/support/staff-desk.ts';

const PROOF_MS = 10 * 60_000;

let desk: StaffDesk;
let origin: string;
beforeAll(async () => {
  desk = await openStaffDesk();
  origin = desk.shop.url.replace('127.0.0.1', 'localhost');
}, 120_000);
afterAll(() => desk.shop.stop());
// A code is good once.
beforeEach(() => desk.shop.clock.advance(STEP_MS));

const codeOf = ({ call, answer }: { call: string; answer: AnyAnswer }) =>
  `${call} ${answer.body.code ?? answer.status}`;

async function add(who: Joined, key: SoftwareAuthenticator, name = '收银台电脑'): Promise<AnyAnswer> {
  const options = await who.call('POST', '/staff/me/passkeys/options');
  if (options.status !== 200) return options;
  return who.call('POST', '/staff/me/passkeys', { body: { response: key.register(options.body), name } });
}

async function withPasskey(): Promise<{ lin: Joined; key: SoftwareAuthenticator; passkeyId: string }> {
  const lin = await desk.joined(['viewer']);
  const key = makeAuthenticator(origin);
  const added = await add(lin, key);
  expect(added.status, JSON.stringify(added.body)).toBe(201);
  return { lin, key, passkeyId: added.body.id };
}

/** Comes to the door with a browser that asks for a challenge of its own. */
async function comeBy(key: SoftwareAuthenticator, tampering: Tampering = {}, browser = newBrowser()) {
  const options = await browser.call('POST', '/staff/passkey-options');
  const response = key.sign(options.body as never, tampering);
  return { browser, response, answer: await browser.call('POST', '/staff/passkey-sessions', { response }) };
}
const newBrowser = () => new ApiBrowser(desk.shop.url, undefined, newClientAddress());

test('a passkey is added after a proof of the last ten minutes alone, and signs in by itself', async () => {
  const lin = await desk.joined(['viewer']);
  desk.shop.clock.advance(PROOF_MS);
  const key = makeAuthenticator(origin);
  expect((await add(lin, key)).body.code).toBe('staff_proof_required');
  const proof = { password: PASSWORD, otp: desk.codeOf(lin.secret) };
  expect(
    (await lin.call('POST', '/staff/proofs', { body: { ...proof, password: 'six ducks' } })).body.code,
  ).toBe('staff_sign_in_wrong');
  expect((await lin.call('POST', '/staff/proofs', { body: { password: PASSWORD } })).body.code).toBe(
    'second_factor_required',
  );
  expect((await lin.call('POST', '/staff/proofs', { body: proof })).status).toBe(204);
  expect((await add(lin, key)).status).toBe(201);
  expect((await add(lin, key)).body.code).toBe('staff_passkey_exists');
  const { answer, browser } = await comeBy(key);
  expect([answer.status, answer.body]).toMatchObject([201, { staff: { account: lin.account } }]);
  // Where there is a password, the passkey alone proves nothing more.
  expect((await browser.call('POST', '/staff/me/passkeys/options')).body['code']).toBe(
    'staff_proof_required',
  );
  expect((await browser.call('GET', '/staff/me/safety')).body).toEqual({
    ...{ hasPassword: true, hasAuthenticator: true, recoveryCodes: 10, provedUntil: null },
  });
  const owner = await desk.owner();
  const { items } = (await owner.call('GET', `/staff/audit?staffId=${lin.staff.id}`)).body;
  expect(items.map(({ what }: { what: string }) => what)).toEqual([
    ...['session:open', 'passkey:add', 'session:prove', 'session:wrong_password'],
    ...['session:open', 'member:join'],
  ]);
});

test('what is not as it must be opens nothing', async () => {
  const { lin, key } = await withPasskey();
  const wrong: Tampering[] = [
    { isVerified: false },
    { isPresent: false },
    { origin: 'https://elsewhere.example' },
    { rpId: 'elsewhere.example' },
    { crossOrigin: true, topOrigin: 'https://elsewhere.example' },
    { userHandle: Buffer.alloc(16).toString('base64url') },
    { userHandle: null },
    { key: (await import('node:crypto')).generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey },
  ];
  for (const tampering of wrong)
    expect((await comeBy(key, tampering)).answer.body, JSON.stringify(Object.keys(tampering))).toMatchObject({
      code: 'staff_passkey_rejected',
    });
  expect((await comeBy(makeAuthenticator(origin), { userHandle: 'AAAA' })).answer.body['code']).toBe(
    'staff_passkey_unknown',
  );
  const { browser, response } = await comeBy(key);
  expect((await browser.call('POST', '/staff/passkey-sessions', { response })).body['code']).toBe(
    'staff_challenge_expired',
  );
  // Another browser's challenge, and one that was asked for at the customers' door.
  const asked = await newBrowser().call('POST', '/staff/passkey-options');
  const other = { response: key.sign(asked.body as never) };
  expect((await newBrowser().call('POST', '/staff/passkey-sessions', other)).body['code']).toBe(
    'staff_challenge_expired',
  );
  const shopping = newBrowser();
  const forShoppers = await shopping.call('POST', '/auth/passkey-options');
  const signed = { response: key.sign(forShoppers.body as never) };
  expect((await shopping.call('POST', '/staff/passkey-sessions', signed)).body['code']).toBe(
    'staff_challenge_expired',
  );
  expect((await comeBy(key, { counter: 1 })).answer.body['code']).toBe('staff_passkey_copied');
  const [passkey] = (await lin.call('GET', '/staff/me/passkeys')).body.items;
  expect(passkey.copiedAt).toEqual(expect.any(String));
  await (await desk.owner()).call('PATCH', `/staff/members/${lin.staff.id}`, { body: { active: false } });
  expect((await comeBy(key, { counter: 99 })).answer.body['code']).toBe('staff_passkey_unknown');
});

test('a customer’s passkey is none of the staff’s', async () => {
  const shopper = await signUp(desk.shop.url, undefined, newClientAddress());
  const theirs = await addPasskey(shopper, origin, '手机');
  expect(theirs).toEqual(expect.any(String));
  const { key } = await withPasskey();
  const browser = newBrowser();
  const options = await browser.call('POST', '/auth/passkey-options');
  const response = key.sign(options.body as never);
  expect((await browser.call('POST', '/auth/passkey-sessions', { response })).body['code']).toBe(
    'passkey_unknown',
  );
});

test('a passkey stands for the code beside a password, and proves; another member’s does not', async () => {
  const { lin, key } = await withPasskey();
  const others = await withPasskey();
  const browser = newBrowser();
  const signIn = async (by: SoftwareAuthenticator, password = PASSWORD) => {
    const options = await browser.call('POST', '/staff/passkey-options');
    const given = { account: lin.account, password, response: by.sign(options.body as never) };
    return browser.call('POST', '/staff/sessions', given);
  };
  expect((await desk.signIn({ account: lin.account, password: PASSWORD })).body.ways).toContain('passkey');
  expect((await signIn(others.key)).body['code']).toBe('staff_passkey_unknown');
  expect((await signIn(key, 'six ducks')).body['code']).toBe('staff_sign_in_wrong');
  expect((await signIn(key)).status).toBe(201);
  expect((await browser.call('POST', '/staff/me/recovery-codes')).status).toBe(201);
  desk.shop.clock.advance(PROOF_MS);
  expect((await browser.call('POST', '/staff/me/recovery-codes')).body['code']).toBe('staff_proof_required');
  const options = await browser.call('POST', '/staff/proofs/passkey-options');
  expect(options.body).toMatchObject({ allowCredentials: [{ id: key.credentialId }] });
  const proof = { password: PASSWORD, response: key.sign(options.body as never) };
  expect((await browser.call('POST', '/staff/proofs', proof)).status).toBe(204);
  expect((await browser.call('POST', '/staff/me/recovery-codes')).status).toBe(201);
});

test('one is renamed by its member, removed after a proof, and gone for good', async () => {
  const { lin, key, passkeyId } = await withPasskey();
  const zhou = await desk.joined(['viewer']);
  const path = `/staff/me/passkeys/${passkeyId}`;
  const calls = [
    { call: 'zhou renames', answer: await zhou.call('PATCH', path, { body: { name: '周' } }) },
    { call: 'zhou removes', answer: await zhou.call('DELETE', path) },
    { call: 'lin renames', answer: await lin.call('PATCH', path, { body: { name: ' 前台  电脑 ' } }) },
  ];
  expect(calls.map(codeOf)).toEqual(['zhou renames not_found', 'zhou removes not_found', 'lin renames 200']);
  expect(calls[2]!.answer.body.name).toBe('前台 电脑');
  desk.shop.clock.advance(PROOF_MS);
  expect((await lin.call('DELETE', path)).body.code).toBe('staff_proof_required');
  const proof = { password: PASSWORD, otp: lin.recoveryCodes[0] };
  expect((await lin.call('POST', '/staff/proofs', { body: proof })).status).toBe(204);
  expect((await lin.call('DELETE', path)).status).toBe(204);
  expect((await comeBy(key)).answer.body['code']).toBe('staff_passkey_unknown');
});
