import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Doing } from '../audit/index.ts';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { gatewayThat, givenBack } from '../../../test/support/gateways.ts';
import { openPaymentDesk, type PaymentDesk } from '../../../test/support/payment-desk.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { tellListeners } from '../../../test/support/tell-listeners.ts';
import type { AskedRefund, RefundReport } from './gateway.ts';
import { askRefundAgain } from './index.ts';

// Money on its way back: it may take days, be refused, or be given back by another way.

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const BY_OPERATOR: Doing = { actor: { by: 'system', job: 'test' }, from: null, reason: null };

let desk: PaymentDesk;
beforeAll(async () => void (desk = await openPaymentDesk()), 120_000);
afterAll(() => desk.shop.stop());
beforeEach(() => desk.clear());

async function cancelledAndPaid(): Promise<{ orderNo: string; refundNo: string }> {
  const { orderNo, paymentNo } = await desk.openAt('sandbox');
  await playPayment(desk.shopper, paymentNo, 'succeed');
  expect((await desk.shopper.call('POST', `/orders/${orderNo}/cancellation`)).status).toBe(200);
  await tellListeners(desk.shop);
  const [refund] = await desk.query<{ refundNo: string }>(
    `select refund_no as "refundNo" from refunds where order_no = $1`,
    orderNo,
  );
  return { orderNo, refundNo: refund!.refundNo };
}

const pausesOf = (refundNo: string) =>
  desk.query<{ pauseMs: number; answer: string; attempts: number }>(
    `select (extract(epoch from ask_again_at - asked_at) * 1000)::float8 as "pauseMs", last_answer as answer, attempts
     from refunds, graphile_worker.jobs where refund_no = $1 and key = 'refund ' || refund_no`,
    refundNo,
  );

test('a refund that its gateway does for days waits: asked in growing pauses, no job fails, nobody is called', async () => {
  const { orderNo, refundNo } = await cancelledAndPaid();
  let answer = (_refund: AskedRefund): RefundReport => ({ state: 'pending', reference: 'R' });
  const payments = desk.paymentsBy(gatewayThat('sandbox', { refund: async (refund) => answer(refund) }));
  const move = () => payments.jobs['refund-payment']!({ customerId: desk.shopper.customerId, refundNo });
  const pauses: number[] = [];
  for (const waitedMs of [0, MINUTE_MS, 60 * MINUTE_MS, DAY_MS, DAY_MS, 2 * DAY_MS]) {
    desk.shop.clock.advance(waitedMs);
    await move();
    await payments.jobs['revive-refunds']!({});
    const [waits] = await pausesOf(refundNo);
    expect(waits).toMatchObject({ answer: 'pending', attempts: 0 });
    pauses.push(waits!.pauseMs);
  }
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(pauses[0]).toBe(15_000);
  expect(pauses.at(-1)).toBe(6 * 60 * MINUTE_MS);
  expect(desk.logged).toEqual([]);
  expect(await desk.casesAbout(refundNo)).toEqual([]);
  answer = givenBack;
  await move();
  expect((await desk.shopper.call('GET', `/orders/${orderNo}`)).body.refundedAmount).toBe(
    await desk.totalOf(orderNo),
  );
  await expectBooksToAgree(desk.shop.database.pool);
});

test('a refund whose job is lost is taken up again minutes after it should have been asked about', async () => {
  const { refundNo } = await cancelledAndPaid();
  const payments = desk.paymentsBy(gatewayThat('sandbox'));
  const jobs = () => desk.query('select from graphile_worker.jobs where key = $1', `refund ${refundNo}`);
  for (const pauseMs of [0, 3 * MINUTE_MS]) {
    if (pauseMs > 0)
      await payments.jobs['refund-payment']!({ customerId: desk.shopper.customerId, refundNo });
    await desk.query('delete from graphile_worker._private_jobs');
    desk.shop.clock.advance(pauseMs + 4 * MINUTE_MS);
    await payments.jobs['revive-refunds']!({});
    expect(await jobs()).toEqual([]);
    desk.shop.clock.advance(2 * MINUTE_MS);
    await payments.jobs['revive-refunds']!({});
    expect(await jobs()).toHaveLength(1);
  }
});

test('a refund that is not done after a week, or whose gateway says nothing for a day, is a case until it ends', async () => {
  const [slow, silent] = [await cancelledAndPaid(), await cancelledAndPaid()];
  let isDone = false;
  const payments = desk.paymentsBy(
    gatewayThat('sandbox', {
      async refund(refund) {
        if (isDone) return givenBack(refund);
        return refund.refundNo === slow.refundNo
          ? { state: 'pending', reference: 'R' }
          : { state: 'unknown' };
      },
    }),
  );
  async function moveBoth(): Promise<void> {
    for (const { refundNo } of [slow, silent])
      await payments.jobs['refund-payment']!({ customerId: desk.shopper.customerId, refundNo });
    await payments.jobs['revive-refunds']!({});
  }
  await moveBoth();
  desk.shop.clock.advance(DAY_MS + MINUTE_MS);
  await moveBoth();
  expect(await desk.casesAbout(slow.refundNo)).toEqual([]);
  expect(await desk.casesAbout(silent.refundNo)).toEqual([{ kind: 'refund_overdue', open: true }]);
  desk.shop.clock.advance(6 * DAY_MS);
  await moveBoth();
  expect(await desk.casesAbout(slow.refundNo)).toEqual([{ kind: 'refund_overdue', open: true }]);
  isDone = true;
  await moveBoth();
  for (const { refundNo } of [slow, silent])
    expect(await desk.casesAbout(refundNo)).toEqual([{ kind: 'refund_overdue', open: false }]);
});

test('a refund of a gateway that is not set up waits, and a person is told', async () => {
  const { refundNo } = await cancelledAndPaid();
  const payments = desk.paymentsBy(gatewayThat('another'));
  const job = { customerId: desk.shopper.customerId, refundNo };
  await payments.jobs['refund-payment']!(job);
  expect(await pausesOf(refundNo)).toMatchObject([{ answer: 'no_gateway' }]);
  desk.shop.clock.advance(DAY_MS + MINUTE_MS);
  await payments.jobs['revive-refunds']!({});
  expect(await desk.casesAbout(refundNo)).toEqual([{ kind: 'refund_overdue', open: true }]);
});

test('a refused refund that is done after all closes its case', async () => {
  const { orderNo, refundNo } = await cancelledAndPaid();
  let answer = (_refund: AskedRefund): RefundReport => ({ state: 'refused', reason: 'merchant_balance' });
  const payments = desk.paymentsBy(gatewayThat('sandbox', { refund: async (refund) => answer(refund) }));
  const move = () => payments.jobs['refund-payment']!({ customerId: desk.shopper.customerId, refundNo });
  await move();
  expect(await desk.casesAbout(refundNo)).toEqual([{ kind: 'refund_refused', open: true }]);
  const asked = () =>
    askRefundAgain({ database: desk.shop.database.pool, clock: desk.shop.clock }, refundNo, BY_OPERATOR);
  desk.shop.clock.advance(3 * DAY_MS);
  expect(await asked()).toEqual({ ok: true, value: null });
  expect(await asked()).toMatchObject({ error: { code: 'refund_not_refused' } });
  expect(
    await desk.query(`select what, before, after from audit_acts where subject_id = $1`, refundNo),
  ).toEqual([{ what: 'refund:ask-again', before: { state: 'refused' }, after: { state: 'requested' } }]);
  // It has waited for a moment only since it was asked for again.
  await payments.jobs['revive-refunds']!({});
  expect(await desk.casesAbout(refundNo)).toEqual([{ kind: 'refund_refused', open: true }]);
  answer = givenBack;
  await move();
  expect(await desk.casesAbout(refundNo)).toEqual([{ kind: 'refund_refused', open: false }]);
  expect((await desk.shopper.call('GET', `/orders/${orderNo}`)).body.refundedAmount).toBe(
    await desk.totalOf(orderNo),
  );
});

test('a refused refund is not asked for again where another gives the money back, which closes its case', async () => {
  const { orderNo, refundNo } = await cancelledAndPaid();
  const payments = desk.paymentsBy(
    gatewayThat('sandbox', { refund: async () => ({ state: 'refused', reason: 'merchant_balance' }) }),
  );
  await payments.jobs['refund-payment']!({ customerId: desk.shopper.customerId, refundNo });
  await desk.query(
    `insert into refunds (customer_id, refund_no, payment_no, order_no, amount_fen, reason, state, requested_at)
     select customer_id, refund_no || 'A', payment_no, order_no, amount_fen, 'by hand', 'requested', requested_at
     from refunds where refund_no = $1`,
    refundNo,
  );
  expect(
    await askRefundAgain(
      { database: desk.shop.database.pool, clock: desk.shop.clock },
      refundNo,
      BY_OPERATOR,
    ),
  ).toMatchObject({
    error: { code: 'refund_exceeds_payment' },
  });
  await desk.query(
    `insert into cases (case_id, kind, subject, facts, opened_at, met_at)
     values (gen_random_uuid(), 'promise_without_refund', $1, '{}', now(), now())`,
    orderNo,
  );
  await payments.jobs['compare-promises']!({});
  expect(await desk.casesAbout(refundNo)).toEqual([{ kind: 'refund_refused', open: false }]);
  expect(await desk.casesAbout(orderNo)).toEqual([{ kind: 'promise_without_refund', open: false }]);
});

test('an event that breaks the sums of its page leaves every other promise compared', async () => {
  const [broken, lost] = [await cancelledAndPaid(), await cancelledAndPaid()];
  await desk.query('delete from refunds where order_no = $1', lost.orderNo);
  await desk.query(
    `update order_events set facts = facts || '{"amountFen": "much"}' where order_no = $1 and type = 'paid'`,
    broken.orderNo,
  );
  desk.shop.clock.advance(3 * MINUTE_MS);
  const payments = desk.paymentsBy(gatewayThat('sandbox'));
  await payments.jobs['compare-promises']!({});
  expect(await desk.query('select from refunds where order_no = $1', lost.orderNo)).toHaveLength(1);
  expect(await desk.casesAbout(broken.orderNo)).toEqual([{ kind: 'stuck', open: true }]);
  await desk.query(
    `update order_events set facts = facts || '{"amountFen": 10800}' where order_no = $1 and type = 'paid'`,
    broken.orderNo,
  );
  await payments.jobs['compare-promises']!({});
  expect(await desk.casesAbout(broken.orderNo)).toEqual([{ kind: 'stuck', open: false }]);
});
