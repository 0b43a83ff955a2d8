import type { Cookies } from '@sveltejs/kit';
import { expect, test } from 'vitest';
import type { CustomerId, SkuId } from '../../../../server/kernel/ids.ts';
import type { Shop } from '../../../../server/shop.ts';
import {
  addVisitorLine,
  CART_COOKIE,
  readVisitorCart,
  setVisitorLine,
  takeOverVisitorCart,
  visitorCartCount,
} from './visitor-cart.ts';

const url = new URL('http://shop/');
const sku = (id: number): SkuId => String(id) as SkuId;

function jar(text?: string): Cookies {
  const cookies = new Map(text === undefined ? [] : [[CART_COOKIE, text]]);
  return {
    get: (name: string) => cookies.get(name),
    set: (name: string, value: string) => void cookies.set(name, value),
    delete: (name: string) => void cookies.delete(name),
  } as unknown as Cookies;
}

test('what was put in is there again, in the order it came', () => {
  const cookies = jar();
  addVisitorLine(cookies, url, sku(7), 2);
  addVisitorLine(cookies, url, sku(9), 1);
  addVisitorLine(cookies, url, sku(7), 3);
  expect(readVisitorCart(cookies)).toEqual([
    { skuId: '7', quantity: 5 },
    { skuId: '9', quantity: 1 },
  ]);
  expect(visitorCartCount(cookies)).toBe(6);
});

test('a quantity of nothing takes the line out, and the last line the cookie', () => {
  const cookies = jar('7:2');
  setVisitorLine(cookies, url, sku(7), 0);
  expect(cookies.get(CART_COOKIE)).toBeUndefined();
});

test('a cookie that somebody wrote by hand is read as far as it makes sense', () => {
  expect(readVisitorCart(jar('7:2.x:1.9:0.9:-1.0:5.11:1000.12:3.7:4'))).toEqual([
    { skuId: '7', quantity: 4 },
    { skuId: '12', quantity: 3 },
  ]);
});

test('a hundred different lines are the most, and no line holds more than 999', () => {
  const cookies = jar();
  for (let id = 1; id <= 100; id++) expect(addVisitorLine(cookies, url, sku(id), 1)).toBe(true);
  expect(addVisitorLine(cookies, url, sku(101), 1)).toBe(false);
  expect(addVisitorLine(cookies, url, sku(100), 5_000)).toBe(true);
  expect(readVisitorCart(cookies).at(-1)).toEqual({ skuId: '100', quantity: 999 });
});

test('a hundred lines of long numbers fit into a cookie', () => {
  const cookies = jar();
  for (let id = 0; id < 100; id++) addVisitorLine(cookies, url, sku(10_000_000 + id), 999);
  expect((cookies.get(CART_COOKIE) ?? '').length).toBeLessThan(4_000);
});

test('at signing in the lines go over, and stay with the visitor where the cart is full', async () => {
  const taken: unknown[] = [];
  const shopThat = (answer: object): Shop =>
    ({ cart: { addLines: async (...given: unknown[]) => (taken.push(given), answer) } }) as unknown as Shop;
  const cookies = jar('7:2');
  const customer = 'CUSTOMER' as CustomerId;
  await takeOverVisitorCart(
    shopThat({ ok: false, error: { code: 'cart_full', limit: 100 } }),
    cookies,
    customer,
  );
  expect(visitorCartCount(cookies)).toBe(2);
  await takeOverVisitorCart(shopThat({ ok: true, value: null }), cookies, customer);
  expect(visitorCartCount(cookies)).toBe(0);
  expect(taken).toHaveLength(2);
});
