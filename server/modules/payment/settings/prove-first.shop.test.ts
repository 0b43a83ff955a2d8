import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStaffDesk, PASSWORD, STEP_MS, type StaffDesk } from '../../../../test/support/staff-desk.ts';
import { makeCaller, type Caller } from '../../../../test/support/shopper.ts';

let desk: StaffDesk;
beforeAll(async () => void (desk = await openStaffDesk()), 120_000);
afterAll(() => desk.shop.stop());

const ASKED = { isOn: true, open: {}, secret: { apiKey: 'another one, 16 long' } };
async function save(who: Caller): Promise<string> {
  const { items } = (await who.call('GET', '/staff/payment-gateways')).body;
  const { version } = items.find(({ gateway }: { gateway: string }) => gateway === 'sandbox');
  const body = { ...ASKED, expectedVersion: version };
  const answer = await who.call('PUT', '/staff/payment-gateways/sandbox', { body });
  return answer.status === 200 ? 'saved' : answer.body.code;
}

test('where money goes is changed by who has proved a moment ago that it is they, and by no program', async () => {
  const lin = await desk.joined(['manager']);
  expect(await save(lin)).toBe('saved');
  desk.shop.clock.advance(11 * 60_000);
  expect(await save(lin)).toBe('staff_proof_required');
  const proof = { password: PASSWORD, otp: desk.codeOf(lin.secret) };
  expect((await lin.call('POST', '/staff/proofs', { body: proof })).status).toBe(204);
  expect(await save(lin)).toBe('saved');
  desk.shop.clock.advance(STEP_MS);
  const made = await lin.call('POST', '/staff/api-keys', {
    body: { name: 'ERP', scopes: ['settings:read', 'settings:change'], validDays: 1 },
  });
  expect(made.status).toBe(201);
  expect(await save(makeCaller(desk.shop.url, made.body.token))).toBe('staff_proof_required');
});
