import { expect, test } from 'vitest';
import type { CustomerId, SkuId } from '#server/kernel/ids.ts';
import type { Shop } from '#server/shop.ts';
import type { CookieJar } from '../request/cookie-jar.server.ts';
import {
  addVisitorLine,
  dropVisitorLines,
  readVisitorCart,
  setVisitorLine,
  takeOverVisitorCart,
  visitorCartCount,
} from './visitor-cart.server.ts';

const sku = (id: number): SkuId => String(id) as SkuId;

function jarOf(text?: string): CookieJar {
  const kept = new Map<string, string>(text === undefined ? [] : [['cart', text]]);
  return {
    get: (kind) => kept.get(kind),
    keep: (kind, value) => void kept.set(kind, value),
    drop: (kind) => void kept.delete(kind),
  };
}

test('what was put in is there again, in the order it came', () => {
  const jar = jarOf();
  addVisitorLine(jar, sku(7), 2);
  addVisitorLine(jar, sku(9), 1);
  addVisitorLine(jar, sku(7), 3);
  expect(readVisitorCart(jar)).toEqual([
    { skuId: '7', quantity: 5 },
    { skuId: '9', quantity: 1 },
  ]);
  expect(visitorCartCount(jar)).toBe(6);
});

test('a quantity of nothing takes the line out, and the last line the cookie', () => {
  const jar = jarOf('7:2');
  setVisitorLine(jar, sku(7), 0);
  expect(jar.get('cart')).toBeUndefined();
});

test('many lines are taken out at once', () => {
  const jar = jarOf('7:2.9:1.12:3');
  dropVisitorLines(jar, [sku(7), sku(12), sku(99)]);
  expect(readVisitorCart(jar)).toEqual([{ skuId: '9', quantity: 1 }]);
  dropVisitorLines(jar, [sku(9)]);
  expect(jar.get('cart')).toBeUndefined();
});

test('a cookie that somebody wrote by hand is read as far as it makes sense', () => {
  expect(readVisitorCart(jarOf('7:2.x:1.9:0.9:-1.0:5.11:1000.12:3.9999999999999999999:1.7:4'))).toEqual([
    { skuId: '7', quantity: 4 },
    { skuId: '12', quantity: 3 },
  ]);
});

test('a hundred different lines are the most, and no line holds more than 999', () => {
  const jar = jarOf();
  for (let id = 1; id <= 100; id++) expect(addVisitorLine(jar, sku(id), 1)).toBe(true);
  expect(addVisitorLine(jar, sku(101), 1)).toBe(false);
  expect(addVisitorLine(jar, sku(100), 5_000)).toBe(true);
  expect(readVisitorCart(jar).at(-1)).toEqual({ skuId: '100', quantity: 999 });
});

test('a hundred lines of long numbers fit into a cookie', () => {
  const jar = jarOf();
  for (let id = 0; id < 100; id++) addVisitorLine(jar, sku(10_000_000 + id), 999);
  expect((jar.get('cart') ?? '').length).toBeLessThan(4_000);
});

test('at signing in the lines go over, and stay with the visitor where the cart is full', async () => {
  const taken: unknown[] = [];
  const shopThat = (answer: object): Shop =>
    ({ cart: { addLines: async (...given: unknown[]) => (taken.push(given), answer) } }) as unknown as Shop;
  const jar = jarOf('7:2');
  const customer = 'CUSTOMER' as CustomerId;
  const full = { ok: false, error: { code: 'cart_full', limit: 100 } };
  await takeOverVisitorCart({ shop: shopThat(full), jar }, customer);
  expect(visitorCartCount(jar)).toBe(2);
  await takeOverVisitorCart({ shop: shopThat({ ok: true, value: null }), jar }, customer);
  expect(visitorCartCount(jar)).toBe(0);
  expect(taken).toHaveLength(2);
});
