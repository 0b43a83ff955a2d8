import { inShanghai } from '../../../../kernel/shop-day.ts';
import { generateKeyPairSync } from 'node:crypto';
import { AlipaySdk } from 'alipay-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openAlipayBench, type AlipayBench } from '../../../../../test/support/alipay-bench.ts';
import { waitFor } from '../../../../../test/support/wait-for.ts';
import { newCustomerId } from '../../../../kernel/ids.ts';
import { fen } from '../../../../kernel/money.ts';
import { newPaymentNo } from '../../../../kernel/numbers.ts';
import type { PaymentInstalments } from '../../payment.ts';
import { newRefundNo } from '../../check-numbers.ts';
import type { AskedRefund, Gateway, NewPayment } from '../../gateway.ts';

let bench: AlipayBench;
let gateway: Gateway;
beforeAll(async () => {
  bench = await openAlipayBench();
  gateway = bench.gateway;
});
afterAll(() => bench.close());
afterEach(() => {
  bench.service.byCertificates = false;
  Object.assign(bench.service.faults, { api: undefined, notices: undefined, refunds: undefined });
});

function draft(more: Partial<NewPayment> = {}): NewPayment {
  const now = bench.clock.now();
  return {
    paymentNo: newPaymentNo(newCustomerId(), now),
    amount: fen(60_000),
    channel: 'qr',
    createdAt: now,
    description: '沙发, 白/灰 🛋️ & 垫',
    expiresAt: new Date(now.getTime() + 1_800_000),
    notifyUrl: bench.notifyUrl,
    returnUrl: 'http://127.0.0.1/cashier/1',
    returnByPostUrl: 'http://127.0.0.1/payment-returns/1',
    ...more,
  };
}

async function opened(more: Partial<NewPayment> = {}, at = gateway): Promise<NewPayment> {
  const payment = draft(more);
  expect(await at.create(payment)).toMatchObject({ state: 'open' });
  return payment;
}

async function paid(): Promise<NewPayment> {
  const payment = await opened();
  await bench.pay(payment.paymentNo);
  return payment;
}

const asked = (payment: NewPayment) => ({ ...payment, reference: null });
const refundOf = (payment: NewPayment, amount = 100): AskedRefund => ({
  refundNo: newRefundNo(newCustomerId(), bench.clock.now()),
  ...{ payment: asked(payment), amount: fen(amount), reason: '取消 😀', requestedAt: bench.clock.now() },
});
const stored = async (payment: NewPayment) => (await bench.service.books.find(payment.paymentNo))!;

describe('what the payer is given', () => {
  test.each([
    ['redirect', 'page'],
    ['h5', 'wap'],
  ] as const)('%s: a signed address of Alipay that leads to its %s', async (channel, product) => {
    const payment = draft({ channel });
    const report = await gateway.create(payment);
    if (report.state !== 'open' || report.action.type !== 'redirect') throw new Error('no page was opened');
    expect(await gateway.query(asked(payment))).toEqual({ state: 'pending' });
    const there = await fetch(report.action.url, { redirect: 'manual' });
    expect([there.status, new URL(there.headers.get('location')!).pathname.slice(0, 12)]).toEqual([
      302,
      '/alipay/pay/',
    ]);
    expect(await stored(payment)).toMatchObject({ product, return_url: payment.returnUrl, amount: 60_000 });
    const changed = report.action.url.replace('600.00', '1.00');
    expect((await fetch(changed, { redirect: 'manual' })).status).toBe(400);
  });

  test("the order's own end as a moment, so that an unscanned code ends with it, and a subject that Alipay takes", async () => {
    const payment = await opened();
    expect(await stored(payment)).toMatchObject({
      expires_at: new Date(Math.floor(payment.expiresAt.getTime() / 1000) * 1000),
      subject: '沙发 白 灰 垫',
    });
    bench.clock.advance(1_801_000);
    await bench.pay(payment.paymentNo);
    expect(await gateway.query(asked(payment))).toEqual({ state: 'pending' });
  });

  test('a code that was closed before anybody scanned it can be paid until its order ends, and that is told', async () => {
    const payment = await opened();
    expect(await gateway.close(asked(payment))).toEqual({ state: 'closed' });
    const [raw] = await bench.pay(payment.paymentNo);
    expect(await gateway.readNotification(raw!)).toMatchObject({
      report: { state: 'succeeded', amount: 60_000 },
    });
  });

  const plan: PaymentInstalments = {
    ...{ periods: 6, feeAmount: fen(2_700), feeBearer: 'buyer', feeRateBasisPoints: 450 },
  } as PaymentInstalments;
  test.each([
    ['buyer', 0],
    ['shop', 100],
  ] as const)('the instalments that were chosen, whose fee the %s bears', async (feeBearer, percent) => {
    const payment = await opened({ instalments: { ...plan, feeBearer } });
    expect(await stored(payment)).toMatchObject({ hb_fq_num: 6, hb_fq_seller_percent: percent });
  });

  test('a choice that was changed needs a number of its own once somebody has come', async () => {
    const payment = await opened();
    await bench.come(payment.paymentNo);
    expect(await gateway.create({ ...payment, instalments: plan })).toMatchObject({
      state: 'refused',
      code: 'ACQ.CONTEXT_INCONSISTENT',
    });
    await opened({ instalments: plan });
  });
});

describe('whose word is taken', () => {
  test.each(['forged', 'page', 'broken', 'unsure', 'limited'] as const)(
    'an answer that is %s says nothing',
    async (api) => {
      const payment = await paid();
      bench.service.faults.api = api;
      expect(await gateway.query(asked(payment))).toEqual({ state: 'unknown' });
      expect(await gateway.create(draft())).toEqual({ state: 'unknown' });
      expect(await gateway.close(asked(payment))).toEqual({ state: 'unknown' });
      expect(await gateway.refund(refundOf(payment))).toEqual({ state: 'unknown' });
    },
  );

  test('an error that comes in GBK is verified over its bytes', async () => {
    bench.service.faults.api = 'gbk';
    expect(await gateway.query(asked(draft()))).toEqual({ state: 'pending' });
  });

  test.each(['forged', 'other_app', 'other_seller', 'old'] as const)(
    'a notice that is %s is refused',
    async (notices) => {
      bench.service.faults.notices = notices;
      const [raw] = await bench.pay((await opened()).paymentNo);
      expect(await gateway.readNotification(raw!)).toBeUndefined();
    },
  );

  test('a notice in GBK is verified over its bytes and read by the charset that it names', async () => {
    bench.service.faults.notices = 'gbk';
    const payment = await opened({ description: '红木茶几' });
    const [raw] = await bench.pay(payment.paymentNo);
    expect(raw!.body.toString('latin1')).toContain('%BA%EC%C4%BE');
    expect(await gateway.readNotification(raw!)).toMatchObject({ paymentNo: payment.paymentNo });
  });

  test('a field that comes twice makes it nobody’s', async () => {
    const [raw] = await bench.pay((await opened()).paymentNo);
    const body = Buffer.concat([raw!.body, Buffer.from('&total_amount=0.01')]);
    expect(await gateway.readNotification({ ...raw!, body })).toBeUndefined();
  });

  test('a merchant of certificates names its own and knows that of Alipay', async () => {
    bench.service.byCertificates = true;
    const there = bench.gatewayWith({ trust: bench.certificates });
    const payment = await opened({}, there);
    const [raw] = await bench.pay(payment.paymentNo);
    expect(await there.readNotification(raw!)).toMatchObject({ kind: 'payment' });
    expect(await there.query(asked(payment))).toMatchObject({ state: 'succeeded' });
    // An app of certificates takes no request without their names.
    expect(await gateway.query(asked(payment))).toEqual({ state: 'unknown' });
  });
});

describe('refunds', () => {
  test('the notice of one is a refund’s, never another payment’s', async () => {
    const payment = await paid();
    const refund = refundOf(payment);
    expect(await gateway.refund(refund)).toMatchObject({ state: 'completed', amount: 100 });
    const raw = await waitFor('the notice of a refund', async () => bench.takeNotices()[0], 5_000);
    expect(await gateway.readNotification(raw)).toMatchObject({
      ...{ kind: 'refund', refundNo: refund.refundNo, report: { state: 'pending' } },
    });
  });

  test('a second part is its own amount, not the sum that Alipay names', async () => {
    const payment = await paid();
    await gateway.refund(refundOf(payment, 1_000));
    const second = refundOf(payment, 250);
    expect(await gateway.refund(second)).toMatchObject({ state: 'completed', amount: 250 });
    expect(await gateway.queryRefund(second)).toMatchObject({ state: 'completed', amount: 250 });
  });

  test('one that has not moved yet waits, and is there later', async () => {
    bench.service.faults.refunds = 'slow';
    const refund = refundOf(await paid());
    expect(await gateway.refund(refund)).toMatchObject({ state: 'pending' });
    expect(await gateway.queryRefund(refund)).toEqual({ state: 'not_found' });
    bench.clock.advance(6_000);
    expect(await gateway.refund(refund)).toMatchObject({ state: 'completed', amount: 100 });
  });

  test('an account with too little, a year, and other facts under the same number are for a person', async () => {
    const payment = await paid();
    bench.service.faults.refunds = 'no_balance';
    expect(await gateway.refund(refundOf(payment))).toMatchObject({
      state: 'refused',
      reason: 'merchant_balance',
    });
    bench.service.faults.refunds = undefined;
    const refund = refundOf(payment);
    await gateway.refund(refund);
    expect(await gateway.refund({ ...refund, amount: fen(101) })).toMatchObject({ reason: 'other' });
    bench.clock.advance(366 * 86_400_000);
    expect(await gateway.refund(refundOf(payment))).toMatchObject({ state: 'refused', reason: 'too_late' });
  });
});

describe('when something is wrong at the merchant', () => {
  test('check says what: app, key, Alipay’s key, clock and callback', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const appKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const wrongs = async (at: Gateway, notifyUrl = 'https://shop.example/notices'): Promise<string[]> =>
      (await at.check({ notifyUrl })).filter(({ state }) => state !== 'right').map(({ what }) => what);
    expect(await wrongs(bench.gatewayWith({ appKey }))).toEqual(['settings']);
    expect(await wrongs(bench.gatewayWith({ appId: '2021000000000000' }))).toEqual(['settings']);
    const other = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(await wrongs(bench.gatewayWith({ trust: { mode: 'key', publicKey: other } }))).toEqual(['keys']);
    const late = { now: () => new Date(bench.clock.now().getTime() - 700_000) };
    expect(await wrongs(bench.gatewayWith({ clock: late }))).toEqual(['settings', 'clock']);
    expect(await wrongs(gateway, 'http://localhost:3000/notices')).toEqual(['callback']);
    bench.service.byCertificates = true;
    expect(await wrongs(gateway)).toContain('settings');
    const certified = bench.gatewayWith({ trust: bench.certificates });
    expect(await wrongs(certified)).toEqual([]);
    const years = { now: () => new Date(bench.clock.now().getTime() + 5 * 365 * 86_400_000) };
    expect(await wrongs(bench.gatewayWith({ trust: bench.certificates, clock: years }))).toContain(
      'certificate',
    );
  });
});

describe("Alipay's package and the emulator", () => {
  const sdkOf = (more: object = {}): AlipaySdk => {
    const { appId, app, alipay } = bench.service.books.keys();
    return new AlipaySdk({
      ...{
        appId,
        keyType: 'PKCS8',
        privateKey: app.privateKey.trim(),
        alipayPublicKey: alipay.publicKey.trim(),
      },
      gateway: `${bench.settings.baseUrl()}/gateway.do`,
      ...more,
    });
  };
  const timestamp = (): string => inShanghai(bench.clock.now()).slice(0, 19).replace('T', ' ');

  test.each([false, true])(
    'what the one signs the other takes, both ways (certificates: %s)',
    async (byCertificates) => {
      bench.service.byCertificates = byCertificates;
      const { appCertificate, alipayCertificate, rootCertificates } = bench.service.books.keys();
      const sdk = sdkOf(
        byCertificates
          ? {
              ...{ appCertContent: appCertificate, alipayPublicCertContent: alipayCertificate },
              alipayRootCertContent: rootCertificates,
            }
          : {},
      );
      const outTradeNo = `T${Date.now()}${Number(byCertificates)}`;
      const bizContent = { outTradeNo, totalAmount: '0.10', subject: '一台灯' };
      const call = (method: string, content: object) =>
        sdk.exec(
          method,
          { timestamp: timestamp(), notifyUrl: bench.notifyUrl, bizContent: content },
          { validateSign: true },
        );
      expect(await call('alipay.trade.precreate', bizContent)).toMatchObject({ code: '10000' });
      const [raw] = await bench.pay(outTradeNo);
      expect(await call('alipay.trade.query', { outTradeNo })).toMatchObject({
        tradeStatus: 'TRADE_SUCCESS',
      });
      const fields = Object.fromEntries(new URLSearchParams(raw!.body.toString()));
      expect(sdk.checkNotifySignV2(fields)).toBe(true);
      expect(sdk.checkNotifySignV2({ ...fields, total_amount: '9.10' })).toBe(false);
    },
  );

  test('a key that is not the app’s is refused', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const other = sdkOf({
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim(),
    });
    const params = { timestamp: timestamp(), bizContent: { outTradeNo: 'T1' } };
    const refused = await other.exec('alipay.trade.query', params, { validateSign: false });
    expect(refused).toMatchObject({ subCode: 'isv.invalid-signature' });
  });
});
