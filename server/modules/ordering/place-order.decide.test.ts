import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fen, type Fen } from '../../kernel/money.ts';
import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import { ok, refuse } from '../../kernel/result.ts';
import type { SkuForSale } from '../catalog/index.ts';
import { bookOf } from '../../../test/support/book-of.ts';
import { skuForSale } from '../../../test/support/sku-for-sale.ts';
import { MAX_LINES, MAX_QUANTITY, type WantedLine } from './order.ts';
import { NO_LIMITS } from './unpaid-limits.decide.ts';
import {
  cartKey,
  decidePlacing as decide,
  gatherLines,
  type PlacingRequest,
  type Shelves,
} from './place-order.decide.ts';

/** As in a shop without limits of what is unpaid: those have tests of their own. */
const decidePlacing = (shop: Shelves, requests: readonly PlacingRequest[]) =>
  decide(shop, NO_LIMITS, requests);

const NOW = new Date('2026-11-11T04:00:00Z');
const A = 'AAAAAAAAAAAA' as CustomerId;
const B = 'BBBBBBBBBBBB' as CustomerId;
const id = (n: number): SkuId => String(n) as SkuId;

function sku(n: number, price: number, onSale = true): SkuForSale {
  return skuForSale({ skuId: id(n), price: fen(price), onSale });
}

function shelves(
  rows: readonly { n: number; price: number; available: number; onSale?: boolean }[],
): Shelves {
  return {
    available: new Map(rows.map((row) => [id(row.n), row.available])),
    skus: new Map(rows.map((row) => [id(row.n), sku(row.n, row.price, row.onSale)])),
    bought: new Map(),
    inCarts: new Map(),
    unpaid: { customers: new Map(), places: new Map() },
    deactivated: new Set(),
    pickUp: undefined,
    campaigns: {
      before: { book: bookOf(), now: NOW, coupons: new Map(), running: [], parts: [], giftSkuIds: [] },
      behind: { taken: new Map(), buyers: new Set() },
      left: new Map(),
    },
  };
}

function request(
  lines: readonly [n: number, quantity: number][],
  total: number,
  hasAddress = true,
): PlacingRequest {
  return {
    customerId: A,
    lines: lines.map(([n, quantity]) => ({ skuId: id(n), quantity })),
    expectedTotalAmount: fen(total),
    regionCode: hasAddress ? '310115' : undefined,
    origin: {},
  };
}

const SHOP = shelves([
  { n: 1, price: 10_000, available: 3 },
  { n: 2, price: 2_000, available: 10, onSale: false },
]);

test('who comes first gets the last pieces, who comes later is told what is left', () => {
  const outcomes = decidePlacing(SHOP, [
    request([[1, 2]], 20_000),
    request([[1, 2]], 20_000),
    request([[1, 1]], 10_000),
  ]);
  expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, false, true]);
  expect(outcomes[1]).toEqual({
    ok: false,
    error: { code: 'out_of_stock', lines: [{ skuId: '1', requested: 2, available: 1 }] },
  });
});

test('a refused request takes nothing', () => {
  const outcomes = decidePlacing(SHOP, [request([[1, 3]], 1), request([[1, 3]], 30_000)]);
  expect(outcomes.map((outcome) => outcome.ok)).toEqual([false, true]);
});

test.each([
  ['an address that is not the customer’s', request([[1, 1]], 10_000, false), { code: 'address_not_found' }],
  ['a SKU that does not exist', request([[9, 1]], 10_000), { code: 'sku_not_found', skuIds: ['9'] }],
  ['a SKU that is no longer sold', request([[2, 1]], 2_800), { code: 'not_for_sale', skuIds: ['2'] }],
  [
    'another total than the customer saw',
    request([[1, 1]], 9_999),
    { code: 'price_changed', totalAmount: 10_000 },
  ],
  ['no pieces', request([[1, 0]], 0), { code: 'quantity_limit', limit: MAX_QUANTITY }],
  ['less than no pieces', request([[1, -1]], 0), { code: 'quantity_limit', limit: MAX_QUANTITY }],
  ['half a piece', request([[1, 0.5]], 0), { code: 'quantity_limit', limit: MAX_QUANTITY }],
  [
    'more pieces than an order may hold',
    request([[1, 1_000]], 0),
    { code: 'quantity_limit', limit: MAX_QUANTITY },
  ],
])('%s is refused', (_, wanted, error) => {
  expect(decidePlacing(SHOP, [wanted])).toEqual([{ ok: false, error }]);
});

test('more different SKUs than an order may hold are refused', () => {
  const lines = Array.from({ length: MAX_LINES + 1 }, (_, n): [number, number] => [n + 1, 1]);
  expect(decidePlacing(SHOP, [request(lines, 0)])[0]).toMatchObject({ error: { code: 'too_many_lines' } });
});

test('the same cart is ordered once, and what is not in it is not ordered from it', () => {
  const inCarts = new Map([
    [cartKey(A, id(1)), 1],
    [cartKey(B, id(1)), 1],
  ]);
  const one = { ...request([[1, 1]], 10_000), fromCart: true };
  const outcomes = decidePlacing({ ...SHOP, inCarts }, [
    one,
    one,
    { ...one, customerId: B },
    request([[1, 1]], 10_000),
  ]);
  expect(outcomes.map((outcome) => (outcome.ok ? 'placed' : outcome.error))).toEqual([
    'placed',
    { code: 'cart_changed', lines: [{ skuId: '1', requested: 1, inCart: 0 }] },
    'placed',
    'placed',
  ]);
});

test('of which a cart holds fewer is not ordered from it, and that comes before what the shop has', () => {
  const inCarts = new Map([[cartKey(A, id(1)), 4]]);
  const [outcome] = decidePlacing({ ...SHOP, inCarts }, [{ ...request([[1, 5]], 50_000), fromCart: true }]);
  expect(outcome).toEqual({
    ok: false,
    error: { code: 'cart_changed', lines: [{ skuId: '1', requested: 5, inCart: 4 }] },
  });
});

test('a refused order from the cart leaves the cart to the next', () => {
  const inCarts = new Map([[cartKey(A, id(1)), 1]]);
  const dear = { ...request([[1, 1]], 1), fromCart: true };
  const outcomes = decidePlacing({ ...SHOP, inCarts }, [dear, { ...dear, expectedTotalAmount: fen(10_000) }]);
  expect(outcomes.map((outcome) => outcome.ok)).toEqual([false, true]);
});

test('a SKU named twice is wanted that many times together', () => {
  const twice = [1, 2, 1].map((n) => ({ skuId: id(n), quantity: 2 }));
  expect(gatherLines(twice)).toEqual(
    ok([
      { skuId: '1', quantity: 4 },
      { skuId: '2', quantity: 2 },
    ]),
  );
});

test.each([
  ['less than nothing beside more', [5, -4]],
  ['nothing', [0, 1]],
  ['numbers whose sum is small', [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER + 1]],
  ['more than a line may have', [1_000, 1]],
  ['more than an order may have, together', [500, 500]],
  ['no number', [Number.NaN, 1]],
])('a SKU is not wanted by lines of %s', (_, quantities) => {
  const lines = quantities.map((quantity) => ({ skuId: id(1), quantity }));
  expect(gatherLines(lines)).toEqual(refuse({ code: 'quantity_limit', limit: MAX_QUANTITY }));
});

test('lines of any whole numbers are gathered to what an order may hold, or refused', () => {
  const line = fc.record({ skuId: fc.integer({ min: 1, max: 3 }).map(id), quantity: fc.maxSafeInteger() });
  const small = fc.record({
    skuId: fc.integer({ min: 1, max: 3 }).map(id),
    quantity: fc.integer({ min: -5, max: 5 }),
  });
  fc.assert(
    fc.property(fc.array(fc.oneof(line, small), { minLength: 1, maxLength: 8 }), (lines) => {
      const gathered = gatherLines(lines);
      const isFit = lines.every(({ quantity }) => quantity >= 1 && quantity <= MAX_QUANTITY);
      if (!gathered.ok) return;
      expect(isFit).toBe(true);
      const wanted = lines.reduce((sum, { quantity }) => sum + quantity, 0);
      expect(gathered.value.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(wanted);
    }),
  );
});

/** Goods, and 8 yuan for the way below 99. */
function totalOf(lines: readonly WantedLine[], prices: ReadonlyMap<SkuId, Fen>): number {
  const goods = lines.reduce((sum, { skuId, quantity }) => sum + (prices.get(skuId) ?? 0) * quantity, 0);
  return goods + (goods < 9_900 ? 800 : 0);
}

/** The plainest shop one can think of: one request after the other, one number for each SKU. */
function placeOneAtATime(
  stock: Map<SkuId, number>,
  prices: Map<SkuId, Fen>,
  { lines, expectedTotalAmount }: PlacingRequest,
): boolean {
  const isEnough = lines.every(({ skuId, quantity }) => (stock.get(skuId) ?? 0) >= quantity);
  const total = totalOf(lines, prices);
  if (!isEnough || total !== expectedTotalAmount) return false;
  for (const { skuId, quantity } of lines) stock.set(skuId, (stock.get(skuId) ?? 0) - quantity);
  return true;
}

test('a batch decides as a shop that serves one customer after the other, and never sells what it does not have', () => {
  const rows = fc.array(
    fc.record({ price: fc.integer({ min: 1, max: 20_000 }), available: fc.integer({ min: 0, max: 12 }) }),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  const wish = fc.record({
    picks: fc.array(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 6 })), { minLength: 1, maxLength: 4 }),
    isHonest: fc.boolean(),
  });
  fc.assert(
    fc.property(rows, fc.array(wish, { maxLength: 30 }), (raw, wishes) => {
      const shop = shelves(raw.map((row, index) => ({ n: index + 1, ...row })));
      const prices = new Map([...shop.skus].map(([skuId, { price }]) => [skuId, price]));
      const requests = wishes.map(({ picks, isHonest }) => {
        const gathered = gatherLines(
          picks.map(([n, quantity]) => ({ skuId: id((n % raw.length) + 1), quantity })),
        );
        if (!gathered.ok) throw new Error('a few pieces were refused');
        const lines = gathered.value;
        const total = totalOf(lines, prices);
        return {
          lines,
          expectedTotalAmount: fen(total + (isHonest ? 0 : 1)),
          regionCode: '310115',
          customerId: A,
          origin: {},
        };
      });
      const outcomes = decidePlacing(shop, requests);
      const stock = new Map(shop.available);
      expect(outcomes.map((outcome) => outcome.ok)).toEqual(
        requests.map((one) => placeOneAtATime(stock, prices, one)),
      );
      for (const [skuId, available] of shop.available) {
        const sold = outcomes
          .flatMap((outcome) => (outcome.ok ? outcome.value.lines : []))
          .filter((line) => line.sku.skuId === skuId);
        expect(sold.reduce((sum, line) => sum + line.quantity, 0)).toBeLessThanOrEqual(available);
      }
    }),
    { numRuns: 500 },
  );
});

test('whose account the shop has closed orders nothing, and others do', () => {
  const shop = { ...shelves([{ n: 1, price: 1_000, available: 1 }]), deactivated: new Set([A]) };
  const asked = request([[1, 1]], 1_800);
  const [own, other] = decidePlacing(shop, [asked, { ...asked, customerId: B }]);
  expect(own).toEqual(refuse({ code: 'account_deactivated' }));
  expect(other?.ok).toBe(true);
});
