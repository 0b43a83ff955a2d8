import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../../kernel/actor.ts';
import { fen } from '../../kernel/money.ts';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { gatewayThat, paymentsOf } from '../../../test/support/gateways.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { openPayment, placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { tellListeners } from '../../../test/support/tell-listeners.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import type { Gateway, PaymentReport, RefundReport } from './gateway.ts';
import { askRefundAgain } from './index.ts';
import type { Payments } from './payments.ts';

// Jobs that look over many: a gateway that hangs, a row that breaks, money that takes days. None of it delays another.

const MINUTE_MS = 60_000;
const OPERATOR: Actor = { by: 'system', job: 'test' };
const DAY_MS = 24 * 60 * MINUTE_MS;

let shop: TestShop;
let shopper: Shopper;
let skuId: string;
let logged: string[];

beforeAll(async () => {
  // No jobs run by themselves here: each test says when.
  shop = await startTestShop({ ROLE: 'web', LOG_LEVEL: 'silent', ...MUCH_UNPAID });
  skuId = await newSku(shop.database.pool, 10_000, 1_000);
}, 120_000);
afterAll(() => shop.stop());
beforeEach(async () => {
  shopper = await signUp(shop.url);
  logged = [];
  await query(`update payments set state = 'failed' where state = 'pending'`);
});

const query = async <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await shop.database.pool.query(text, values)).rows as Row[];

const paymentsBy = (...gateways: Gateway[]): Payments =>
  paymentsOf(shop, gateways, (message) => logged.push(message));

/** An order with a payment that is open at this gateway. */
async function openAt(name: string): Promise<{ orderNo: string; paymentNo: string }> {
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
  const { paymentNo } = (await openPayment(shopper, orderNo)).body;
  await query('update payments set gateway = $2 where payment_no = $1', paymentNo, name);
  return { orderNo, paymentNo };
}

const paid: PaymentReport = { state: 'succeeded', amount: fen(10_800), reference: 'paid' };
const stateOf = async (paymentNo: string): Promise<string> =>
  (await query<{ state: string }>('select state from payments where payment_no = $1', paymentNo))[0]!.state;
const casesAbout = (subject: string) =>
  query<{ kind: string; open: boolean }>(
    `select kind, closed_at is null as open from cases where subject like '%' || $1 order by opened_at`,
    subject,
  );
async function totalOf(orderNo: string): Promise<number> {
  return (await shopper.call('GET', `/orders/${orderNo}`)).body.totalAmount;
}

test('a gateway that hangs holds up its own payments and no other', async () => {
  const dead: { orderNo: string; paymentNo: string }[] = [];
  for (let index = 0; index < 6; index += 1) dead.push(await openAt('dead'));
  const alive = await openAt('alive');
  const amount = fen(await totalOf(alive.orderNo));
  shop.clock.advance(2 * MINUTE_MS);
  const hanging = Promise.withResolvers<PaymentReport>();
  const payments = paymentsBy(
    gatewayThat('dead', { query: () => hanging.promise }),
    gatewayThat('alive', { query: async () => ({ ...paid, amount }) }),
  );
  const asking = payments.jobs['ask-open-payments']!({});
  await waitFor('the other to be paid', async () => (await stateOf(alive.paymentNo)) === 'succeeded');
  for (const { paymentNo } of dead) expect(await stateOf(paymentNo)).toBe('pending');
  hanging.resolve({ state: 'pending' });
  await asking;
  expect(logged).toEqual([]);
  await expectBooksToAgree(shop.database.pool);
});

test('one payment that breaks delays no other, is a case once, and closes it when it is done', async () => {
  const broken = await openAt('odd');
  const fine = [await openAt('odd'), await openAt('odd')];
  shop.clock.advance(2 * MINUTE_MS);
  let isBroken = true;
  const odd = gatewayThat('odd', {
    async query(paymentNo) {
      if (paymentNo === broken.paymentNo && isBroken) throw new TypeError('what is this');
      return { state: 'failed', failureCode: 'timeout' };
    },
  });
  const ask = () => paymentsBy(odd).jobs['ask-open-payments']!({});
  await ask();
  for (const { paymentNo } of fine) expect(await stateOf(paymentNo)).toBe('failed');
  expect(await casesAbout(broken.paymentNo)).toEqual([{ kind: 'stuck', open: true }]);
  // Asked a moment ago, it is not in the list; its case is looked at all the same, and stays.
  await ask();
  expect(await casesAbout(broken.paymentNo)).toEqual([{ kind: 'stuck', open: true }]);
  expect(logged).toHaveLength(1);
  isBroken = false;
  await ask();
  expect(await stateOf(broken.paymentNo)).toBe('failed');
  expect(await casesAbout(broken.paymentNo)).toEqual([{ kind: 'stuck', open: false }]);
});

test('a payment whose time is over and whose gateway stays silent is in doubt until the gateway answers', async () => {
  const { orderNo, paymentNo } = await openAt('silent');
  let answer: 'unknown' | 'closed' = 'unknown';
  const payments = paymentsBy(gatewayThat('silent', { close: async () => ({ state: answer }) }));
  shop.clock.advance(35 * MINUTE_MS);
  await payments.jobs['ask-open-payments']!({});
  expect(await casesAbout(paymentNo)).toEqual([]);
  shop.clock.advance(10 * MINUTE_MS);
  await payments.jobs['ask-open-payments']!({});
  shop.clock.advance(2 * MINUTE_MS);
  await payments.jobs['ask-open-payments']!({});
  expect(await casesAbout(paymentNo)).toEqual([{ kind: 'payment_in_doubt', open: true }]);
  expect(logged).toHaveLength(1);
  expect(await query('select facts from cases where subject = $1', paymentNo)).toEqual([
    { facts: { orderNo, gateway: 'silent', amountFen: await totalOf(orderNo) } },
  ]);
  answer = 'closed';
  shop.clock.advance(2 * MINUTE_MS);
  await payments.jobs['ask-open-payments']!({});
  expect(await stateOf(paymentNo)).toBe('expired');
  expect(await casesAbout(paymentNo)).toEqual([{ kind: 'payment_in_doubt', open: false }]);
});

test('closing what is open waits for a silent gateway by itself, and fails no job', async () => {
  const { orderNo, paymentNo } = await openAt('slow');
  let answer: 'unknown' | 'closed' = 'unknown';
  const payments = paymentsBy(gatewayThat('slow', { close: async () => ({ state: answer }) }));
  const waiting = () =>
    query<{ payload: object; inMs: number }>(
      `select payload, (extract(epoch from run_at) * 1000)::float8 as "inMs" from graphile_worker._private_jobs
       where payload ->> 'orderNo' = $1 and payload ->> 'since' is not null order by id`,
      orderNo,
    );
  const customer = { customerId: shopper.customerId, orderNo };
  // As an older version has added it.
  await payments.jobs['close-payments']!(customer);
  const [again] = await waiting();
  expect(again!.payload).toMatchObject(customer);
  expect(again!.inMs - shop.clock.now().getTime()).toBeGreaterThan(10_000);
  answer = 'closed';
  await payments.jobs['close-payments']!(again!.payload);
  expect(await stateOf(paymentNo)).toBe('cancelled');
  expect(await waiting()).toHaveLength(1);
});

async function cancelledAndPaid(): Promise<{ orderNo: string; refundNo: string }> {
  const { orderNo, paymentNo } = await openAt('sandbox');
  await playPayment(shopper, paymentNo, 'succeed');
  expect((await shopper.call('POST', `/orders/${orderNo}/cancellation`)).status).toBe(200);
  await tellListeners(shop);
  const [refund] = await query<{ refundNo: string }>(
    `select refund_no as "refundNo" from refunds where order_no = $1`,
    orderNo,
  );
  return { orderNo, refundNo: refund!.refundNo };
}

const pausesOf = (refundNo: string) =>
  query<{ pauseMs: number; answer: string; attempts: number }>(
    `select (extract(epoch from ask_again_at - asked_at) * 1000)::float8 as "pauseMs", last_answer as answer, attempts
     from refunds, graphile_worker.jobs where refund_no = $1 and key = 'refund ' || refund_no`,
    refundNo,
  );

test('a refund that its gateway does for days waits: asked in growing pauses, no job fails, nobody is called', async () => {
  const { orderNo, refundNo } = await cancelledAndPaid();
  let report: RefundReport = { state: 'pending', reference: 'R' };
  const payments = paymentsBy(gatewayThat('sandbox', { refund: async () => report }));
  const move = () => payments.jobs['refund-payment']!({ customerId: shopper.customerId, refundNo });
  const pauses: number[] = [];
  for (const waitedMs of [0, MINUTE_MS, 60 * MINUTE_MS, DAY_MS, DAY_MS, 2 * DAY_MS]) {
    shop.clock.advance(waitedMs);
    await move();
    await payments.jobs['revive-refunds']!({});
    const [waits] = await pausesOf(refundNo);
    expect(waits).toMatchObject({ answer: 'pending', attempts: 0 });
    pauses.push(waits!.pauseMs);
  }
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(pauses[0]).toBe(15_000);
  expect(pauses.at(-1)).toBe(6 * 60 * MINUTE_MS);
  expect(logged).toEqual([]);
  expect(await casesAbout(refundNo)).toEqual([]);
  report = { state: 'completed', reference: 'R' };
  await move();
  expect((await shopper.call('GET', `/orders/${orderNo}`)).body.refundedAmount).toBe(await totalOf(orderNo));
  await expectBooksToAgree(shop.database.pool);
});

test('a refund that is not done after a week, or whose gateway says nothing for a day, is a case until it ends', async () => {
  const [slow, silent] = [await cancelledAndPaid(), await cancelledAndPaid()];
  let isDone = false;
  const payments = paymentsBy(
    gatewayThat('sandbox', {
      async refund({ refundNo }) {
        if (isDone) return { state: 'completed', reference: refundNo };
        return refundNo === slow.refundNo ? { state: 'pending', reference: 'R' } : { state: 'unknown' };
      },
    }),
  );
  async function moveBoth(): Promise<void> {
    for (const { refundNo } of [slow, silent])
      await payments.jobs['refund-payment']!({ customerId: shopper.customerId, refundNo });
    await payments.jobs['revive-refunds']!({});
  }
  await moveBoth();
  shop.clock.advance(DAY_MS + MINUTE_MS);
  await moveBoth();
  expect(await casesAbout(slow.refundNo)).toEqual([]);
  expect(await casesAbout(silent.refundNo)).toEqual([{ kind: 'refund_overdue', open: true }]);
  shop.clock.advance(6 * DAY_MS);
  await moveBoth();
  expect(await casesAbout(slow.refundNo)).toEqual([{ kind: 'refund_overdue', open: true }]);
  isDone = true;
  await moveBoth();
  for (const { refundNo } of [slow, silent])
    expect(await casesAbout(refundNo)).toEqual([{ kind: 'refund_overdue', open: false }]);
});

test('a refund of a gateway that is not set up waits, and a person is told', async () => {
  const { refundNo } = await cancelledAndPaid();
  const payments = paymentsBy(gatewayThat('another'));
  const job = { customerId: shopper.customerId, refundNo };
  await payments.jobs['refund-payment']!(job);
  expect(await pausesOf(refundNo)).toMatchObject([{ answer: 'no_gateway' }]);
  shop.clock.advance(DAY_MS + MINUTE_MS);
  await payments.jobs['revive-refunds']!({});
  expect(await casesAbout(refundNo)).toEqual([{ kind: 'refund_overdue', open: true }]);
});

test('a refused refund that is done after all closes its case', async () => {
  const { orderNo, refundNo } = await cancelledAndPaid();
  let report: RefundReport = { state: 'refused', reason: 'no_money' };
  const payments = paymentsBy(gatewayThat('sandbox', { refund: async () => report }));
  const move = () => payments.jobs['refund-payment']!({ customerId: shopper.customerId, refundNo });
  await move();
  expect(await casesAbout(refundNo)).toEqual([{ kind: 'refund_refused', open: true }]);
  const asked = () => askRefundAgain({ database: shop.database.pool, clock: shop.clock }, refundNo, OPERATOR);
  shop.clock.advance(3 * DAY_MS);
  expect(await asked()).toEqual({ ok: true, value: null });
  expect(await asked()).toMatchObject({ error: { code: 'refund_not_refused' } });
  // It has waited for a moment only since it was asked for again.
  await payments.jobs['revive-refunds']!({});
  expect(await casesAbout(refundNo)).toEqual([{ kind: 'refund_refused', open: true }]);
  report = { state: 'completed', reference: 'R' };
  await move();
  expect(await casesAbout(refundNo)).toEqual([{ kind: 'refund_refused', open: false }]);
  expect((await shopper.call('GET', `/orders/${orderNo}`)).body.refundedAmount).toBe(await totalOf(orderNo));
});

test('a refused refund is not asked for again where another gives the money back, which closes its case', async () => {
  const { orderNo, refundNo } = await cancelledAndPaid();
  const payments = paymentsBy(
    gatewayThat('sandbox', { refund: async () => ({ state: 'refused', reason: 'no_money' }) }),
  );
  await payments.jobs['refund-payment']!({ customerId: shopper.customerId, refundNo });
  await query(
    `insert into refunds (customer_id, refund_no, payment_no, order_no, amount_fen, reason, state, requested_at)
     select customer_id, refund_no || 'A', payment_no, order_no, amount_fen, 'by hand', 'requested', requested_at
     from refunds where refund_no = $1`,
    refundNo,
  );
  expect(
    await askRefundAgain({ database: shop.database.pool, clock: shop.clock }, refundNo, OPERATOR),
  ).toMatchObject({
    error: { code: 'refund_exceeds_payment' },
  });
  await query(
    `insert into cases (case_id, kind, subject, facts, opened_at, met_at)
     values (gen_random_uuid(), 'promise_without_refund', $1, '{}', now(), now())`,
    orderNo,
  );
  await payments.jobs['compare-promises']!({});
  expect(await casesAbout(refundNo)).toEqual([{ kind: 'refund_refused', open: false }]);
  expect(await casesAbout(orderNo)).toEqual([{ kind: 'promise_without_refund', open: false }]);
});

test('an event that breaks the sums of its page leaves every other promise compared', async () => {
  const [broken, lost] = [await cancelledAndPaid(), await cancelledAndPaid()];
  await query('delete from refunds where order_no = $1', lost.orderNo);
  await query(
    `update order_events set facts = facts || '{"amountFen": "much"}' where order_no = $1 and type = 'paid'`,
    broken.orderNo,
  );
  shop.clock.advance(3 * MINUTE_MS);
  const payments = paymentsBy(gatewayThat('sandbox'));
  await payments.jobs['compare-promises']!({});
  expect(await query('select from refunds where order_no = $1', lost.orderNo)).toHaveLength(1);
  expect(await casesAbout(broken.orderNo)).toEqual([{ kind: 'stuck', open: true }]);
  await query(
    `update order_events set facts = facts || '{"amountFen": 10800}' where order_no = $1 and type = 'paid'`,
    broken.orderNo,
  );
  await payments.jobs['compare-promises']!({});
  expect(await casesAbout(broken.orderNo)).toEqual([{ kind: 'stuck', open: false }]);
});
