import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStaffDesk, PASSWORD, STEP_MS, type StaffDesk } from '../../../test/support/staff-desk.ts';
import type { StaffCaller } from '../../../test/support/back-office.ts';
import { makeCaller, signUp } from '../../../test/support/shopper.ts';

let desk: StaffDesk;
let owner: StaffCaller;
const codeOf = (secret: string) => desk.codeOf(secret);
const joined = (roles: readonly string[]) => desk.joined(roles);
const signIn: StaffDesk['signIn'] = (given, who) => desk.signIn(given, who);

beforeAll(async () => void (desk = await openStaffDesk()), 120_000);
afterAll(() => desk.shop.stop());
beforeEach(async () => {
  // A code is good once, and a session ends without use.
  desk.shop.clock.advance(STEP_MS);
  owner = await desk.owner();
});

test('from an invitation to a session that says what one may do, and out again', async () => {
  const lin = await joined(['warehouse', 'marketing']);
  expect((await lin.call('GET', '/staff/me')).body).toMatchObject({
    account: lin.account,
    name: `林小满 ${lin.account}`,
    roles: ['warehouse', 'marketing'],
    permissions: expect.arrayContaining(['stock:change', 'campaigns:change']),
  });
  const again = await signIn({
    account: ` ${lin.account.toUpperCase()}`,
    password: PASSWORD,
    otp: codeOf(lin.secret),
  });
  expect(again.status).toBe(201);
  const { items } = (await lin.call('GET', '/staff/sessions')).body;
  expect(items.map(({ current }: { current: boolean }) => current)).toEqual([false, true]);
  expect((await lin.call('DELETE', `/staff/sessions/${items[0].id}`)).status).toBe(204);
  expect((await makeCaller(desk.shop.url, again.body.token).call('GET', '/staff/me')).body.code).toBe(
    'no_session',
  );
  expect((await lin.call('DELETE', '/staff/sessions/current')).status).toBe(204);
  expect((await lin.call('GET', '/staff/me')).status).toBe(401);
});

test('a password alone opens nothing, and a code is good once', async () => {
  const lin = await joined(['viewer']);
  const given = { account: lin.account, password: PASSWORD };
  expect((await signIn(given)).body).toMatchObject({
    code: 'second_factor_required',
    ways: ['totp', 'recovery_code'],
  });
  const otp = codeOf(lin.secret);
  expect((await signIn({ ...given, otp })).status).toBe(201);
  expect((await signIn({ ...given, otp })).body.code).toBe('second_factor_wrong');
  expect((await signIn({ ...given, otp: '000000' })).body.code).toBe('second_factor_wrong');
});

test('a recovery code stands for the authenticator, once', async () => {
  const lin = await joined(['viewer']);
  expect(new Set(lin.recoveryCodes).size).toBe(10);
  const given = { account: lin.account, password: PASSWORD, otp: lin.recoveryCodes[3]!.toLowerCase() };
  expect((await signIn(given)).status).toBe(201);
  expect((await signIn(given)).body.code).toBe('second_factor_wrong');
});

test('an account that does not exist is told like a wrong password', async () => {
  const lin = await joined(['viewer']);
  const wrong = await signIn({
    account: lin.account,
    password: 'another one altogether',
    otp: codeOf(lin.secret),
  });
  const nobody = await signIn({ account: 'nobody-at-all', password: PASSWORD, otp: '123456' });
  const { traceId: _one, ...toldWrong } = wrong.body;
  const { traceId: _other, ...toldNobody } = nobody.body;
  expect([wrong.status, toldWrong]).toEqual([nobody.status, toldNobody]);
});

test('who guesses is slowed down from however many networks, and keeps nobody out of where they are known', async () => {
  const lin = await joined(['viewer']);
  const outcomes: string[] = [];
  for (let n = 0; n < 7; n += 1)
    outcomes.push((await signIn({ account: lin.account, password: `guess ${n}` })).body.code);
  expect(outcomes.slice(0, 5)).toEqual(Array<string>(5).fill('staff_sign_in_wrong'));
  expect(outcomes.slice(5)).toEqual(Array<string>(2).fill('staff_too_many_tries'));
  const given = { account: lin.account, password: PASSWORD, otp: codeOf(lin.secret) };
  expect((await signIn(given)).body.code).toBe('staff_too_many_tries');
  expect((await signIn(given, lin.home)).status).toBe(201);
});

test('who knows the password and guesses codes leaves a trace, and takes nobody’s authenticator away', async () => {
  const lin = await joined(['viewer']);
  const given = { account: lin.account, password: PASSWORD };
  const outcomes: string[] = [];
  for (let n = 0; n < 7; n += 1) outcomes.push((await signIn({ ...given, otp: '000000' })).body.code);
  expect(outcomes.slice(0, 5)).toEqual(Array<string>(5).fill('second_factor_wrong'));
  expect(outcomes.slice(5)).toEqual(Array<string>(2).fill('staff_too_many_tries'));
  expect((await signIn({ ...given, otp: codeOf(lin.secret) }, lin.home)).status).toBe(201);
  const refused = `/staff/audit?subjectKind=staff_member&subjectId=${lin.staff.id}&what=session:refused`;
  expect((await owner.call('GET', refused)).body.items).toHaveLength(5);
});

test('wrong passwords leave one act an hour and account, however many they are', async () => {
  const lin = await joined(['viewer']);
  const path = `/staff/audit?subjectKind=staff_member&subjectId=${lin.staff.id}&what=session:wrong_password`;
  const acts = async () => (await owner.call('GET', path)).body.items;
  const guess = async (n: number) => (await signIn({ account: lin.account, password: `guess ${n}` })).status;
  for (let n = 0; n < 4; n += 1) expect(await guess(n)).toBe(422);
  expect(await acts()).toMatchObject([{ by: 'staff', byId: lin.staff.id, reason: null }]);
  desk.shop.clock.advance(61 * 60_000);
  expect(await guess(4)).toBe(422);
  expect(await acts()).toHaveLength(2);
});

test('a session ends after two hours without use', async () => {
  const lin = await joined(['viewer']);
  desk.shop.clock.advance(110 * 60_000);
  expect((await lin.call('GET', '/staff/me')).status).toBe(200);
  desk.shop.clock.advance(110 * 60_000);
  expect((await lin.call('GET', '/staff/me')).status).toBe(200);
  desk.shop.clock.advance(121 * 60_000);
  expect((await lin.call('GET', '/staff/me')).status).toBe(401);
  owner = await desk.owner();
});

test('a customer’s token opens nothing of the staff’s, and theirs nothing of a customer’s', async () => {
  const shopper = await signUp(desk.shop.url);
  expect((await shopper.call('GET', '/staff/me')).status).toBe(401);
  expect((await owner.call('GET', '/me')).status).toBe(401);
});

test('a page of a stranger cannot act by the cookie of somebody who is signed in', async () => {
  const direct = await desk.shop.another({ TRUSTED_PROXIES: '0' });
  const post = (origin: string) =>
    makeCaller(direct.url).call('POST', '/staff/invitations', {
      body: { roles: ['viewer'] },
      headers: { cookie: `ks_staff=${owner.token}`, origin },
    });
  expect((await post('https://evil.example')).body.code).toBe('bad_origin');
  expect((await post(direct.url)).status).toBe(201);
  await direct.stop();
});
