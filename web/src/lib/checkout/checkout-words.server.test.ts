import { expect, test } from 'vitest';
import { m } from '#lib/words/m.ts';
import type { Quote, QuoteLine, UnpaidHindrance } from '#server/modules/ordering/index.ts';
import { checkoutRefusal, checkoutSays } from './checkout-words.server.ts';
import { unpaidSays } from '../order/unpaid-words.server.ts';

const SHOP = { orderPaymentMinutes: 30, mostOfSku: 100 };
const WANTED = { fromCart: false, lines: [], leftOut: 0 };

const quote = (changes: Partial<Quote> = {}): Quote =>
  ({ lines: [], missingToFreeFreight: 0, payMinutes: 30, ...changes }) as unknown as Quote;
const line = (changes: Partial<QuoteLine>): QuoteLine =>
  ({ skuId: '7', name: '耳机', quantity: 30, available: 500, ...changes }) as QuoteLine;

test('who has ten unpaid orders is told so before ordering, and led to them', () => {
  const hindrance: UnpaidHindrance = { code: 'unpaid_orders_limit', unpaid: 10, limit: 10 };
  const says = checkoutSays(quote({ hindrance }), WANTED, SHOP);
  expect(says.hindrance).toEqual({
    title: '你有 10 笔订单还没有付款',
    text: '最多可以有 10 笔。请先付款或取消其中一笔，再提交这一单。',
    leadsToOrders: true,
  });
  expect(says.beside).toBe(m.checkout_pay_first());
});

test('who has too much unpaid is told how much still fits, and led nowhere where nothing is unpaid', () => {
  const facts = { code: 'unpaid_pieces_limit', requested: 400, limit: 300 } as const;
  expect(unpaidSays({ ...facts, unpaid: 280 }).text).toContain('这次最多再买 20 件');
  expect(unpaidSays({ ...facts, unpaid: 0 })).toMatchObject({ leadsToOrders: false });
  expect(unpaidSays({ ...facts, unpaid: 0 }).text).toContain('这次有 400 件');
});

test('a network that is full is not mended by one’s own orders', () => {
  expect(unpaidSays({ code: 'unpaid_nearby_limit', by: 'network' }).leadsToOrders).toBe(false);
  expect(unpaidSays({ code: 'unpaid_nearby_limit', by: 'device' }).leadsToOrders).toBe(true);
});

test('a line of which too many are unpaid offers as many as fit, or the unpaid orders', () => {
  const says = (orderable: number) =>
    checkoutSays(quote({ lines: [line({ problem: 'unpaid_sku_limit', orderable })] }), WANTED, SHOP).problems[
      '7'
    ];
  expect(says(20)).toEqual({
    text: '没付款的每种最多 100 件，现在还能买 20 件',
    step: { take: 20, name: '改成 20 件' },
  });
  expect(says(0)?.step).toMatchObject({ href: '/orders?state=awaiting_payment' });
});

test('a shorter time to pay is told before, and the usual one is not made a matter of', () => {
  const short = checkoutSays(quote({ payMinutes: 10 }), WANTED, SHOP);
  expect(short.soon?.title).toBe('提交后请在 10 分钟内付款');
  expect(short.beside).toBe('提交后为你保留 10 分钟');
  expect(checkoutSays(quote(), WANTED, SHOP).soon).toBeUndefined();
});

test('a refusal says that nothing was ordered, and what to do', () => {
  const refusal = checkoutRefusal({ code: 'unpaid_orders_limit', unpaid: 10, limit: 10 }, quote(), 0);
  expect(refusal.part).toBe('unpaid');
  expect(refusal.text).toMatch(/^没有下单。.*请先付款或取消其中一笔/);
  const lines = [{ skuId: line({}).skuId, requested: 30, left: 20 }];
  expect(
    checkoutRefusal({ code: 'unpaid_sku_limit', limit: 100, lines }, quote({ lines: [line({})] }), 0),
  ).toMatchObject({ part: 'lines', title: '「耳机」现在还能买 20 件' });
});

test('goods that do not go to the address say so at the line and at the address, with a step for each', () => {
  const far = quote({ lines: [line({ problem: 'not_served' })] });
  const says = checkoutSays(far, WANTED, SHOP, (skuId) => `/checkout?from=cart&only=9&without=${skuId}`);
  expect(says.problems['7']).toEqual({
    text: '送不到所选的收货地址',
    step: { href: '#address', name: '选择收货地址' },
    also: { href: '/checkout?from=cart&only=9&without=7', name: '这次不买，留在购物车' },
  });
  expect(checkoutSays(far, WANTED, SHOP).problems['7']).not.toHaveProperty('also');
  expect(says.beside).toBe('有商品送不到所选地址');
  const refused = checkoutRefusal({ code: 'not_served', skuIds: [line({}).skuId] }, far, 0);
  expect(refused).toMatchObject({ part: 'address', title: says.address });
});
