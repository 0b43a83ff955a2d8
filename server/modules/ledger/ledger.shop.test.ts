import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs } from '../../../test/support/back-office.ts';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { refundedOrder } from '../../../test/support/one-of-everything.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { openPayment, placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { dayOf } from '../../kernel/shop-day.ts';

const DAY_MS = 24 * 3_600_000;
let shop: TestShop;
let shopper: Shopper;
beforeAll(async () => {
  shop = await startTestShop();
  shopper = await signUp(shop.url);
}, 120_000);
afterAll(() => shop.stop());

const query = async <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await shop.database.pool.query(text, values)).rows as Row[];

async function pay(skuId: string): Promise<{ orderNo: string; paymentNo: string }> {
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 2 }])).body;
  const { paymentNo } = (await openPayment(shopper, orderNo)).body;
  await playPayment(shopper, paymentNo, 'succeed');
  await waitFor(
    'the payment',
    async () => (await shopper.call('GET', `/payments/${paymentNo}`)).body.state === 'succeeded',
  );
  return { orderNo, paymentNo };
}

type Balances = Record<string, { openingAmount: number; balanceAmount: number }>;
async function books(day?: string): Promise<Balances> {
  const finance = await signInAs(shop.url, 'finance');
  const { body } = await finance.call('GET', `/staff/ledger${day === undefined ? '' : `?day=${day}`}`);
  return Object.fromEntries(body.accounts.map((one: { account: string }) => [one.account, one]));
}
const sumOf = (all: Balances, of: 'openingAmount' | 'balanceAmount'): number =>
  Object.values(all).reduce((sum, one) => sum + one[of], 0);

test('what is paid and given back stands in the books at once, and all accounts together are nothing', async () => {
  const skuId = await newSku(shop.database.pool, 3_000, 100);
  const before = await books();
  const { orderNo, paymentNo } = await pay(skuId);
  await refundedOrder(shopper, skuId);
  const after = await books();
  const [order] = await query<{ total: number; freight: number }>(
    'select total_fen::int as total, freight_fen::int as freight from orders where order_no = $1',
    orderNo,
  );
  const change = (account: string): number =>
    after[account]!.balanceAmount - (before[account]?.balanceAmount ?? 0);
  expect(change('gateway sandbox')).toBe(order!.total);
  expect(change('sales')).toBe(-3 * 3_000);
  expect(change('owed')).toBe(0);
  expect(change('refunds')).toBeGreaterThan(0);
  expect(sumOf(after, 'balanceAmount')).toBe(0);
  const finance = await signInAs(shop.url, 'finance');
  const page = (await finance.call('GET', '/staff/ledger?account=sales&limit=1')).body;
  expect(page.items).toMatchObject([{ credit: 'sales', amount: 3_000 }]);
  const next = (await finance.call('GET', `/staff/ledger?account=sales&cursor=${page.nextCursor}`)).body;
  expect(next.items[0]).toMatchObject({ orderNo, fact: `payment ${paymentNo}`, amount: 6_000 });
  await expectBooksToAgree(shop.database.pool);
});

test('money that comes for an order that is cancelled is owed until it is back', async () => {
  const skuId = await newSku(shop.database.pool, 5_000, 100);
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
  const { paymentNo } = (await openPayment(shopper, orderNo)).body;
  await query("update payments set state = 'expired' where payment_no = $1", paymentNo);
  await shopper.call('POST', `/orders/${orderNo}/cancellation`, { body: {} });
  await playPayment(shopper, paymentNo, 'succeed');
  await waitFor(
    'the money to go back',
    async () => (await shopper.call('GET', `/payments/${paymentNo}`)).body.state === 'refunded',
  );
  const postings = await query<{ fact: string; debit: string; credit: string }>(
    'select split_part(fact, $2, 1) as fact, debit, credit from ledger_postings where order_no = $1 order by at',
    orderNo,
    ' ',
  );
  expect(postings).toEqual([
    { fact: 'payment', debit: 'gateway sandbox', credit: 'owed' },
    { fact: 'refund', debit: 'owed', credit: 'gateway sandbox' },
  ]);
  expect((await books())['owed']).toMatchObject({ balanceAmount: 0 });
  await expectBooksToAgree(shop.database.pool);
});

test('days that are over are kept by their sums, and a day that was not kept is counted', async () => {
  const skuId = await newSku(shop.database.pool, 2_000, 100);
  await pay(skuId);
  const [day, next] = [shop.clock.now(), new Date(shop.clock.now().getTime() + DAY_MS)].map(dayOf) as [
    string,
    string,
  ];
  const closing = await books(day);
  shop.clock.advance(2 * DAY_MS);
  const opening = await books(next);
  await shop.jobs['keep-ledger-days']!({});
  const kept = await query<{ day: string }>('select distinct day::text as day from ledger_days order by 1');
  expect(kept.map((one) => one.day)).toContain(next);
  for (const told of [opening, await books(next)])
    for (const [account, { balanceAmount }] of Object.entries(closing))
      expect(told[account]!.openingAmount, account).toBe(balanceAmount);
  expect(sumOf(opening, 'openingAmount')).toBe(0);
});

test('money that the books lack is a case until they have it', async () => {
  const skuId = await newSku(shop.database.pool, 4_000, 100);
  const { paymentNo } = await pay(skuId);
  const fact = `payment ${paymentNo}`;
  const open = () => query('select facts from cases where kind = $1 and closed_at is null', 'not_in_books');
  shop.clock.advance(3 * 60_000);
  await shop.jobs['compare-books']!({});
  expect(await open()).toEqual([]);
  await query('update ledger_postings set amount_fen = amount_fen + 1 where fact = $1 and leg = 1', fact);
  await shop.jobs['compare-books']!({});
  expect(await open()).toMatchObject([{ facts: { movedFen: expect.any(Number) } }]);
  await query('update ledger_postings set amount_fen = amount_fen - 1 where fact = $1 and leg = 1', fact);
  await shop.jobs['compare-books']!({});
  expect(await open()).toEqual([]);
});

test('a day that is none is refused, and who may not see payments sees no books', async () => {
  const [finance, warehouse] = [await signInAs(shop.url, 'finance'), await signInAs(shop.url, 'warehouse')];
  for (const day of ['2026-02-30', '0000-01-01']) {
    const refused = await finance.call('GET', `/staff/ledger?day=${day}`);
    expect([refused.status, refused.body.code]).toEqual([422, 'no_such_day']);
  }
  expect((await warehouse.call('GET', '/staff/ledger')).status).toBe(403);
});
