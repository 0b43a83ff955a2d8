import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { openCase } from '../cases/index.ts';
import { verifyTrail } from './index.ts';

const WORDS = '李女士 13800138000 说';

let shop: TestShop;
let shopper: Shopper;
let owner: StaffCaller;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  shopper = await signUp(shop.url);
  owner = await signInAs(shop.url, 'owner');
}, 120_000);
afterAll(() => shop.stop());

/** Has every act done that asks for a reason, each with another one. Answers the reasons by what was done. */
async function actWithReasons(): Promise<Record<string, string>> {
  const skuId = await newSku(shop.database.pool, 10_000, 100);
  const order = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body.orderNo;
  const facts = { job: 'expire-unpaid-orders', about: 'x', error: 'no answer' };
  await openCase(shop.database.pool, { kind: 'stuck', subject: 'x', facts }, shop.clock.now());
  const [{ id: caseId }] = (await owner.call('GET', '/staff/cases')).body.items;
  const customer = `/staff/customers/${shopper.customerId}`;
  const asked: readonly (readonly [string, string, string, object])[] = [
    ['order:reveal', 'POST', `/staff/orders/${order}/revealing`, { field: 'phone' }],
    ['order:price', 'POST', `/staff/orders/${order}/price-changes`, { totalAmount: 5_000 }],
    ['order:address', 'PUT', `/staff/orders/${order}/address`, { street: '建国路 1 号' }],
    ['order:cancel', 'POST', `/staff/orders/${order}/cancellation`, {}],
    ['customer:reveal', 'POST', `${customer}/revealing`, { field: 'phone' }],
    ['customer:deactivate', 'POST', `${customer}/deactivation`, {}],
    ['customer:reactivate', 'POST', `${customer}/reactivation`, {}],
    ['stock:receive', 'POST', '/staff/stock-movements', { skuId, kind: 'receive', quantity: 1 }],
    ['case:end', 'POST', `/staff/cases/${caseId}/closing`, {}],
  ];
  for (const [what, method, path, body] of asked) {
    const answer = await owner.call(method, path, {
      body: { ...body, reason: `${WORDS} ${what}` },
      key: what,
    });
    expect(answer.status, `${what} ${JSON.stringify(answer.body)}`).toBeLessThan(300);
  }
  return Object.fromEntries(asked.map(([what]) => [what, `${WORDS} ${what}`]));
}

async function reasonsOf(whats: readonly string[]): Promise<Record<string, string | null>> {
  const { items } = (await owner.call('GET', '/staff/audit?limit=200')).body;
  const acts: { what: string; reason: string | null }[] = items;
  return Object.fromEntries(
    acts.filter(({ what }) => whats.includes(what)).map(({ what, reason }) => [what, reason]),
  );
}

test('no reason stands in the trail in clear; who may read it reads them, those about a customer while there is one', async () => {
  const reasons = await actWithReasons();
  const whats = Object.keys(reasons);
  const { pool } = shop.database;
  const { rows } = await pool.query<{ text: string }>(
    `select a::text as text from audit_acts a union all select c::text from cases c`,
  );
  for (const { text } of rows) expect(text).not.toMatch(/李女士|13800138000/);
  expect(await reasonsOf(whats)).toEqual(reasons);
  expect(await verifyTrail(pool)).toMatchObject({ outcome: 'fits', parts: { lost: 0 } });

  await pool.query('delete from audit_parts where customer_id = $1', [shopper.customerId]);
  await pool.query('delete from data_keys where customer_id = $1', [shopper.customerId]);
  const left = Object.entries(await reasonsOf(whats)).filter(([, reason]) => reason !== null);
  expect(Object.fromEntries(left)).toEqual({
    'stock:receive': reasons['stock:receive'],
    'case:end': reasons['case:end'],
  });
  expect(await verifyTrail(pool)).toMatchObject({ outcome: 'fits' });
});
