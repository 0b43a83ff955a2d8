import type { Cart } from '#server/modules/cart/index.ts';
import type { SkuId } from '#server/kernel/ids.ts';
import { addVisitorLine, dropVisitorLines, readVisitorCart, setVisitorLine } from './visitor-cart.server.ts';

/** Why something could not be put into the cart. */
export type CartProblem = 'gone' | 'full';

export type OpenCart = {
  find(): Promise<Cart>;
  add(skuId: SkuId, quantity: number): Promise<CartProblem | undefined>;
  /** A quantity of 0 takes the line out. */
  set(skuId: SkuId, quantity: number): Promise<CartProblem | undefined>;
  /** Takes lines out, all at once. */
  remove(skuIds: readonly SkuId[]): Promise<void>;
};

const problemOf = (code: 'sku_not_found' | 'not_for_sale' | 'cart_full'): CartProblem =>
  code === 'cart_full' ? 'full' : 'gone';

/** The cart of whoever is asking: the customer's own, or the one in a visitor's cookie. */
export function openCart({ locals }: { readonly locals: App.Locals }): OpenCart {
  const { shop, session, language } = locals;
  if (session === undefined) return visitorCart(locals);
  const { customerId } = session;
  return {
    find: () => shop.cart.find(customerId, language),
    async add(skuId, quantity) {
      const added = await shop.cart.addLines(customerId, [{ skuId, quantity }]);
      return added.ok ? undefined : problemOf(added.error.code);
    },
    async set(skuId, quantity) {
      if (quantity === 0) {
        await shop.cart.removeLine(customerId, skuId, language);
        return undefined;
      }
      const set = await shop.cart.setLine(customerId, skuId, quantity, language);
      return set.ok ? undefined : problemOf(set.error.code);
    },
    remove: (skuIds) => shop.cart.removeLines(customerId, skuIds),
  };
}

function visitorCart({ shop, language, jar }: App.Locals): OpenCart {
  return {
    find: () => shop.cart.preview(readVisitorCart(jar), language),
    async add(skuId, quantity) {
      // A look at the shelf, so that the cookie never holds what does not exist.
      const seen = await shop.cart.preview([{ skuId, quantity }], language);
      const line = seen.lines[0];
      if (line === undefined || line.problem === 'not_for_sale') return 'gone';
      return addVisitorLine(jar, skuId, quantity) ? undefined : 'full';
    },
    async set(skuId, quantity) {
      return setVisitorLine(jar, skuId, quantity) ? undefined : 'full';
    },
    async remove(skuIds) {
      dropVisitorLines(jar, skuIds);
    },
  };
}
