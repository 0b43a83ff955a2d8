import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { openDatabase } from '../../platform/database.ts';
import { gatewayThat, givenBack, paymentsOf, received } from '../../../test/support/gateways.ts';
import { openPaymentDesk, type PaymentDesk } from '../../../test/support/payment-desk.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { tapLine } from '../../../test/support/tap-line.ts';
import { tellListeners } from '../../../test/support/tell-listeners.ts';
import type { Gateway } from './gateway.ts';
import { noticeBindingOf } from './seal-notice.ts';

// Everything that is said between the shop and its gateways, written down before it is acted on.

const DAY_MS = 24 * 3_600_000;

let desk: PaymentDesk;
beforeAll(async () => void (desk = await openPaymentDesk()), 120_000);
afterAll(() => desk.shop.stop());
beforeEach(() => desk.clear());

type Said = { eventId: string; kind: string; facts: Record<string, unknown>; sealed: Buffer | null };
const saidOf = (paymentNo: string) =>
  desk.query<Said>(
    `select event_id as "eventId", kind, facts, sealed from payment_events where payment_no = $1 order by event_id`,
    paymentNo,
  );

test('a payment, its notifications and its refund leave every step behind, in order', async () => {
  const { orderNo, paymentNo } = await desk.openAt('sandbox');
  await playPayment(desk.shopper, paymentNo, 'duplicate_callback');
  await desk.shopper.call('POST', `/orders/${orderNo}/cancellation`);
  await tellListeners(desk.shop);
  const [refund] = await desk.query<{ refundNo: string }>(
    'select refund_no as "refundNo" from refunds where order_no = $1',
    orderNo,
  );
  await desk.shop.jobs['refund-payment']!({ customerId: desk.shopper.customerId, ...refund });
  const said = await saidOf(paymentNo);
  const total = await desk.totalOf(orderNo);
  expect(said.map(({ kind }) => kind)).toEqual([
    ...['opening_asked', 'opening_answered', 'notified', 'notified', 'notified'],
    ...['refund_asked', 'refund_answered'],
  ]);
  expect(said[0]!.facts).toMatchObject({ amount: total, channel: 'qr' });
  expect(said[1]!.facts).toMatchObject({ state: 'open', reference: expect.stringMatching(/^SB/) as string });
  expect(said[2]!.facts).toMatchObject({ state: 'succeeded', amount: total, currency: 'CNY' });
  expect(said[6]!.facts).toMatchObject({ state: 'completed', amount: total });
  // Nothing by which anybody could see the payer's page.
  expect(JSON.stringify(said.map(({ facts }) => facts))).not.toContain('sandbox-bank');
});

test('the bytes of a notification are kept as they came, sealed by the customer’s key, and forgotten after 400 days', async () => {
  const { paymentNo } = await desk.openAt('sandbox');
  const customerId = desk.shopper.customerId as CustomerId;
  const body = Buffer.from([0xff, 0xfe, 0x00, 0x31]);
  const payments = desk.paymentsBy(
    gatewayThat('sandbox', {
      readNotification: async () => ({
        ...{ kind: 'payment', notificationId: 'N1', paymentNo, report: { state: 'pending' } },
      }),
    }),
  );
  const headers = { 'x-signature': 'abc', cookie: 'mine' };
  await payments.receiveNotification('sandbox', { headers, body });
  const [notified] = (await saidOf(paymentNo)).filter(({ kind }) => kind === 'notified');
  expect(notified!.sealed!.includes(body)).toBe(false);
  const { sealing, customers } = desk.shop.house;
  const key = await customers.dataKey(customerId);
  const opened = sealing.open(key, noticeBindingOf(customerId, notified!.eventId), notified!.sealed!);
  expect(JSON.parse(opened)).toEqual({
    headers: { 'x-signature': 'abc' },
    base64: body.toString('base64'),
  });
  const forget = () => payments.jobs['forget-notices']!({});
  desk.shop.clock.advance(399 * DAY_MS);
  await forget();
  expect((await saidOf(paymentNo)).some(({ sealed }) => sealed !== null)).toBe(true);
  desk.shop.clock.advance(2 * DAY_MS);
  await forget();
  const left = await saidOf(paymentNo);
  expect(left.every(({ sealed }) => sealed === null)).toBe(true);
  expect(left.some(({ kind }) => kind === 'notified')).toBe(true);
});

test('of questions only news is written down, and what a gateway does not say is no news', async () => {
  const { paymentNo } = await desk.openAt('slow');
  let isPaid = false;
  const payments = desk.paymentsBy(
    gatewayThat('slow', {
      query: async (payment) => (isPaid ? received('slow', payment) : { state: 'pending' }),
    }),
  );
  const ask = async (): Promise<void> => {
    desk.shop.clock.advance(2 * 60_000);
    await payments.jobs['ask-open-payments']!({});
  };
  await ask();
  await ask();
  isPaid = true;
  await ask();
  const answers = (await saidOf(paymentNo)).filter(({ kind }) => kind === 'query_answered');
  expect(answers.map(({ facts }) => facts['state'])).toEqual(['succeeded']);
  expect(await desk.stateOf(paymentNo)).toBe('succeeded');
});

test('what differs from what was asked is written down, a case, and settles nothing', async () => {
  const { orderNo, paymentNo } = await desk.openAt('odd');
  const cancelled = await desk.openAt('odd');
  const query: Gateway['query'] = async (payment) => ({ ...received('odd', payment), currency: 'USD' });
  const payments = desk.paymentsBy(gatewayThat('odd', { query }));
  desk.shop.clock.advance(2 * 60_000);
  await payments.jobs['ask-open-payments']!({});
  expect(await desk.stateOf(paymentNo)).toBe('pending');
  expect(await desk.casesAbout(paymentNo)).toEqual([{ kind: 'report_differs', open: true }]);
  expect((await desk.shopper.call('GET', `/orders/${orderNo}`)).body.paidAmount).toBe(0);
  // A refund of another amount leaves what is owed as it is, and is asked about again.
  const paid = desk.paymentsBy(gatewayThat('odd', { query: async (payment) => received('odd', payment) }));
  desk.shop.clock.advance(2 * 60_000);
  await paid.jobs['ask-open-payments']!({});
  expect(await desk.casesAbout(paymentNo)).toEqual([{ kind: 'report_differs', open: false }]);
  await desk.shopper.call('POST', `/orders/${cancelled.orderNo}/cancellation`);
  await tellListeners(desk.shop);
  const [refund] = await desk.query<{ refundNo: string }>(
    'select refund_no as "refundNo" from refunds where order_no = $1',
    cancelled.orderNo,
  );
  let isRight = false;
  const giving = desk.paymentsBy(
    gatewayThat('odd', {
      async refund(asked) {
        const report = givenBack(asked);
        return isRight || report.state !== 'completed' ? report : { ...report, currency: 'USD' };
      },
    }),
  );
  const move = () =>
    giving.jobs['refund-payment']!({ customerId: desk.shopper.customerId, refundNo: refund!.refundNo });
  await move();
  await move();
  expect(await desk.casesAbout(refund!.refundNo)).toEqual([{ kind: 'report_differs', open: true }]);
  isRight = true;
  await move();
  expect(await desk.casesAbout(refund!.refundNo)).toEqual([{ kind: 'report_differs', open: false }]);
});

test('paying waits for few round trips: to open one six, to take a notification as many', async () => {
  const line = await tapLine(desk.shop.database.url);
  const pool = openDatabase({ connection: { connectionString: line.url }, onError: () => undefined });
  try {
    let paymentNo = '';
    const payments = paymentsOf(
      desk.shop,
      [
        gatewayThat('near', {
          async create(payment) {
            paymentNo = payment.paymentNo;
            return { state: 'open', action: { type: 'qr', content: 'near' } };
          },
          readNotification: async ({ body }) => ({
            kind: 'payment',
            notificationId: randomUUID(),
            paymentNo: body.toString(),
            report: { state: 'pending' },
          }),
        }),
      ],
      () => undefined,
      pool,
    );
    const count = async (work: () => Promise<unknown>): Promise<number> => {
      const before = line.roundTrips();
      await work();
      return line.roundTrips() - before;
    };
    const customerId = desk.shopper.customerId as CustomerId;
    const open = async (): Promise<void> => {
      const { orderNo } = await desk.openAt('sandbox');
      await desk.query(`update payments set state = 'failed' where order_no = $1`, orderNo);
      const request = { customerId, orderNo: orderNo as OrderNo, gateway: 'near', channel: 'qr' as const };
      await payments.open({ ...request, idempotencyKey: randomUUID() }, 'en');
    };
    await open();
    // The key, the attempts, the row, then what is asked beside the call, what is answered, and what the payer is to do.
    expect(await count(open)).toBeLessThanOrEqual(6);
    const take = () => payments.receiveNotification('near', { headers: {}, body: Buffer.from(paymentNo) });
    await take();
    expect(await count(take)).toBeLessThanOrEqual(7);
  } finally {
    await pool.end();
    line.server.close();
  }
});

test('staff see what was said on the page of the order', async () => {
  const { orderNo, paymentNo } = await desk.openAt('sandbox');
  const shown = await desk.shop.house.payment.moneyOf(
    { customerId: desk.shopper.customerId as CustomerId, orderNo: orderNo as OrderNo },
    'en',
  );
  expect(shown.exchanges).toMatchObject([
    { kind: 'opening_answered', outcome: 'can be paid now', paymentNo },
    { kind: 'opening_asked', what: 'Asked to take a payment', outcome: '' },
  ]);
});
