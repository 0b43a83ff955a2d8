import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import {
  checkHindrance,
  checkUnpaid,
  countOrder,
  leftOfSku,
  limitsInForce,
  NO_LIMITS,
  NOTHING_UNPAID,
  placeKey,
  type Asking,
  type Tally,
  type UnpaidLimits,
} from './unpaid-limits.decide.ts';

const A = 'AAAAAAAAAAAA' as CustomerId;
const B = 'BBBBBBBBBBBB' as CustomerId;
const [APPLE, PEAR] = ['1', '2'] as SkuId[] as [SkuId, SkuId];
const PHONE = Buffer.from('a phone');
const CAMPUS = Buffer.from('a campus');

const LIMITS: UnpaidLimits = {
  customer: { orders: 3, pieces: 30, piecesOfSku: 10 },
  device: { orders: 4, pieces: 40 },
  network: { orders: 6, pieces: 60 },
};

const nothing = (): Tally => ({ customers: new Map(), places: new Map() });
function asking(quantity: number, { customerId = A, skuId = APPLE, ...rest }: Partial<Wish> = {}): Asking {
  return { customerId, lines: [{ skuId, quantity }], origin: {}, ...rest };
}
type Wish = Asking & { skuId: SkuId };

function unpaidAfter(...orders: Asking[]): Tally {
  const tally = nothing();
  for (const order of orders) countOrder(tally, order);
  return tally;
}

test('as many orders as the limit may be unpaid, and not one more', () => {
  const two = unpaidAfter(asking(1), asking(1));
  expect(checkUnpaid(LIMITS, two, asking(1))).toBeUndefined();
  countOrder(two, asking(1));
  expect(checkUnpaid(LIMITS, two, asking(1))).toEqual({ code: 'unpaid_orders_limit', unpaid: 3, limit: 3 });
  expect(checkUnpaid(LIMITS, two, asking(1, { customerId: B }))).toBeUndefined();
});

test('pieces of one SKU are counted over all unpaid orders, and others are not', () => {
  const six = unpaidAfter(asking(6));
  expect(checkUnpaid(LIMITS, six, asking(4))).toBeUndefined();
  expect(checkUnpaid(LIMITS, six, asking(10, { skuId: PEAR }))).toBeUndefined();
  expect(checkUnpaid(LIMITS, six, asking(5))).toEqual({
    code: 'unpaid_sku_limit',
    limit: 10,
    lines: [{ skuId: APPLE, requested: 5, left: 4 }],
  });
});

test('an order alone may be more than the limit', () => {
  expect(checkUnpaid(LIMITS, nothing(), asking(11))).toMatchObject({ code: 'unpaid_sku_limit' });
  const lines = [1, 2, 3, 4].map((n) => ({ skuId: String(n) as SkuId, quantity: 8 }));
  expect(checkUnpaid(LIMITS, nothing(), { ...asking(0), lines })).toEqual({
    code: 'unpaid_pieces_limit',
    requested: 32,
    unpaid: 0,
    limit: 30,
  });
});

test('pieces are counted over all SKUs', () => {
  const lines = [1, 2, 3].map((n) => ({ skuId: String(n) as SkuId, quantity: 10 }));
  const thirty = unpaidAfter({ ...asking(0), lines });
  expect(checkUnpaid(LIMITS, thirty, asking(1, { skuId: '4' as SkuId }))).toEqual({
    code: 'unpaid_pieces_limit',
    requested: 1,
    unpaid: 30,
    limit: 30,
  });
  expect(checkUnpaid(LIMITS, nothing(), { ...asking(0), lines })).toBeUndefined();
});

test.each([
  ['device', { device: PHONE }, 4],
  ['network', { network: CAMPUS }, 6],
  ['device', { device: PHONE, network: CAMPUS }, 4],
] as const)('many customers of one %s are counted together', (by, origin, orders) => {
  const tally = nothing();
  for (let n = 0; n < orders; n += 1) {
    const order = asking(1, { customerId: `${n}` as CustomerId, origin });
    expect(checkUnpaid(LIMITS, tally, order)).toBeUndefined();
    countOrder(tally, order);
  }
  const next = asking(1, { customerId: B, origin });
  expect(checkUnpaid(LIMITS, tally, next)).toEqual({ code: 'unpaid_nearby_limit', by });
  expect(checkUnpaid(LIMITS, tally, { ...next, origin: {} })).toBeUndefined();
});

test('pieces from one device are counted together, also where none are unpaid yet', () => {
  const origin = { device: PHONE };
  const places = new Map([[placeKey(PHONE), { orders: 1, pieces: 39 }]]);
  expect(checkHindrance(LIMITS, { ...nothing(), places }, asking(1, { origin }))).toBeUndefined();
  expect(checkHindrance(LIMITS, { ...nothing(), places }, asking(2, { origin }))).toMatchObject({
    by: 'device',
  });
  const wide = { ...LIMITS, customer: NO_LIMITS.customer };
  expect(checkHindrance(wide, nothing(), asking(41, { origin }))).toMatchObject({ by: 'device' });
});

test('what is left of a SKU is never less than nothing', () => {
  const own = { ...NOTHING_UNPAID, ofSku: new Map([[APPLE, 12]]) };
  expect([leftOfSku(LIMITS, own, APPLE), leftOfSku(LIMITS, own, PEAR)]).toEqual([0, 10]);
});

test('limits that are switched off refuse nothing and are not looked up', () => {
  expect(limitsInForce(NO_LIMITS)).toEqual({ customer: false, device: false, network: false });
  expect(limitsInForce(LIMITS)).toEqual({ customer: true, device: true, network: true });
  const many = unpaidAfter(...Array.from({ length: 50 }, () => asking(999, { origin: { device: PHONE } })));
  expect(checkUnpaid(NO_LIMITS, many, asking(999, { origin: { device: PHONE } }))).toBeUndefined();
});

test('whoever keeps asking never has more unpaid than the limits', () => {
  const wish = fc.record({
    customerId: fc.constantFrom(A, B),
    lines: fc.array(
      fc.record({ skuId: fc.constantFrom(APPLE, PEAR), quantity: fc.integer({ min: 1, max: 12 }) }),
      {
        minLength: 1,
        maxLength: 1,
      },
    ),
    origin: fc.constantFrom({}, { device: PHONE }, { network: CAMPUS }, { device: PHONE, network: CAMPUS }),
  });
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 60 }), (wishes) => {
      const tally = nothing();
      for (const one of wishes) if (checkUnpaid(LIMITS, tally, one) === undefined) countOrder(tally, one);
      for (const { orders, pieces, ofSku } of tally.customers.values()) {
        expect(orders).toBeLessThanOrEqual(3);
        expect(pieces).toBeLessThanOrEqual(30);
        for (const held of ofSku.values()) expect(held).toBeLessThanOrEqual(10);
      }
      expect(tally.places.get(placeKey(PHONE))?.pieces ?? 0).toBeLessThanOrEqual(40);
      expect(tally.places.get(placeKey(CAMPUS))?.orders ?? 0).toBeLessThanOrEqual(6);
    }),
  );
});
