import type { CustomerId, SkuId } from '#server/kernel/ids.ts';
import type { CookieJar } from '../request/cookie-jar.server.ts';

/** As many as a customer's cart holds. A hundred pairs stay far under the 4 kB that a cookie may have. */
export const MAX_LINES = 100;
const MAX_QUANTITY = 999;

export type VisitorLine = { readonly skuId: SkuId; readonly quantity: number };

function parseLine(pair: string): VisitorLine | undefined {
  const match = /^([1-9]\d{0,17}):([1-9]\d{0,2})$/.exec(pair);
  return match ? { skuId: match[1] as SkuId, quantity: Number(match[2]) } : undefined;
}

/** What lies in the visitor's cookie, as `sku:quantity` pairs with dots between; pairs that are none are left out, since anybody can write a cookie. */
export function readVisitorCart(jar: CookieJar): VisitorLine[] {
  const lines = new Map<SkuId, VisitorLine>();
  for (const pair of (jar.get('cart') ?? '').split('.')) {
    const line = parseLine(pair);
    if (line !== undefined && lines.size < MAX_LINES) lines.set(line.skuId, line);
  }
  return [...lines.values()];
}

function writeVisitorCart(jar: CookieJar, lines: readonly VisitorLine[]): void {
  if (lines.length === 0) return jar.drop('cart');
  const text = lines.map((line) => `${line.skuId}:${line.quantity}`).join('.');
  jar.keep('cart', text);
}

export function visitorCartCount(jar: CookieJar): number {
  return readVisitorCart(jar).reduce((sum, line) => sum + line.quantity, 0);
}

/** Sets the quantity of one SKU; 0 takes it out. False where the cart is full. */
export function setVisitorLine(jar: CookieJar, skuId: SkuId, quantity: number): boolean {
  const lines = readVisitorCart(jar);
  const others = lines.filter((line) => line.skuId !== skuId);
  if (quantity <= 0) {
    writeVisitorCart(jar, others);
    return true;
  }
  const wanted = { skuId, quantity: Math.min(quantity, MAX_QUANTITY) };
  if (others.length === lines.length && lines.length >= MAX_LINES) return false;
  // The line keeps its place, so that a page without script does not jump under the pointer.
  const next =
    others.length === lines.length
      ? [...lines, wanted]
      : lines.map((line) => (line.skuId === skuId ? wanted : line));
  writeVisitorCart(jar, next);
  return true;
}

/** Takes lines out, all at once. */
export function dropVisitorLines(jar: CookieJar, skuIds: readonly SkuId[]): void {
  const gone = new Set(skuIds);
  writeVisitorCart(
    jar,
    readVisitorCart(jar).filter(({ skuId }) => !gone.has(skuId)),
  );
}

/** Adds to what is there. False where the cart is full. */
export function addVisitorLine(jar: CookieJar, skuId: SkuId, quantity: number): boolean {
  const present = readVisitorCart(jar).find((line) => line.skuId === skuId)?.quantity ?? 0;
  return setVisitorLine(jar, skuId, present + quantity);
}

/**
 * Takes a visitor's lines over into the customer's cart: called once after signing in. Where the customer's cart is full
 * the cookie stays, so that nothing is lost; lines that are no longer sold go.
 */
export async function takeOverVisitorCart(
  { shop, jar }: Pick<App.Locals, 'shop' | 'jar'>,
  customerId: CustomerId,
): Promise<void> {
  const lines = readVisitorCart(jar);
  if (lines.length === 0) return;
  const added = await shop.cart.addLines(customerId, lines);
  if (added.ok || added.error.code !== 'cart_full') jar.drop('cart');
}
