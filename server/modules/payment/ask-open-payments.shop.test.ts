import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { gatewayThat, received } from '../../../test/support/gateways.ts';
import { openPaymentDesk, type PaymentDesk } from '../../../test/support/payment-desk.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { openPayment } from '../../../test/support/shopper.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import type { PaymentReport } from './gateway.ts';

// Jobs that look over many payments: a gateway that hangs, a row that breaks. Neither delays another.

const MINUTE_MS = 60_000;

let desk: PaymentDesk;
beforeAll(async () => void (desk = await openPaymentDesk()), 120_000);
afterAll(() => desk.shop.stop());
beforeEach(() => desk.clear());

test('a gateway that hangs holds up its own payments and no other', async () => {
  const dead: { orderNo: string; paymentNo: string }[] = [];
  for (let index = 0; index < 6; index += 1) dead.push(await desk.openAt('dead'));
  const alive = await desk.openAt('alive');
  desk.shop.clock.advance(2 * MINUTE_MS);
  const hanging = Promise.withResolvers<PaymentReport>();
  const payments = desk.paymentsBy(
    gatewayThat('dead', { query: () => hanging.promise }),
    gatewayThat('alive', { query: async (payment) => received('alive', payment) }),
  );
  const asking = payments.jobs['ask-open-payments']!({});
  await waitFor('the other to be paid', async () => (await desk.stateOf(alive.paymentNo)) === 'succeeded');
  for (const { paymentNo } of dead) expect(await desk.stateOf(paymentNo)).toBe('pending');
  hanging.resolve({ state: 'pending' });
  await asking;
  expect(desk.logged).toEqual([]);
  await expectBooksToAgree(desk.shop.database.pool);
});

test('one payment that breaks delays no other, is a case once, and closes it when it is done', async () => {
  const broken = await desk.openAt('odd');
  const fine = [await desk.openAt('odd'), await desk.openAt('odd')];
  desk.shop.clock.advance(2 * MINUTE_MS);
  let isBroken = true;
  const odd = gatewayThat('odd', {
    async query({ paymentNo }) {
      if (paymentNo === broken.paymentNo && isBroken) throw new TypeError('what is this');
      return { state: 'failed', cause: 'timeout' };
    },
  });
  const ask = () => desk.paymentsBy(odd).jobs['ask-open-payments']!({});
  await ask();
  for (const { paymentNo } of fine) expect(await desk.stateOf(paymentNo)).toBe('failed');
  expect(await desk.casesAbout(broken.paymentNo)).toEqual([{ kind: 'stuck', open: true }]);
  // Asked a moment ago, it is not in the list; its case is looked at all the same, and stays.
  await ask();
  expect(await desk.casesAbout(broken.paymentNo)).toEqual([{ kind: 'stuck', open: true }]);
  expect(desk.logged).toHaveLength(1);
  isBroken = false;
  await ask();
  expect(await desk.stateOf(broken.paymentNo)).toBe('failed');
  expect(await desk.casesAbout(broken.paymentNo)).toEqual([{ kind: 'stuck', open: false }]);
});

test('a payment whose time is over and whose gateway stays silent is in doubt until the gateway answers', async () => {
  const { orderNo, paymentNo } = await desk.openAt('silent');
  let answer: 'unknown' | 'closed' = 'unknown';
  const payments = desk.paymentsBy(gatewayThat('silent', { close: async () => ({ state: answer }) }));
  desk.shop.clock.advance(35 * MINUTE_MS);
  await payments.jobs['ask-open-payments']!({});
  expect(await desk.casesAbout(paymentNo)).toEqual([]);
  desk.shop.clock.advance(10 * MINUTE_MS);
  await payments.jobs['ask-open-payments']!({});
  desk.shop.clock.advance(2 * MINUTE_MS);
  await payments.jobs['ask-open-payments']!({});
  expect(await desk.casesAbout(paymentNo)).toEqual([{ kind: 'payment_in_doubt', open: true }]);
  expect(desk.logged).toHaveLength(1);
  expect(await desk.query('select facts from cases where subject = $1', paymentNo)).toEqual([
    { facts: { orderNo, gateway: 'silent', amountFen: await desk.totalOf(orderNo) } },
  ]);
  answer = 'closed';
  desk.shop.clock.advance(2 * MINUTE_MS);
  await payments.jobs['ask-open-payments']!({});
  expect(await desk.stateOf(paymentNo)).toBe('expired');
  expect(await desk.casesAbout(paymentNo)).toEqual([{ kind: 'payment_in_doubt', open: false }]);
});

test('closing what is open waits for a silent gateway by itself, and fails no job', async () => {
  const { orderNo, paymentNo } = await desk.openAt('slow');
  let answer: 'unknown' | 'closed' = 'unknown';
  const payments = desk.paymentsBy(gatewayThat('slow', { close: async () => ({ state: answer }) }));
  const waiting = () =>
    desk.query<{ payload: object; inMs: number }>(
      `select payload, (extract(epoch from run_at) * 1000)::float8 as "inMs" from graphile_worker._private_jobs
       where payload ->> 'orderNo' = $1 and payload ->> 'since' is not null order by id`,
      orderNo,
    );
  const customer = { customerId: desk.shopper.customerId, orderNo };
  // As an older version has added it.
  await payments.jobs['close-payments']!(customer);
  const [again] = await waiting();
  expect(again!.payload).toMatchObject(customer);
  expect(again!.inMs - desk.shop.clock.now().getTime()).toBeGreaterThan(10_000);
  answer = 'closed';
  await payments.jobs['close-payments']!(again!.payload);
  expect(await desk.stateOf(paymentNo)).toBe('cancelled');
  expect(await waiting()).toHaveLength(1);
});

test('what is open of an order that is paid or cancelled is closed by the clock, where the job that should have is lost', async () => {
  const [paid, cancelled, waits] = [
    await desk.openAt('sandbox'),
    await desk.openAt('lost'),
    await desk.openAt('lost'),
  ];
  const other = (await openPayment(desk.shopper, paid.orderNo)).body.paymentNo;
  await playPayment(desk.shopper, paid.paymentNo, 'succeed');
  let answer: 'unknown' | 'closed' = 'unknown';
  const payments = desk.paymentsBy(
    gatewayThat('sandbox'),
    gatewayThat('lost', { close: async () => ({ state: answer }) }),
  );
  await desk.shopper.call('POST', `/orders/${cancelled.orderNo}/cancellation`);
  await desk.query('delete from graphile_worker._private_jobs');
  // Young, they are left to the job.
  await payments.jobs['ask-open-payments']!({});
  expect(await desk.stateOf(other)).toBe('pending');
  desk.shop.clock.advance(2 * MINUTE_MS);
  await payments.jobs['ask-open-payments']!({});
  expect(await desk.stateOf(other)).toBe('cancelled');
  expect(await desk.stateOf(cancelled.paymentNo)).toBe('pending');
  answer = 'closed';
  desk.shop.clock.advance(2 * MINUTE_MS);
  await payments.jobs['ask-open-payments']!({});
  expect(await desk.stateOf(cancelled.paymentNo)).toBe('cancelled');
  expect(await desk.stateOf(waits.paymentNo)).toBe('pending');
  expect(desk.logged).toEqual([]);
});
