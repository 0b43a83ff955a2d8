import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStaffDesk, PASSWORD, STEP_MS, type StaffDesk } from '../../../test/support/staff-desk.ts';
import type { StaffCaller } from '../../../test/support/back-office.ts';

let desk: StaffDesk;
let owner: StaffCaller;
const visitor = () => desk.visitor();
const codeOf = (secret: string) => desk.codeOf(secret);
const invited = (roles: readonly string[]) => desk.invited(roles);
const joined = (roles: readonly string[]) => desk.joined(roles);

beforeAll(async () => void (desk = await openStaffDesk()), 120_000);
afterAll(() => desk.shop.stop());
beforeEach(async () => {
  // A code is good once, and a session ends without use.
  desk.shop.clock.advance(STEP_MS);
  owner = await desk.owner();
});

test('an invitation is good once, for 72 hours, and not without a code of the authenticator', async () => {
  const { account, token, secret } = await invited(['viewer']);
  const body = { account, token, name: '林', password: PASSWORD };
  const accept = (more: Record<string, unknown>) =>
    visitor().call('POST', '/staff/invitations/acceptance', { body: { ...body, ...more } });
  expect((await accept({ otp: '000000' })).body.code).toBe('second_factor_wrong');
  expect((await accept({ otp: codeOf(secret), password: 'password1' })).body.code).toBe(
    'staff_password_unfit',
  );
  expect((await accept({ otp: codeOf(secret), account: 'demo-owner' })).body.code).toBe('account_invalid');
  const both = await Promise.all([accept({ otp: codeOf(secret) }), accept({ otp: codeOf(secret) })]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 404]);
  const late = await invited(['viewer']);
  desk.shop.clock.advance(72 * 3_600_000);
  const outcome = await visitor().call('POST', '/staff/invitations/opening', {
    body: { token: late.token, account: late.account },
  });
  expect(outcome.body.code).toBe('invitation_gone');
  owner = await desk.owner();
});

let count = 0;

test('an invitation does not outlive the rights that it was given by, and can be taken back', async () => {
  await owner.call('PUT', '/staff/roles/recruiter', {
    body: { permissions: ['members:read', 'members:change', 'orders:read'] },
  });
  const lin = await joined(['recruiter']);
  const invite = async () =>
    (await lin.call('POST', '/staff/invitations', { body: { roles: ['recruiter'] } })).body.token as string;
  const accept = async (token: string) => {
    const account = `zhou${(count += 1)}`;
    const opening = { body: { token, account } };
    const opened = (await visitor().call('POST', '/staff/invitations/opening', opening)).body;
    if (opened.code !== undefined) return opened.code;
    const otp = codeOf(opened.totp.secret);
    const body = { account, token, name: '周', password: PASSWORD, otp };
    const accepted = await visitor().call('POST', '/staff/invitations/acceptance', { body });
    return accepted.status === 201 ? 'joined' : accepted.body.code;
  };
  const [first, second, third] = [await invite(), await invite(), await invite()];
  expect(await accept(first)).toBe('joined');
  const [{ id }] = (await owner.call('GET', '/staff/invitations')).body.items;
  expect((await owner.call('DELETE', `/staff/invitations/${id}`)).status).toBe(204);
  expect((await owner.call('DELETE', `/staff/invitations/${id}`)).body.code).toBe('invitation_gone');
  expect(await accept(third)).toBe('invitation_gone');
  await owner.call('PATCH', `/staff/members/${lin.staff.id}`, { body: { active: false } });
  expect(await accept(second)).toBe('invitation_gone');
});

test('nobody takes back an invitation to more than they may give', async () => {
  const lin = await joined(['recruiter']);
  await owner.call('POST', '/staff/invitations', { body: { roles: ['owner'] } });
  const [{ id, roles }] = (await owner.call('GET', '/staff/invitations')).body.items;
  expect(roles).toEqual(['owner']);
  const path = `/staff/invitations/${id}`;
  expect((await lin.call('DELETE', path)).body.code).toBe('role_beyond_own');
  expect((await owner.call('DELETE', path)).status).toBe(204);
});

test('each opening shows another secret, and only the last one counts', async () => {
  const { account, token, secret } = await invited(['viewer']);
  const again = (await visitor().call('POST', '/staff/invitations/opening', { body: { token, account } }))
    .body;
  expect(again.totp.secret).not.toBe(secret);
  const accept = (otp: string) =>
    visitor().call('POST', '/staff/invitations/acceptance', {
      body: { account, token, name: '林三', password: PASSWORD, otp },
    });
  expect((await accept(codeOf(secret))).body.code).toBe('second_factor_wrong');
  expect((await accept(codeOf(again.totp.secret))).status).toBe(201);
});

test('nobody joins under an account or a name that looks like a colleague’s', async () => {
  const known = await joined(['viewer']);
  const { token, secret } = await invited(['viewer']);
  const accept = async (account: string, name: string) => {
    const body = { account, token, name, password: PASSWORD, otp: codeOf(secret) };
    const { status, body: told } = await visitor().call('POST', '/staff/invitations/acceptance', { body });
    return status === 201 ? 'joined' : told.code;
  };
  const like = known.account.replace('l', '1').replace('i', '_i');
  expect(await accept(like, '陆小满')).toBe('account_taken');
  expect(await accept('lu-ming', `林·小满${known.account.toUpperCase()}`)).toBe('name_taken');
  expect(await accept('lu-ming', '陆小满')).toBe('joined');
});

test('a shop without an owner invites its first one, and only then', async () => {
  await joined(['owner']);
  expect(await desk.shop.house.staff.inviteFirstOwner()).toBeUndefined();
  await desk.shop.database.pool.query(`update staff_members set roles = '{viewer}' where roles @> '{owner}'`);
  // Of two at once as well: the later one counts.
  const [first, second] = await Promise.all([
    desk.shop.house.staff.inviteFirstOwner(),
    desk.shop.house.staff.inviteFirstOwner(),
  ]);
  const open = async (token: string) => (await desk.shop.house.staff.openInvitation(token, 'boss')).ok;
  expect([await open(first!.token), await open(second!.token)].toSorted()).toEqual([false, true]);
});
