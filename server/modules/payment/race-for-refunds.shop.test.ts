import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { Doing } from '../audit/index.ts';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { openPaymentDesk, type PaymentDesk } from '../../../test/support/payment-desk.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { tellListeners } from '../../../test/support/tell-listeners.ts';
import { waitForWaiting, whileHeld } from '../../../test/support/while-held.ts';
import { askRefundAgain } from './index.ts';
import { onOneServer } from '../../../test/support/on-one-server.ts';

// What refunds add up to is read on another connection behind the lock of the order: whoever comes second must see the first's.

const BY_OPERATOR: Doing = { actor: { by: 'system', job: 'test' }, from: null, reason: null };

let desk: PaymentDesk;
beforeAll(async () => void (desk = await openPaymentDesk()), 120_000);
afterAll(() => desk.shop.stop());
beforeEach(() => desk.clear());

async function paidOrder(): Promise<string> {
  const { orderNo, paymentNo } = await desk.openAt('sandbox');
  await playPayment(desk.shopper, paymentNo, 'succeed');
  return orderNo;
}

/** As the job does that tells payments of it. */
const tellCancelled = (orderNo: string): Promise<void> =>
  desk.shop.jobs['hear-payment']!({
    events: [{ type: 'order_cancelled', v: 2, customerId: desk.shopper.customerId, orderNo }],
  });

const cancel = (orderNo: string) => desk.shopper.call('POST', `/orders/${orderNo}/cancellation`);

const statesOf = async (orderNo: string) =>
  (
    await desk.query<{ state: string }>(
      'select state from refunds where order_no = $1 order by state',
      orderNo,
    )
  ).map(({ state }) => state);

/** Starts all of these while somebody holds the order, and lets them go on when each waits for it. */
async function atOnce<T>(orderNo: string, works: readonly (() => Promise<T>)[]): Promise<T[]> {
  const { pool } = desk.shop.database;
  const running: Promise<T>[] = [];
  await whileHeld(pool, 'select from orders where order_no = $1 for update', [orderNo], async () => {
    for (const work of works) running.push(work());
    await waitForWaiting(pool, works.length);
  });
  return Promise.all(running);
}

onOneServer(
  'of several cancellations at once one counts, its goods go back once and its money is asked back once',
  async () => {
    const orderNo = await paidOrder();
    const answers = await atOnce(
      orderNo,
      Array.from({ length: 4 }, () => () => cancel(orderNo)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    await tellListeners(desk.shop);
    expect(await statesOf(orderNo)).toEqual(['requested']);
    await expectBooksToAgree(desk.shop.database.pool);
  },
);

onOneServer('however many hear of a cancelled order at once, its money is asked back once', async () => {
  const orderNo = await paidOrder();
  expect((await cancel(orderNo)).status).toBe(200);
  await atOnce(
    orderNo,
    Array.from({ length: 4 }, () => () => tellCancelled(orderNo)),
  );
  expect(await statesOf(orderNo)).toEqual(['requested']);
  await tellListeners(desk.shop);
  expect(await statesOf(orderNo)).toEqual(['requested']);
  await expectBooksToAgree(desk.shop.database.pool);
});

onOneServer(
  'a refused refund that is asked for again while another gives the money back: one of the two does',
  async () => {
    const orderNo = await paidOrder();
    expect((await cancel(orderNo)).status).toBe(200);
    await tellListeners(desk.shop);
    await desk.query(`update refunds set state = 'refused' where order_no = $1`, orderNo);
    const [refund] = await desk.query<{ refundNo: string }>(
      'select refund_no as "refundNo" from refunds where order_no = $1',
      orderNo,
    );
    const { clock, database } = desk.shop;
    const askAgain = () =>
      askRefundAgain({ clock, database: database.pool }, refund!.refundNo, BY_OPERATOR).then(
        (asked) => asked.ok,
      );
    const giveBack = () => tellCancelled(orderNo).then(() => undefined);
    const outcomes = await atOnce<boolean | undefined>(orderNo, [giveBack, askAgain, giveBack, askAgain]);
    const isAskedAgain = outcomes.includes(true);
    expect(outcomes.filter((isOk) => isOk === true).length).toBeLessThanOrEqual(1);
    expect(await statesOf(orderNo)).toEqual(isAskedAgain ? ['requested'] : ['refused', 'requested']);
    await expectBooksToAgree(desk.shop.database.pool);
  },
);
