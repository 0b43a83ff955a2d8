import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';

let shop: TestShop;
let owner: StaffCaller;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  owner = await signInAs(shop.url, 'owner');
  await owner.call('PUT', '/staff/roles/team-lead', { body: { permissions: ['orders:read'] } });
  await owner.call('PUT', '/staff/roles/night-shift', { body: { permissions: ['stock:read'] } });
}, 120_000);
afterAll(() => shop.stop());

async function subjectsOf(query: string): Promise<string[]> {
  const { items } = (await owner.call('GET', `/staff/audit?${query}`)).body;
  return items.map(
    ({ subject }: { subject: { kind: string; id: string } }) => `${subject.kind} ${subject.id}`,
  );
}

test('acts are found by the kind of what they were done to, and by which of it', async () => {
  const roles = ['staff_role night-shift', 'staff_role team-lead'];
  expect(await subjectsOf('subjectKind=staff_role')).toEqual(roles);
  expect(await subjectsOf('subjectKind=staff_role&subjectId=team-lead')).toEqual(roles.slice(1));
});

test('an id without its kind names nothing, and is refused', async () => {
  const { status, body } = await owner.call('GET', '/staff/audit?subjectId=team-lead');
  expect({ status, code: body.code }).toEqual({ status: 400, code: 'malformed' });
});
