import { inShanghai } from '../../../../kernel/shop-day.ts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { newCustomerId } from '../../../../kernel/ids.ts';
import { fen } from '../../../../kernel/money.ts';
import { newPaymentNo } from '../../../../kernel/numbers.ts';
import { newRefundNo } from '../../check-numbers.ts';
import type { AskedRefund, Gateway, NewPayment } from '../../gateway.ts';
import {
  openUnionPayBench,
  type Form,
  type UnionPayBench,
} from '../../../../../test/support/union-pay-bench.ts';
import { waitFor } from '../../../../../test/support/wait-for.ts';

let bench: UnionPayBench;
let gateway: Gateway;
beforeAll(async () => {
  bench = await openUnionPayBench();
  gateway = bench.gateway;
});
afterAll(() => bench.close());
afterEach(() => {
  bench.service.refundTakesMs = 2_000;
  Object.assign(bench.service.faults, { api: undefined, notices: undefined, refunds: undefined });
});

function draft(more: Partial<NewPayment> = {}): NewPayment {
  const now = bench.clock.now();
  return {
    paymentNo: newPaymentNo(newCustomerId(), now),
    amount: fen(9_900),
    channel: 'redirect',
    createdAt: now,
    description: 'KS {沙发}&=🛋️ "100"',
    expiresAt: new Date(now.getTime() + 1_800_000),
    notifyUrl: bench.notifyUrl,
    returnUrl: 'http://127.0.0.1/cashier/1',
    returnByPostUrl: 'http://127.0.0.1/payment-returns/1',
    ...more,
  };
}

async function formOf(payment: NewPayment, at = gateway): Promise<Form> {
  const report = await at.create(payment);
  if (report.state !== 'open' || report.action.type !== 'form') throw new Error('no form was made');
  return report.action;
}

async function opened(): Promise<NewPayment> {
  const payment = draft();
  const response = await bench.post(await formOf(payment));
  expect([response.status, response.headers.get('location')]).toEqual([
    303,
    expect.stringContaining('/union-pay/pay/'),
  ]);
  return payment;
}

async function paid(): Promise<NewPayment> {
  const payment = draft();
  await gateway.create(payment);
  await bench.pay(payment.paymentNo);
  return payment;
}

const asked = (payment: NewPayment) => ({ ...payment, reference: null });
const refundOf = (payment: NewPayment, amount = 100): AskedRefund => ({
  refundNo: newRefundNo(newCustomerId(), bench.clock.now()),
  ...{ payment: asked(payment), amount: fen(amount), reason: '取消', requestedAt: bench.clock.now() },
});

describe("the form that the payer's browser posts", () => {
  test('says when its time is over, in Beijing, and nothing that stands between fields', async () => {
    const createdAt = bench.clock.now();
    const { fields, url } = await formOf(draft({ createdAt }));
    expect(url).toMatch(/\/gateway\/api\/frontTransReq\.do$/);
    const beijing = (at: Date): string => inShanghai(at).replace(/\D/g, '').slice(0, 14);
    expect(fields).toMatchObject({
      ...{ txnTime: beijing(createdAt), payTimeout: beijing(new Date(createdAt.getTime() + 1_800_000)) },
      ...{ txnAmt: '9900', channelType: '07', riskRateInfo: '{commodityName=KS 沙发 100}' },
    });
    expect((await formOf(draft({ channel: 'h5' }))).fields.channelType).toBe('08');
  });

  test('is refused where anything of it was changed on the way', async () => {
    const form = await formOf(draft());
    const changes: Record<string, string>[] = [
      { txnAmt: '1' },
      { backUrl: 'http://127.0.0.1/mine' },
      { certId: '1' },
      { signature: '' },
    ];
    for (const change of changes) {
      const response = await bench.post({ ...form, fields: { ...form.fields, ...change } });
      expect([response.status, await response.text()]).toEqual([400, expect.stringMatching(/：1[13] /)]);
    }
  });

  test('can be posted again until it is paid, and not once its time is over', async () => {
    const payment = await opened();
    const form = await formOf(payment);
    expect((await bench.post(form)).status).toBe(303);
    await bench.pay(payment.paymentNo);
    expect(await (await bench.post(form)).text()).toContain('12 重复交易');
    const late = await formOf(draft({ expiresAt: new Date(bench.clock.now().getTime() - 1_000) }));
    expect((await bench.post(late)).status).toBe(400);
  });
});

describe('what becomes of a payment', () => {
  test('a card that is refused says why, and another card on the same page still pays', async () => {
    const payment = await opened();
    await bench.service.play(payment.paymentNo, 'insufficient_funds');
    expect(await gateway.query(asked(payment))).toEqual({
      ...{ state: 'failed', cause: 'insufficient_funds', code: '64' },
    });
    expect(await gateway.close(asked(payment))).toEqual({ state: 'pending' });
    await bench.service.play(payment.paymentNo, 'succeed');
    expect(await gateway.query(asked(payment))).toMatchObject({ state: 'succeeded' });
  });

  test('one that the bank does not speak of waits, two minutes beyond its time', async () => {
    const payment = await opened();
    await bench.service.play(payment.paymentNo, 'under_way');
    const state = async (): Promise<string> => (await gateway.query(asked(payment))).state;
    expect(await state()).toBe('pending');
    bench.clock.advance(1_801_000);
    expect(await state()).toBe('pending');
    bench.clock.advance(120_000);
    expect(await state()).toBe('closed');
  });
});

describe('whose word is taken', () => {
  test.each(['page', 'broken', 'forged'] as const)('an answer that is %s says nothing', async (api) => {
    const payment = await paid();
    bench.service.faults.api = api;
    expect(await gateway.query(asked(payment))).toEqual({ state: 'unknown' });
  });

  test.each(['forged', 'by_merchant'] as const)('a notice that is %s is refused', async (notices) => {
    bench.service.faults.notices = notices;
    const payment = draft();
    await gateway.create(payment);
    const [raw] = await bench.pay(payment.paymentNo);
    expect(await gateway.readNotification(raw!)).toBeUndefined();
    expect(gateway.answerNotification('refused').status).toBe(400);
  });

  test('a new certificate of UnionPay is known without a restart', async () => {
    const first = await paid();
    await bench.service.books.renewSigner(bench.clock.now());
    expect(await gateway.query(asked(first))).toMatchObject({ state: 'succeeded' });
  });

  test('one of another merchant is refused, whoever has signed it', async () => {
    const payment = draft();
    await gateway.create(payment);
    const [raw] = await bench.pay(payment.paymentNo);
    const other = bench.gatewayWith({ merId: '777290058110049' });
    expect(await other.readNotification(raw!)).toBeUndefined();
    expect(await gateway.readNotification(raw!)).toMatchObject({ kind: 'payment' });
  });
});

describe('refunds', () => {
  test('taken on is not done: the notice says how it ended', async () => {
    bench.service.refundTakesMs = 100;
    const refund = refundOf(await paid());
    expect(await gateway.refund(refund)).toMatchObject({ state: 'pending' });
    const raw = await waitFor('the notice of a refund', async () => bench.takeNotices()[0], 5_000);
    expect(await gateway.readNotification(raw)).toMatchObject({
      ...{ kind: 'refund', refundNo: refund.refundNo },
      report: { state: 'completed', amount: 100 },
    });
  });

  test.each([
    ['60', 'payer_account'],
    ['32', 'other'],
  ])('one that ends by %s is for a person', async (code, reason) => {
    bench.service.faults.refunds = code;
    const refund = refundOf(await paid());
    await gateway.refund(refund);
    bench.clock.advance(3_000);
    expect(await gateway.queryRefund(refund)).toEqual({ state: 'refused', reason, code });
  });

  test('eleven months are the end, and nobody asks for it again', async () => {
    const payment = await paid();
    bench.clock.advance(330 * 86_400_000);
    expect(await gateway.refund(refundOf(payment))).toMatchObject({ state: 'pending' });
    bench.clock.advance(10 * 86_400_000);
    expect(await gateway.refund(refundOf(payment))).toEqual({ state: 'refused', reason: 'too_late' });
  });
});

test('check says what is wrong: another root, another merchant, the clock, the callback', async () => {
  const wrongs = async (at: Gateway, notifyUrl = 'https://shop.example/notices'): Promise<string[]> =>
    (await at.check({ notifyUrl })).filter(({ state }) => state !== 'right').map(({ what }) => what);
  expect(await wrongs(gateway)).toEqual([]);
  const { root, merchant } = bench.service.books.keys();
  // Its answers lead to a certificate that is not there.
  expect(await wrongs(bench.gatewayWith({ authorities: root.pem }))).toEqual(['connection']);
  expect(await wrongs(bench.gatewayWith({ merId: '777290058110049' }))).toEqual(['settings']);
  const late = { now: () => new Date(bench.clock.now().getTime() - 400_000) };
  expect(await wrongs(bench.gatewayWith({ clock: late }))).toEqual(['clock']);
  expect(await wrongs(gateway, 'http://localhost:3000/notices')).toEqual(['callback']);
  const years = { now: () => new Date(bench.clock.now().getTime() + 6 * 365 * 86_400_000) };
  expect(await wrongs(bench.gatewayWith({ clock: years }))).toEqual([
    'certificate',
    'certificate',
    'connection',
  ]);
  const [pem, key] = [merchant.pem, root.privateKey];
  expect(() => bench.gatewayWith({ merchant: `${pem}${key}` })).toThrow('not that of the certificate');
});

test('a clearing day ends at 23:00, and one without trades has a bill without lines', async () => {
  const shanghai = inShanghai;
  const hour = Number(shanghai(bench.clock.now()).slice(11, 13));
  bench.clock.advance(((23 - hour + 24) % 24) * 3_600_000);
  const payment = await paid();
  const next = shanghai(new Date(bench.clock.now().getTime() + 3_600_000)).slice(0, 10);
  bench.clock.advance(40 * 3_600_000);
  const bill = await gateway.bills!.readBill(next);
  expect(bill).toMatchObject({
    state: 'ready',
    lines: [{ kind: 'payment', number: payment.paymentNo, fee: 59 }],
  });
});
