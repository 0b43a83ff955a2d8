import type { Cookies } from '@sveltejs/kit';
import type { CustomerId, SkuId } from '../../../../server/kernel/ids.ts';
import type { Shop } from '../../../../server/shop.ts';
import { cookieOptions } from './cookies.ts';

/** A visitor's cart lies in this cookie as `sku:quantity` pairs with dots between, until the visitor signs in. */
export const CART_COOKIE = 'ks_cart';
const CART_DAYS = 30;
/** As many as a customer's cart holds. A hundred pairs stay far under the 4 kB that a cookie may have. */
const MAX_LINES = 100;
const MAX_QUANTITY = 999;

export type VisitorLine = { readonly skuId: SkuId; readonly quantity: number };

function parseLine(pair: string): VisitorLine | undefined {
  const match = /^([1-9]\d{0,18}):([1-9]\d{0,2})$/.exec(pair);
  return match ? { skuId: match[1] as SkuId, quantity: Number(match[2]) } : undefined;
}

/** What lies in the cookie; pairs that are none are left out, since anybody can write a cookie. */
export function readVisitorCart(cookies: Cookies): VisitorLine[] {
  const lines = new Map<SkuId, VisitorLine>();
  for (const pair of (cookies.get(CART_COOKIE) ?? '').split('.')) {
    const line = parseLine(pair);
    if (line !== undefined && lines.size < MAX_LINES) lines.set(line.skuId, line);
  }
  return [...lines.values()];
}

function writeVisitorCart(cookies: Cookies, url: URL, lines: readonly VisitorLine[]): void {
  if (lines.length === 0) return cookies.delete(CART_COOKIE, { path: '/' });
  const text = lines.map((line) => `${line.skuId}:${line.quantity}`).join('.');
  cookies.set(CART_COOKIE, text, cookieOptions(url, CART_DAYS));
}

export function visitorCartCount(cookies: Cookies): number {
  return readVisitorCart(cookies).reduce((sum, line) => sum + line.quantity, 0);
}

/** Sets the quantity of one SKU; 0 takes it out. False where the cart is full. */
export function setVisitorLine(cookies: Cookies, url: URL, skuId: SkuId, quantity: number): boolean {
  const lines = readVisitorCart(cookies);
  const others = lines.filter((line) => line.skuId !== skuId);
  if (quantity <= 0) {
    writeVisitorCart(cookies, url, others);
    return true;
  }
  const wanted = { skuId, quantity: Math.min(quantity, MAX_QUANTITY) };
  if (others.length === lines.length && lines.length >= MAX_LINES) return false;
  // The line keeps its place, so that a page without script does not jump under the pointer.
  const next =
    others.length === lines.length
      ? [...lines, wanted]
      : lines.map((line) => (line.skuId === skuId ? wanted : line));
  writeVisitorCart(cookies, url, next);
  return true;
}

/** Adds to what is there. False where the cart is full. */
export function addVisitorLine(cookies: Cookies, url: URL, skuId: SkuId, quantity: number): boolean {
  const present = readVisitorCart(cookies).find((line) => line.skuId === skuId)?.quantity ?? 0;
  return setVisitorLine(cookies, url, skuId, present + quantity);
}

/**
 * Takes a visitor's lines over into the customer's cart: called once after signing in. Where the customer's cart is full
 * the cookie stays, so that nothing is lost; lines that are no longer sold go.
 */
export async function takeOverVisitorCart(
  shop: Shop,
  cookies: Cookies,
  customerId: CustomerId,
): Promise<void> {
  const lines = readVisitorCart(cookies);
  if (lines.length === 0) return;
  const added = await shop.cart.addLines(customerId, lines);
  if (added.ok || added.error.code !== 'cart_full') cookies.delete(CART_COOKIE, { path: '/' });
}
