import QRCode from 'qrcode';
import { expect, test } from 'vitest';
import type { Order } from '#server/modules/ordering/index.ts';
import type { Payment } from '#server/modules/payment/index.ts';
import { drawQr } from './draw-qr.server.ts';
import {
  channelFor,
  deviceOf,
  hasOwnPage,
  choosePayment,
  chooseView,
  paymentKey,
  paymentRefusal,
  viewAction,
} from './view-cashier.server.ts';

const order = (state: Order['state'], actions: Order['actions'] = []): Order => ({ state, actions }) as Order;
const payment = (given: Partial<Payment>): Payment =>
  ({ gateway: 'sandbox', channel: 'qr', state: 'pending', ...given }) as Payment;
const payable = order('awaiting_payment', ['pay', 'cancel']);
const QR = { type: 'qr', content: 'https://bank.example/pay/1' } as const;

test('an order that can be paid is offered the ways to pay, an open payment, or why the last one failed', () => {
  expect(chooseView(payable, undefined)).toBe('choose');
  expect(chooseView(payable, payment({ action: QR }))).toBe('waiting');
  expect(chooseView(payable, payment({ state: 'failed' }))).toBe('failed');
  expect(chooseView(payable, payment({ state: 'expired' }))).toBe('choose');
});

test('the state of the order counts for more than that of its newest payment', () => {
  expect(chooseView(order('awaiting_shipment', ['cancel']), payment({ state: 'failed' }))).toBe('paid');
  expect(chooseView(order('cancelled', ['buy_again']), payment({ action: QR }))).toBe('ended');
  expect(chooseView(order('awaiting_payment', ['cancel']), payment({ action: QR }))).toBe('ended');
});

test('the key of a payment stays the same until the attempt has ended, and is never one of another method', () => {
  const key = (earlier: Payment[], channel: Payment['channel'] = 'qr', periods = 1): string =>
    paymentKey('ORDER', { gateway: 'sandbox', channel, periods }, earlier);
  expect(key([payment({})])).toBe(key([]));
  expect(key([payment({ state: 'failed' })])).not.toBe(key([]));
  expect(key([payment({ state: 'failed', gateway: 'other' })])).toBe(key([]));
  expect(key([], 'redirect')).not.toBe(key([]));
  expect(key([], 'qr', 6)).not.toBe(key([]));
  expect(key([payment({ state: 'failed' })], 'qr', 6)).toBe(key([], 'qr', 6));
  expect(
    paymentKey('2'.repeat(31), { gateway: 'sandbox', channel: 'redirect', periods: 24 }, []).length,
  ).toBeLessThanOrEqual(64);
});

test('whoever goes back to a way of paying finds what is open there; without a way it is the newest', () => {
  const six = payment({ paymentNo: '6', instalments: { periods: 6 } } as Partial<Payment>);
  const three = payment({ paymentNo: '3', instalments: { periods: 3 } } as Partial<Payment>);
  const look = (periods: number) => choosePayment([three, six], { gateway: 'sandbox', periods });
  expect(look(6)).toBe(six);
  expect(look(3)).toBe(three);
  expect(look(1)).toBe(three);
  expect(choosePayment([three, six], undefined)).toBe(three);
  expect(
    choosePayment(
      [
        { ...three, state: 'cancelled' },
        { ...six, state: 'succeeded' },
      ],
      undefined,
    )?.paymentNo,
  ).toBe('6');
  expect(choosePayment([three, { ...six, state: 'failed' }], { gateway: 'sandbox', periods: 6 })).toBe(three);
});

test('who pays on this device is led to a page, who pays with another sees a code', () => {
  const method = { gateway: 'sandbox', name: 'Sandbox', channels: ['qr', 'redirect'] as const };
  expect(channelFor(method, 'here', 'phone')).toBe('redirect');
  expect(channelFor(method, 'qr', 'desk')).toBe('qr');
  expect(channelFor({ ...method, channels: ['qr'] }, 'here', 'phone')).toBe('qr');
  expect(channelFor({ ...method, channels: ['jsapi'] }, 'qr', 'desk')).toBeUndefined();
});

test('a desk and a phone are led to pages of their own; inside WeChat Alipay is a code', () => {
  const method = { gateway: 'alipay', name: 'Alipay', channels: ['qr', 'redirect', 'h5'] as const };
  const agents = ['Mozilla/5.0 (X11; Linux x86_64) Chrome/142', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)'];
  const devices = [...agents, `${agents[1]} MicroMessenger/8.0`].map((agent) =>
    deviceOf({ request: new Request('http://a.example', { headers: { 'user-agent': agent } }) }),
  );
  expect(devices).toEqual(['desk', 'phone', 'wechat']);
  expect(devices.map((device) => channelFor(method, 'here', device))).toEqual(['redirect', 'h5', 'qr']);
  expect(devices.map((device) => hasOwnPage(method, device))).toEqual([true, true, false]);
  expect(hasOwnPage({ ...method, channels: ['qr', 'h5'] }, 'desk')).toBe(false);
  const wechat = { gateway: 'wechat', name: 'WeChat Pay', channels: ['qr', 'h5', 'jsapi'] as const };
  expect(devices.map((device) => channelFor(wechat, 'here', device))).toEqual(['qr', 'h5', 'qr']);
  expect(viewAction(payment({ action: QR }), 'wechat')).toMatchObject({ qr: { size: 25 }, payUrl: null });
});

test('what is a form is posted by a page of ours', () => {
  const action = { type: 'form' as const, url: 'https://gateway.example', fields: { a: '1' } };
  const { qr, payUrl } = viewAction(
    payment({ orderNo: '2', paymentNo: 'P2', action } as unknown as Partial<Payment>),
    'desk',
  );
  expect([qr, payUrl]).toEqual([null, '/cashier/2/form?payment=P2']);
});

test('only a web address becomes a link', () => {
  expect(viewAction(payment({ action: QR }), 'desk').payUrl).toBe(QR.content);
  expect(
    viewAction(payment({ action: { type: 'qr', content: 'weixin://pay/1' } }), 'desk').payUrl,
  ).toBeNull();
  expect(
    viewAction(payment({ action: { type: 'redirect', url: 'javascript:alert(1)' } }), 'desk').payUrl,
  ).toBeNull();
});

test('a QR code is drawn module for module', () => {
  const { size, path } = drawQr(QR.content);
  const drawn = new Set<number>();
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let i = 0; i < Number(width); i += 1) drawn.add(Number(y) * size + Number(x) + i);
  const { modules } = QRCode.create(QR.content, { errorCorrectionLevel: 'M' });
  expect(size).toBe(modules.size);
  expect([...drawn].sort((a, b) => a - b)).toEqual(
    [...modules.data.keys()].filter((index) => modules.data[index]),
  );
});

test('whoever may not open another payment is told why and what to do; an order that cannot be paid says so by itself', () => {
  expect(paymentRefusal({ code: 'order_not_payable', state: 'cancelled' })).toBeUndefined();
  expect(paymentRefusal({ code: 'order_not_found' })).toBeUndefined();
  expect(paymentRefusal({ code: 'too_many_payments', limit: 50 })).toContain('50');
  const words = [
    paymentRefusal({ code: 'too_many_open_payments', limit: 5 }),
    paymentRefusal({ code: 'channel_unavailable', channel: 'qr' }),
  ];
  expect(new Set(words).size).toBe(2);
  for (const said of words) expect(said).toContain('没有扣款');
});
