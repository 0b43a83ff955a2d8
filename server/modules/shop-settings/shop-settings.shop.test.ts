import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { waitFor } from '../../../test/support/wait-for.ts';

let shop: TestShop;
let owner: StaffCaller;

beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  owner = await signInAs(shop.url, 'owner');
}, 120_000);
afterAll(() => shop.stop());

const find = async (section: string) => (await owner.call('GET', `/staff/settings/${section}`)).body;
const put = (section: string, value: unknown, expectedVersion: number) =>
  owner.call('PUT', `/staff/settings/${section}`, { body: { value, expectedVersion } });

test('a section holds what the program says until it is saved, whole and version by version', async () => {
  const first = await find('shop');
  expect(first).toMatchObject({ version: 0, savedAt: null, value: { name: { zh: 'KS 下单' } } });
  const value = { ...first.value, name: { zh: ' 山间\u200b茶舍 ', en: '' }, phone: '010－6552 9988' };
  const saved = await put('shop', value, 0);
  expect(saved).toMatchObject({
    status: 200,
    body: { version: 1, value: { name: { zh: '山间茶舍' }, phone: '010-6552 9988' } },
  });
  // Saved again as it is: nothing happened.
  expect((await put('shop', saved.body.value, 1)).body).toEqual(saved.body);
  const { items } = (await owner.call('GET', '/staff/audit?what=settings:change')).body;
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({
    subject: { kind: 'settings', id: 'shop' },
    before: { 'name.zh': 'KS 下单', 'name.en': 'KS Order', phone: '' },
    after: { 'name.zh': '山间茶舍', 'name.en': '', phone: '010-6552 9988' },
  });
});

test('of those who save at once one does, and the others are told which version holds', async () => {
  const { version } = await find('orders');
  const answers = await Promise.all(
    [10, 20, 30, 40].map((paymentMinutes) =>
      put('orders', { paymentMinutes, priceProtectionDays: 7, latePayment: 'refund' }, version),
    ),
  );
  const done = answers.filter(({ status }) => status === 200);
  expect(done).toHaveLength(1);
  expect(await find('orders')).toEqual(done[0]!.body);
  for (const { status, body } of answers.filter((answer) => !done.includes(answer)))
    expect({ status, code: body.code, version: body.version }).toEqual({
      status: 409,
      code: 'settings_changed',
      version: version + 1,
    });
});

test('every process takes the minutes that were set, and those of the environment where none are', async () => {
  const other = await shop.another({ ORDER_PAYMENT_MINUTES: '77' });
  try {
    const { version } = await find('orders');
    await put('orders', { paymentMinutes: 45, priceProtectionDays: 7, latePayment: 'refund' }, version);
    expect(shop.house.ordering.paymentMinutes()).toBe(45);
    await waitFor('the other process to know', async () => other.house.ordering.paymentMinutes() === 45);
    await put('orders', { paymentMinutes: null, priceProtectionDays: 7, latePayment: 'refund' }, version + 1);
    await waitFor('it to be taken back', async () => other.house.ordering.paymentMinutes() === 77);
  } finally {
    await other.stop();
  }
});

test('what is not right is refused by its fields, and saved nowhere', async () => {
  const before = await find('legal');
  const refused = await put(
    'legal',
    { ...before.value, licenceNo: '123', icpNo: '<script>' },
    before.version,
  );
  expect(refused).toMatchObject({
    status: 422,
    body: {
      code: 'settings_invalid',
      faults: [
        { field: 'licenceNo', fault: 'malformed' },
        { field: 'icpNo', fault: 'malformed' },
      ],
    },
  });
  const huge = await put('legal', { ...before.value, company: '大'.repeat(60_000) }, before.version);
  expect(huge.body.code).toBe('malformed');
  expect((await put('legal', { ...before.value, admin: true }, before.version)).body.code).toBe(
    'unknown_field',
  );
  expect(await find('legal')).toEqual(before);
});
