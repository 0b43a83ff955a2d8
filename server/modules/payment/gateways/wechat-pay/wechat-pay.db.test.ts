import { inShanghai } from '../../../../kernel/shop-day.ts';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { newCustomerId } from '../../../../kernel/ids.ts';
import { fen } from '../../../../kernel/money.ts';
import { newPaymentNo } from '../../../../kernel/numbers.ts';
import { newRefundNo } from '../../check-numbers.ts';
import type { AskedRefund, Gateway, NewPayment } from '../../gateway.ts';
import { openWechatPayBench, type WechatPayBench } from '../../../../../test/support/wechat-pay-bench.ts';
import { waitFor } from '../../../../../test/support/wait-for.ts';
import { linesOf } from './sign-request.ts';

let bench: WechatPayBench;
let gateway: Gateway;
beforeAll(async () => {
  bench = await openWechatPayBench();
  gateway = bench.gateway;
});
afterAll(() => bench.close());
afterEach(() => {
  bench.service.signBy = 'public-key';
  Object.assign(bench.service.faults, { api: undefined, notices: undefined, refunds: undefined });
});

function draft(more: Partial<NewPayment> = {}): NewPayment {
  const now = bench.clock.now();
  return {
    paymentNo: newPaymentNo(newCustomerId(), now),
    amount: fen(9_900),
    channel: 'qr',
    createdAt: now,
    description: '沙发 🛋️',
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

describe('what the payer is given', () => {
  test('on a phone a page of WeChat that leads back to the cashier', async () => {
    const report = await gateway.create(draft({ channel: 'h5', payerIp: '192.0.2.7' }));
    if (report.state !== 'open' || report.action.type !== 'redirect') throw new Error('no page was opened');
    expect(new URL(report.action.url).searchParams.get('redirect_url')).toBe('http://127.0.0.1/cashier/1');
  });

  test("inside WeChat what its cashier asks for, signed by the merchant's key", async () => {
    const report = await gateway.create(
      draft({ channel: 'jsapi', payerOpenId: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' }),
    );
    if (report.state !== 'open' || report.action.type !== 'jsapi') throw new Error('nothing to pay by');
    const { appId, timeStamp, nonceStr, package: prepay, signType, paySign } = report.action.parameters;
    const { merchantPublicKey } = bench.service.books.keys();
    const signed = Buffer.from(linesOf(appId!, timeStamp!, nonceStr!, prepay!));
    expect([signType, prepay?.slice(0, 12)]).toEqual(['RSA', 'prepay_id=wx']);
    const key = createPublicKey(merchantPublicKey);
    expect(verify('sha256', signed, key, Buffer.from(paySign!, 'base64'))).toBe(true);
  });

  test('inside WeChat nothing where nobody knows who pays', async () => {
    expect(await gateway.create(draft({ channel: 'jsapi' }))).toMatchObject({ state: 'refused' });
  });

  test('the order’s own end, in the time of Shanghai, and no character that WeChat refuses', async () => {
    const payment = await opened();
    const stored = (await bench.service.books.find(payment.paymentNo))!;
    expect(stored.expires_at.getTime()).toBe(Math.floor(payment.expiresAt.getTime() / 1000) * 1000);
    expect(stored.description).toBe('沙发');
  });
});

describe('whose word is taken', () => {
  test('an answer that is signed by somebody else says nothing', async () => {
    const payment = await paid();
    bench.service.faults.api = 'forged';
    expect(await gateway.query(asked(payment))).toEqual({ state: 'unknown' });
  });

  test.each(['page', 'limited', 'broken'] as const)('%s is silence', async (api) => {
    bench.service.faults.api = api;
    expect(await gateway.create(draft())).toEqual({ state: 'unknown' });
    expect(await gateway.query(asked(draft()))).toEqual({ state: 'unknown' });
  });

  test.each(['wrong_key', 'wrong_nonce', 'old', 'forged'] as const)(
    'a notice that is %s is refused',
    async (notices) => {
      bench.service.faults.notices = notices;
      const [raw] = await bench.pay((await opened()).paymentNo);
      expect(await gateway.readNotification(raw!)).toBeUndefined();
    },
  );

  test("WeChat's own probe is refused, and the notice behind it is taken", async () => {
    bench.service.faults.notices = 'probe';
    const [probe, raw] = await bench.pay((await opened()).paymentNo);
    expect(await gateway.readNotification(probe!)).toBeUndefined();
    expect(await gateway.readNotification(raw!)).toMatchObject({ kind: 'payment' });
  });

  test('platform certificates are fetched, and a new one is known without a restart', async () => {
    const old = bench.gatewayWith({ publicKey: undefined });
    bench.service.signBy = 'certificate';
    const [first] = await bench.pay((await opened({}, old)).paymentNo);
    expect(await old.readNotification(first!)).toMatchObject({ kind: 'payment' });
    await bench.service.books.rotateCertificate(bench.clock.now());
    // So often, however many unknown serials come by.
    bench.clock.advance(61_000);
    const [second] = await bench.pay((await opened({}, old)).paymentNo);
    expect(second!.headers['wechatpay-serial']).not.toBe(first!.headers['wechatpay-serial']);
    expect(await old.readNotification(second!)).toMatchObject({ kind: 'payment' });
  });

  test('a merchant who changes over takes both kinds of keys', async () => {
    bench.service.signBy = 'certificate';
    const [raw] = await bench.pay((await opened()).paymentNo);
    expect(String(raw!.headers['wechatpay-serial'])).not.toMatch(/^PUB_KEY/);
    expect(await gateway.readNotification(raw!)).toMatchObject({ kind: 'payment' });
  });

  test('a notice for another merchant or app is refused', async () => {
    const [raw] = await bench.pay((await opened()).paymentNo);
    expect(await bench.gatewayWith({ mchId: '1900000000' }).readNotification(raw!)).toBeUndefined();
    expect(await bench.gatewayWith({ appId: 'wx0000000000000000' }).readNotification(raw!)).toBeUndefined();
  });
});

describe('refunds', () => {
  test('the notice says how it ended', async () => {
    bench.service.refundTakesMs = 0;
    const payment = await paid();
    const refund = refundOf(payment);
    const completed = await gateway.refund(refund);
    expect(completed).toMatchObject({ state: 'completed', amount: 100 });
    const raw = await waitFor('the notice of a refund', async () => bench.takeNotices()[0], 5_000);
    expect(await gateway.readNotification(raw)).toMatchObject({
      ...{ kind: 'refund', refundNo: refund.refundNo },
      report: { state: 'completed', amount: 100 },
    });
    bench.service.refundTakesMs = 2_000;
  });

  test('one that is on its way waits; parts too soon after each other wait as well', async () => {
    const payment = await paid();
    const first = refundOf(payment);
    expect(await gateway.refund(first)).toMatchObject({ state: 'pending' });
    expect(await gateway.refund(refundOf(payment))).toEqual({ state: 'pending' });
    bench.clock.advance(61_000);
    expect(await gateway.refund(first)).toMatchObject({ state: 'completed' });
  });

  test.each([
    ['ABNORMAL', 'payer_account'],
    ['CLOSED', 'other'],
  ] as const)('%s is for a person', async (outcome, reason) => {
    bench.service.faults.refunds = outcome;
    const refund = refundOf(await paid());
    await gateway.refund(refund);
    bench.clock.advance(3_000);
    expect(await gateway.queryRefund(refund)).toEqual({ state: 'refused', reason, code: outcome });
  });

  test('fifty parts, and a year, are the end', async () => {
    const payment = await paid();
    for (let part = 0; part < 50; part += 1) {
      expect(await gateway.refund(refundOf(payment, 10))).toMatchObject({ state: 'pending' });
      bench.clock.advance(61_000);
    }
    expect(await gateway.refund(refundOf(payment, 10))).toMatchObject({ reason: 'too_many_parts' });
    const old = await paid();
    bench.clock.advance(366 * 86_400_000);
    expect(await gateway.refund(refundOf(old))).toMatchObject({ state: 'refused', reason: 'too_late' });
  });
});

describe('when something is wrong at the merchant', () => {
  test('check says what: key, clock and callback', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const merchantKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const wrongs = async (at: Gateway, notifyUrl = 'https://shop.example/notices'): Promise<string[]> =>
      (await at.check({ notifyUrl })).filter(({ state }) => state !== 'right').map(({ what }) => what);
    expect(await wrongs(bench.gatewayWith({ merchantKey }))).toEqual(['settings']);
    expect(await wrongs(bench.gatewayWith({ merchantSerial: 'F'.repeat(40) }))).toEqual(['settings']);
    const late = { now: () => new Date(bench.clock.now().getTime() - 400_000) };
    expect(await wrongs(bench.gatewayWith({ clock: late }))).toEqual(['settings', 'clock']);
    const other = bench.gatewayWith({ publicKey: undefined, apiV3Key: 'f'.repeat(32) });
    expect(await wrongs(other)).toContain('certificate');
    expect(await wrongs(gateway, 'http://localhost:3000/notices')).toEqual(['callback']);
  });

  test('the other address of WeChat is asked where nobody answers at the first', async () => {
    const dead = await deadAddress();
    const payment = await paid();
    const there = bench.gatewayWith({ baseUrl: () => dead.url, standbyUrl: bench.serviceUrl });
    expect(await there.query(asked(payment))).toMatchObject({ state: 'succeeded' });
    dead.server.close();
  });

  test('a bill is fetched from WeChat alone', async () => {
    const elsewhere = bench.gatewayWith({
      baseUrl: () => bench.serviceUrl().replace('127.0.0.1', 'localhost'),
    });
    await paid();
    const date = inShanghai(bench.clock.now()).slice(0, 10);
    bench.clock.advance(36 * 3_600_000);
    await expect(elsewhere.bills!.readBill(date)).rejects.toThrow('not its own');
  });
});

/** Takes connections and cuts them. */
async function deadAddress(): Promise<{ url: string; server: Server }> {
  const server = createServer((request) => request.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
