import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestIdentity, MINUTE_MS, type TestIdentity } from '../../../test/support/test-identity.ts';
import { tellPhoneChanges } from './tell-phone-changes.ts';

const CLIENT = '10.9.0.2';
let shop: TestIdentity;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());

async function changePhone(from: string, phone: string): Promise<string> {
  const { session } = await shop.enter(from);
  const request = { phone, clientAddress: CLIENT, language: 'en' } as const;
  expect(await shop.waysIn.requestPhoneChange(session, request)).toMatchObject({ ok: true });
  const { code } = shop.sent.at(-1)!;
  expect(await shop.waysIn.changePhone(session, { ...request, code })).toMatchObject({ ok: true });
  return session.customerId;
}

test('an old phone whose event is lost is told after a while, in its language, whatever becomes of others', async () => {
  const first = await changePhone('13500000001', '13500000011');
  shop.clock.advance(2 * MINUTE_MS);
  const second = await changePhone('13500000002', '13500000012');
  shop.clock.advance(12 * MINUTE_MS);
  const third = await changePhone('13500000003', '13500000013');
  await shop.database.pool.query('delete from graphile_worker._private_jobs');
  const told: { customerId: string; language: string; at: string }[] = [];
  const tell = () =>
    tellPhoneChanges(shop, {
      async phone_changed(event) {
        if (event.customerId === first) throw new Error('the channel is away');
        told.push(event);
        await shop.customers.forgetPhoneChange(event);
      },
    });
  await tell();
  expect(told).toEqual([]);
  shop.clock.advance(4 * MINUTE_MS);
  await expect(tell()).rejects.toThrow('the channel is away');
  expect(told).toMatchObject([{ type: 'phone_changed', customerId: second, language: 'en' }]);
  shop.clock.advance(12 * MINUTE_MS);
  await expect(tell()).rejects.toThrow();
  expect(told.map(({ customerId }) => customerId)).toEqual([second, third]);
});
