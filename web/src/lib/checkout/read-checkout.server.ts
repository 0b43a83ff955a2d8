import type { SkuId } from '#server/kernel/ids.ts';
import type { Language } from '#server/kernel/language.ts';
import type { Session } from '#server/modules/sign-in/index.ts';
import type { WantedLine } from '#server/modules/ordering/index.ts';
import type { Shop } from '#server/shop.ts';
import { readNumber } from '../form/read-form.server.ts';

/** Characters that a note to the shop may have, as the API says. */
export const LONGEST_NOTE = 200;

/** What is about to be ordered: one SKU, or what lies in the cart. */
export type Wanted = {
  readonly fromCart: boolean;
  readonly lines: readonly WantedLine[];
  /** Lines of the cart that cannot be bought now and stay in it. */
  readonly leftOut: number;
};

/** `?sku=7&quantity=2`, or `?from=cart` with an `only=` for each SKU that was ticked there. No lines where the address names nothing that could be ordered. */
export async function readWanted(
  shop: Shop,
  session: Session,
  url: URL,
  language: Language,
): Promise<Wanted> {
  if (url.searchParams.get('from') === 'cart') {
    return readCart(shop, session, url.searchParams.getAll('only'), language);
  }
  const skuId = url.searchParams.get('sku') ?? '';
  const quantity = url.searchParams.has('quantity') ? Number(readNumber(url.searchParams, 'quantity')) : 1;
  const isLine = /^[1-9]\d{0,17}$/.test(skuId) && Number.isInteger(quantity) && quantity >= 1;
  return { fromCart: false, lines: isLine ? [{ skuId: skuId as SkuId, quantity }] : [], leftOut: 0 };
}

/** All of the cart where nothing was ticked: that is a link, not a choice. */
async function readCart(
  shop: Shop,
  session: Session,
  only: readonly string[],
  language: Language,
): Promise<Wanted> {
  const cart = await shop.cart.find(session.customerId, language);
  const chosen = cart.lines.filter(({ skuId }) => only.length === 0 || only.includes(skuId));
  const lines = chosen.filter(({ problem }) => problem !== 'not_for_sale' && problem !== 'sold_out');
  return {
    fromCart: true,
    lines: lines.map(({ skuId, quantity }) => ({ skuId, quantity })),
    leftOut: chosen.length - lines.length,
  };
}

/** `7:2`: a SKU and how many of it, as the quantity buttons post them. */
export function parseQuantity(text: string): WantedLine | undefined {
  const match = /^([1-9]\d{0,17}):(\d{1,3})$/.exec(text);
  return match ? { skuId: match[1] as SkuId, quantity: Number(match[2]) } : undefined;
}
