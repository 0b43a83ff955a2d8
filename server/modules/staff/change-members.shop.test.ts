import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStaffDesk, PASSWORD, STEP_MS, type StaffDesk } from '../../../test/support/staff-desk.ts';
import { request } from 'node:http';
import type { StaffCaller } from '../../../test/support/back-office.ts';
import type { Caller } from '../../../test/support/shopper.ts';
import { waitFor } from '../../../test/support/wait-for.ts';

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

test('the last owner stays, whoever asks, and of two owners at once one stays', async () => {
  const other = await joined(['owner']);
  const drop = (by: Caller, id: string) =>
    by.call('PATCH', `/staff/members/${id}`, { body: { roles: ['viewer'] } });
  const both = await Promise.all([drop(owner, other.staff.id), drop(other, owner.staffId)]);
  const codes = both.map(({ status, body }) => (status === 200 ? 'done' : body.code)).toSorted();
  // The second sees what the first has done: whoever was an owner when asking may be none by now.
  expect([
    ['done', 'last_owner'],
    ['done', 'role_beyond_own'],
    ['done', 'not_permitted'],
  ]).toContainEqual(codes);
  owner = await desk.owner();
  await drop(owner, other.staff.id);
  expect((await drop(owner, owner.staffId)).body.code).toBe('last_owner');
});

test('who is let in no more is out at once, in every session', async () => {
  const lin = await joined(['manager']);
  await owner.call('PATCH', `/staff/members/${lin.staff.id}`, { body: { active: false } });
  expect((await lin.call('GET', '/staff/me')).status).toBe(401);
  const given = { account: lin.account, password: PASSWORD, otp: codeOf(lin.secret) };
  expect((await signIn(given)).body.code).toBe('staff_sign_in_wrong');
});

test('a role of the shop’s own permits what it says, from the next request on', async () => {
  const put = (permissions: string[]) =>
    owner.call('PUT', '/staff/roles/team-lead', { body: { permissions } });
  expect((await put(['members:read'])).body).toMatchObject({ name: 'team-lead', readyMade: false });
  const lin = await joined(['team-lead']);
  expect((await lin.call('GET', '/staff/members')).status).toBe(200);
  await put(['orders:read']);
  expect((await lin.call('GET', '/staff/members')).body).toMatchObject({
    code: 'not_permitted',
    permission: 'members:read',
  });
  expect((await put(['orders:burn'])).body.code).toBe('permission_unknown');
  expect((await owner.call('PUT', '/staff/roles/owner', { body: { permissions: [] } })).body.code).toBe(
    'role_ready_made',
  );
});

test('nobody gives more than they have', async () => {
  await owner.call('PUT', '/staff/roles/recruiter', {
    body: { permissions: ['members:read', 'members:change', 'orders:read'] },
  });
  const lin = await joined(['recruiter']);
  const inviting = (roles: string[]) => lin.call('POST', '/staff/invitations', { body: { roles } });
  expect((await inviting(['owner'])).body.code).toBe('role_beyond_own');
  expect((await inviting(['finance'])).body.code).toBe('role_beyond_own');
  expect((await inviting(['wizard'])).body.code).toBe('role_unknown');
  expect((await inviting(['recruiter'])).status).toBe(201);
  const self = await lin.call('PATCH', `/staff/members/${lin.staff.id}`, { body: { roles: ['owner'] } });
  expect(self.body.code).toBe('role_beyond_own');
  const boss = await lin.call('PATCH', `/staff/members/${owner.staffId}`, { body: { active: false } });
  expect(boss.body.code).toBe('role_beyond_own');
});

test('whoever is put out while the body of a change is on its way changes nothing', async () => {
  const lin = await joined(['owner']);
  const body = JSON.stringify({ active: true, roles: ['owner'] });
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const sending = request(`${desk.shop.url}/api/v1/staff/members/${lin.staff.id}`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${lin.token}`,
      'content-type': 'application/json',
      'content-length': body.length,
    },
  });
  sending.on('response', (response) => resolve(response.resume().statusCode));
  sending.write(body.slice(0, 5));
  // The shop has seen who asks when it has answered somebody who came after on another line.
  await waitFor('the session to be seen', async () => (await lin.call('GET', '/staff/me')).status === 200);
  await owner.call('PATCH', `/staff/members/${lin.staff.id}`, { body: { active: false } });
  sending.end(body.slice(5));
  expect(await promise).toBe(401);
  const { items } = (await owner.call('GET', '/staff/members')).body;
  expect(items.find(({ id }: { id: string }) => id === lin.staff.id)).toMatchObject({ active: false });
});

test.each([
  ['DELETE', '/staff/sessions/abc'],
  ['DELETE', '/staff/sessions/urn:uuid:01a21a4d-f006-737e-b83d-1820165fd535'],
  ['GET', '/staff/audit?from=2016-12-31T23:59:60Z'],
])('what is no id or time is malformed: %s %s', async (method, path) => {
  expect((await owner.call(method, path)).body.code).toBe('malformed');
});

test('a role of the shop’s own is removed when nobody has it and nobody is invited to it', async () => {
  const path = '/staff/roles/packer';
  const remove = async () => {
    const { status, body } = await owner.call('DELETE', path);
    return status === 204 ? 'removed' : body.code;
  };
  expect(await remove()).toBe('role_not_found');
  expect((await owner.call('DELETE', '/staff/roles/viewer')).body.code).toBe('role_ready_made');
  await owner.call('PUT', path, { body: { permissions: ['orders:read'] } });
  const lin = await desk.joined(['packer']);
  expect(await remove()).toBe('role_in_use');
  const change = { body: { roles: ['viewer'] } };
  expect((await owner.call('PATCH', `/staff/members/${lin.staff.id}`, change)).status).toBe(200);
  await owner.call('POST', '/staff/invitations', { body: { roles: ['packer'] } });
  expect(await remove()).toBe('role_in_use');
  const [open] = (await owner.call('GET', '/staff/invitations')).body.items;
  expect((await owner.call('DELETE', `/staff/invitations/${open.id}`)).status).toBe(204);
  expect(await remove()).toBe('removed');
});

test('a lost link is made anew for the same roles, and the first is worth nothing', async () => {
  const { account, token } = await desk.invited(['viewer']);
  const [open] = (await owner.call('GET', '/staff/invitations')).body.items;
  const renewed = await owner.call('POST', `/staff/invitations/${open.id}/renewal`);
  expect(renewed.status).toBe(201);
  const opened = async (by: string) =>
    (await desk.visitor().call('POST', '/staff/invitations/opening', { body: { token: by, account } })).body;
  expect((await opened(token)).code).toBe('invitation_gone');
  expect((await opened(renewed.body.token)).roles).toEqual(['viewer']);
  expect((await owner.call('POST', `/staff/invitations/${open.id}/renewal`)).body.code).toBe(
    'invitation_gone',
  );
});
