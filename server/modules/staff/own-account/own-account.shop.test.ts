import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { signInAs } from '../../../../test/support/back-office.ts';
import { sealPassword } from '../../../../test/support/seal-password.ts';
import { makeCaller } from '../../../../test/support/shopper.ts';
import { openStaffDesk, PASSWORD, STEP_MS, type StaffDesk } from '../../../../test/support/staff-desk.ts';

const NEW_PASSWORD = 'nine geese in a rowing boat';

let desk: StaffDesk;
beforeAll(async () => void (desk = await openStaffDesk()), 120_000);
afterAll(() => desk.shop.stop());
// A code is good once.
beforeEach(() => desk.shop.clock.advance(STEP_MS));

const signIn = (account: string, password: string, otp: string) => desk.signIn({ account, password, otp });

test('a password is changed by a proof, sealed or not, and ends the sessions elsewhere', async () => {
  const lin = await desk.joined(['viewer']);
  const elsewhere = await signIn(lin.account, PASSWORD, desk.codeOf(lin.secret));
  expect(elsewhere.status).toBe(201);
  const there = makeCaller(desk.shop.url, elsewhere.body.token);
  const change = (body: object) => lin.call('PUT', '/staff/me/password', { body });
  expect((await change({ password: 'password1' })).body.code).toBe('staff_password_unfit');
  expect((await change({ sealedPassword: 'a.b.c.d.e' })).body.code).toBe('sealed_password_invalid');
  const key = (await lin.call('GET', '/auth/password-key')).body;
  const sealed = { sealedPassword: await sealPassword(key, NEW_PASSWORD) };
  expect((await change(sealed)).status).toBe(204);
  expect((await change(sealed)).body.code).toBe('sealed_password_invalid');
  expect((await there.call('GET', '/staff/me')).status).toBe(401);
  expect((await lin.call('GET', '/staff/me')).status).toBe(200);
  desk.shop.clock.advance(STEP_MS);
  expect((await signIn(lin.account, PASSWORD, desk.codeOf(lin.secret))).body.code).toBe(
    'staff_sign_in_wrong',
  );
  expect((await signIn(lin.account, NEW_PASSWORD, desk.codeOf(lin.secret))).status).toBe(201);
  desk.shop.clock.advance(10 * 60_000);
  expect((await change({ password: PASSWORD })).body.code).toBe('staff_proof_required');
});

test('a new authenticator counts once it has shown a code, and the one before no more', async () => {
  const lin = await desk.joined(['viewer']);
  const offer = async () => (await lin.call('POST', '/staff/me/authenticator/offer')).body;
  const { secret, uri } = await offer();
  expect(uri).toContain(lin.account);
  expect((await offer()).secret).toBe(secret);
  const confirm = (otp: string) => lin.call('PUT', '/staff/me/authenticator', { body: { otp } });
  expect((await confirm(desk.codeOf(lin.secret))).body.code).toBe('second_factor_wrong');
  expect((await signIn(lin.account, PASSWORD, desk.codeOf(lin.secret))).status).toBe(201);
  expect((await confirm(desk.codeOf(secret))).status).toBe(204);
  expect((await confirm(desk.codeOf(secret))).body.code).toBe('second_factor_wrong');
  desk.shop.clock.advance(STEP_MS);
  expect((await signIn(lin.account, PASSWORD, desk.codeOf(lin.secret))).body.code).toBe(
    'second_factor_wrong',
  );
  expect((await signIn(lin.account, PASSWORD, desk.codeOf(secret))).status).toBe(201);
  expect((await offer()).secret).not.toBe(secret);
});

test('new recovery codes are told once, and those before are worth nothing', async () => {
  const lin = await desk.joined(['viewer']);
  const renewed = await lin.call('POST', '/staff/me/recovery-codes');
  expect(renewed.body.recoveryCodes).toHaveLength(10);
  expect((await signIn(lin.account, PASSWORD, lin.recoveryCodes[0]!)).body.code).toBe('second_factor_wrong');
  expect((await signIn(lin.account, PASSWORD, renewed.body.recoveryCodes[0])).status).toBe(201);
  expect((await lin.call('GET', '/staff/me/safety')).body).toMatchObject({ recoveryCodes: 9 });
});

test('visitors of a demo shop share a member, and none sees or ends the visit of another', async () => {
  const [one, other] = [await signInAs(desk.shop.url, 'finance'), await signInAs(desk.shop.url, 'finance')];
  const seen = async (who: typeof one) => (await who.call('GET', '/staff/sessions')).body.items;
  const [own] = await seen(one);
  expect(await seen(one)).toHaveLength(1);
  expect((await other.call('DELETE', `/staff/sessions/${own.id}`)).status).toBe(404);
  expect((await one.call('GET', '/staff/me')).status).toBe(200);
  const proof = { body: { password: PASSWORD, otp: '000000' } };
  expect((await one.call('POST', '/staff/proofs', proof)).body.code).toBe('staff_sign_in_wrong');
  expect((await one.call('PUT', '/staff/me/password', { body: { password: PASSWORD } })).body.code).toBe(
    'staff_proof_required',
  );
});
