import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PaymentNo } from '../../server/kernel/ids.ts';
import { newCustomerId } from '../../server/kernel/ids.ts';
import { fen } from '../../server/kernel/money.ts';
import { newPaymentNo } from '../../server/kernel/numbers.ts';
import { checkNumbers, newRefundNo } from '../../server/modules/payment/check-numbers.ts';
import type {
  AskedRefund,
  NewPayment,
  RawNotification,
  RefundReport,
} from '../../server/modules/payment/gateway.ts';
import { restWhenSilent } from '../../server/modules/payment/rest-when-silent.ts';
import type { GatewayBench, NoticeRules } from './gateway-bench.ts';

const AMOUNT = fen(12_345);
const HOUR_MS = 3_600_000;
const HANGS_FOR_MS = 300;

/** What every gateway keeps to, whatever its service is. `open`: the gateway with its service. */
export function gatewayContract(name: string, open: () => Promise<GatewayBench>): void {
  describe(`${name}, as every gateway`, () => {
    let bench: GatewayBench;
    beforeAll(async () => {
      bench = await open();
    });
    afterAll(() => bench.close());

    const draft = (): NewPayment => draftPayment(bench);
    const openOne = async (): Promise<NewPayment> => {
      const payment = draft();
      expect(await bench.gateway.create(payment)).toMatchObject({ state: 'open' });
      return payment;
    };
    const asked = (payment: NewPayment) => ({ ...payment, reference: null });
    const refundOf = (payment: NewPayment, amount: number): AskedRefund => ({
      refundNo: newRefundNo(newCustomerId(), bench.clock.now()),
      payment: asked(payment),
      amount: fen(amount),
      reason: 'order_cancelled',
      requestedAt: bench.clock.now(),
    });
    /** Where money takes its time, some of it passes; parts of one payment may have to be apart. */
    const whenMoved = async (refund: AskedRefund): Promise<RefundReport> => {
      const report = await bench.gateway.refund(refund);
      if (report.state !== 'pending') return report;
      bench.clock.advance(120_000);
      return bench.gateway.refund(refund);
    };

    test('takes our numbers, and says what it is', () => {
      expect(() => checkNumbers(bench.gateway)).not.toThrow();
      expect(bench.gateway.channels.length).toBeGreaterThan(0);
      expect(bench.gateway.merchant).not.toBe('');
    });

    test('a payment is opened, waits, is paid, and says so each time it is asked', async () => {
      const payment = await openOne();
      expect(await bench.gateway.query(asked(payment))).toEqual({ state: 'pending' });
      await bench.pay(payment.paymentNo);
      const { paymentNo, amount } = payment;
      const paid = await bench.gateway.query(asked(payment));
      expect(paid).toMatchObject({
        ...{ state: 'succeeded', paymentNo, amount, currency: 'CNY' },
        merchant: bench.gateway.merchant,
      });
      expect(await bench.gateway.query(asked(payment))).toEqual(paid);
    });

    test('asking twice to open opens one payment', async () => {
      const payment = await openOne();
      expect(await bench.gateway.create(payment)).toMatchObject({ state: 'open' });
      await bench.pay(payment.paymentNo);
      expect(await bench.gateway.query(asked(payment))).toMatchObject({ state: 'succeeded', amount: AMOUNT });
    });

    test('what it has never seen is not paid, can be closed, and has no refund', async () => {
      const unknown = asked(draft());
      expect(await bench.gateway.query(unknown)).toEqual({ state: 'pending' });
      const end = bench.manners.closes ? 'closed' : 'pending';
      expect(await bench.gateway.close(unknown)).toEqual({ state: end });
      expect(await bench.gateway.queryRefund(refundOf(draft(), 1))).toEqual({ state: 'not_found' });
    });

    test('a notification says what a query says, under the same id each time it comes', async () => {
      const payment = await openOne();
      const [raw] = await bench.pay(payment.paymentNo);
      const read = await bench.gateway.readNotification(raw!);
      const report = await bench.gateway.query(asked(payment));
      expect(read).toMatchObject({ kind: 'payment', paymentNo: payment.paymentNo, report });
      expect(await bench.gateway.readNotification(raw!)).toEqual(read);
    });

    test('a forged notification is refused, and so is a true one that was changed or is old', async () => {
      const payment = await openOne();
      const [forged] = await bench.forge(payment.paymentNo);
      const read = (raw: RawNotification) => bench.gateway.readNotification(raw);
      expect(await read(forged!)).toBeUndefined();
      expect(await bench.gateway.query(asked(payment))).toEqual({ state: 'pending' });
      const [raw] = await bench.pay(payment.paymentNo);
      for (const wrong of wrongOnes(raw!, bench.notices)) expect(await read(wrong)).toBeUndefined();
      const { lastMs } = bench.notices;
      bench.clock.advance(lastMs ?? 0);
      if (lastMs !== null) expect(await read(raw!)).toBeUndefined();
    });

    test('what is open is closed, once and for all', async () => {
      const payment = await openOne();
      await bench.come(payment.paymentNo);
      if (!bench.manners.closes) {
        expect(await bench.gateway.close(asked(payment))).toEqual({ state: 'pending' });
        bench.clock.advance(HOUR_MS);
      }
      expect(await bench.gateway.close(asked(payment))).toEqual({ state: 'closed' });
      expect(await bench.gateway.close(asked(payment))).toEqual({ state: 'closed' });
      expect(await bench.gateway.query(asked(payment))).toEqual({ state: 'closed' });
    });

    test('what is paid is not closed', async () => {
      const payment = await openOne();
      await bench.pay(payment.paymentNo);
      expect(await bench.gateway.close(asked(payment))).toEqual({ state: 'already_paid' });
      expect(await bench.gateway.query(asked(payment))).toMatchObject({ state: 'succeeded' });
    });

    test('asking twice for a refund moves the money once', async () => {
      const payment = await openOne();
      await bench.pay(payment.paymentNo);
      const refund = refundOf(payment, AMOUNT);
      const completed = await whenMoved(refund);
      expect(completed).toMatchObject({ state: 'completed', amount: AMOUNT, currency: 'CNY' });
      expect(await bench.gateway.refund(refund)).toEqual(completed);
      expect(await bench.gateway.queryRefund(refund)).toEqual(completed);
      expect(await bench.givenBack(payment.paymentNo)).toBe(AMOUNT);
    });

    test('parts go back until nothing is left, and never more', async () => {
      const payment = await openOne();
      await bench.pay(payment.paymentNo);
      const parts = [];
      for (const amount of [5_000, 7_345]) {
        parts.push(await whenMoved(refundOf(payment, amount)));
        bench.clock.advance(120_000);
      }
      expect(parts).toMatchObject([
        { state: 'completed', amount: 5_000 },
        { state: 'completed', amount: 7_345 },
      ]);
      expect(await whenMoved(refundOf(payment, 1))).toMatchObject({
        state: 'refused',
        reason: 'exceeds_payment',
      });
      expect(await bench.givenBack(payment.paymentNo)).toBe(AMOUNT);
    });

    test.each(['broken', 'hangs'] as const)(
      'a service that is %s is silent, and says nothing',
      async (line) => {
        const payment = await openOne();
        const patient = restWhenSilent(bench.gateway, bench.clock, HANGS_FOR_MS);
        bench.set(line);
        try {
          const reports = [
            ...[
              bench.manners.asksToOpen ? await patient.create(draft()) : { state: 'unknown' },
              await patient.query(asked(payment)),
              await patient.close(asked(payment)),
            ],
            ...[await patient.refund(refundOf(payment, 1)), await patient.queryRefund(refundOf(payment, 1))],
          ];
          expect(reports.map(({ state }) => state)).toEqual(Array(5).fill('unknown'));
        } finally {
          bench.set('open');
        }
        expect(await bench.gateway.query(asked(payment))).toEqual({ state: 'pending' });
      },
    );

    test('an answer that is lost leaves a payment and a refund that can be asked about', async () => {
      const payment = draft();
      bench.set('lost');
      const { asksToOpen } = bench.manners;
      expect((await bench.gateway.create(payment)).state).toBe(asksToOpen ? 'unknown' : 'open');
      bench.set('open');
      await bench.pay(payment.paymentNo);
      const paid = await bench.gateway.query(asked(payment));
      if (paid.state !== 'succeeded') throw new Error(`a payment that was paid is ${paid.state}`);
      const { reference } = paid;
      const refund = { ...refundOf(payment, 100), payment: { ...payment, reference } };
      bench.set('lost');
      expect(await bench.gateway.refund(refund)).toEqual({ state: 'unknown' });
      bench.set('open');
      expect(['pending', 'completed']).toContain((await bench.gateway.queryRefund(refund)).state);
      expect(await whenMoved(refund)).toMatchObject({ state: 'completed', amount: 100 });
      expect(await bench.givenBack(payment.paymentNo)).toBe(100);
    });

    test('its settings prove to be right, where the service answers', async () => {
      bench.set('broken');
      const silent = await bench.gateway.check({ notifyUrl: bench.notifyUrl });
      bench.set('open');
      expect(silent).toContainEqual(expect.objectContaining({ state: 'wrong' }));
      const wrong = (await bench.gateway.check({ notifyUrl: 'https://shop.example/notices' })).filter(
        ({ state }) => state !== 'right',
      );
      expect(wrong).toEqual([]);
    });

    test('its bill, where it has one, tells of the day what was paid and given back', async () => {
      const { bills } = bench.gateway;
      if (bills === undefined) return;
      const payment = await openOne();
      const { state: _state, ...money } = (await bench.pay(payment.paymentNo),
      await bench.gateway.query(asked(payment))) as {
        state: string;
        reference: string;
      };
      const refund = refundOf(payment, 345);
      await whenMoved(refund);
      const { billDay, quietDay } = bench.manners;
      const date = billDay(bench.clock.now());
      expect(await bills.readBill(date)).toEqual({ state: 'not_ready' });
      bench.clock.advance(36 * HOUR_MS);
      const bill = await bills.readBill(date);
      if (bill.state !== 'ready') throw new Error(`the bill of ${date} is ${bill.state}`);
      expect(bill.lines).toContainEqual(
        expect.objectContaining({
          ...{ kind: 'payment', number: payment.paymentNo, reference: money.reference, amount: AMOUNT },
        }),
      );
      expect(bill.lines).toContainEqual(
        expect.objectContaining({ kind: 'refund', number: refund.refundNo, amount: 345 }),
      );
      expect(await bills.readBill(quietDay(bench.clock.now()))).toEqual({ state: 'ready', lines: [] });
    });
  });
}

function draftPayment({ gateway, clock, notifyUrl }: GatewayBench): NewPayment {
  const now = clock.now();
  return {
    paymentNo: newPaymentNo(newCustomerId(), now) as PaymentNo,
    amount: AMOUNT,
    channel: gateway.channels[0]!,
    createdAt: now,
    description: 'KS 一台灯 😀',
    expiresAt: new Date(now.getTime() + HOUR_MS / 2),
    notifyUrl,
    returnUrl: 'http://127.0.0.1/cashier/1',
    returnByPostUrl: 'http://127.0.0.1/payment-returns/1',
    payerIp: '192.0.2.1',
  };
}

/** Like a true one, and not the service's word. */
function wrongOnes({ headers, body }: RawNotification, { provedBy }: NoticeRules): RawNotification[] {
  const text = body.toString();
  return [
    { headers, body: Buffer.from(`${text} `) },
    { headers, body: Buffer.from(text.replace(/[0-9]/, (digit) => String((Number(digit) + 1) % 10))) },
    { headers, body: Buffer.alloc(0) },
    ...(provedBy === 'headers' ? [{ headers: {}, body }] : []),
    { headers: {}, body: Buffer.from('not json') },
  ];
}
