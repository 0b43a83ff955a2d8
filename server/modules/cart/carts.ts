import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import type { SkuForSale } from '../catalog/index.ts';
import { findStock } from '../stock/index.ts';
import type { Cart, CartRefusal, StoredCartLine } from './cart.ts';
import { countPieces, deleteFromCart, listCartLines } from './cart.sql.ts';
import { addCartLines, setCartLine } from './change-cart.ts';
import { showCart } from './show-cart.decide.ts';

export type CartDeps = {
  readonly database: Database;
  readonly clock: Clock;
  skusForSale(skuIds: readonly SkuId[], on: Queryable): Promise<Map<SkuId, SkuForSale>>;
};

export type Carts = {
  find(customerId: CustomerId, language: Language): Promise<Cart>;
  /** What a cart with these lines would look like: for a visitor who has not signed in, whose lines lie in a cookie. */
  preview(lines: readonly { skuId: SkuId; quantity: number }[], language: Language): Promise<Cart>;
  setLine(
    customerId: CustomerId,
    skuId: SkuId,
    quantity: number,
    language: Language,
  ): Promise<Result<Cart, CartRefusal>>;
  /** Adds to what is there (up to 999): for 加入购物车, and for taking a visitor's lines over at sign-in. */
  addLines(
    customerId: CustomerId,
    lines: readonly { skuId: SkuId; quantity: number }[],
  ): Promise<Result<null, CartRefusal>>;
  removeLine(customerId: CustomerId, skuId: SkuId, language: Language): Promise<Cart>;
  /** Takes many out by one statement. Those that do not lie there are passed over. */
  removeLines(customerId: CustomerId, skuIds: readonly SkuId[]): Promise<void>;
  count(customerId: CustomerId): Promise<number>;
};

export function makeCarts(deps: CartDeps): Carts {
  async function show(lines: readonly StoredCartLine[], language: Language): Promise<Cart> {
    const skuIds = lines.map((line) => line.skuId);
    const [skus, stock] = await Promise.all([
      deps.skusForSale(skuIds, deps.database),
      findStock(deps.database, skuIds),
    ]);
    return showCart(lines, { skus, stock }, language);
  }
  const carts: Carts = {
    find: async (customerId, language) => show(await listCartLines(deps.database, customerId), language),
    preview: (lines, language) =>
      show(
        lines.map((line) => ({ ...line, seenPriceFen: null })),
        language,
      ),
    async setLine(customerId, skuId, quantity, language) {
      const outcome = await setCartLine(deps, customerId, skuId, quantity);
      return outcome.ok ? ok(await carts.find(customerId, language)) : outcome;
    },
    addLines: (customerId, lines) => addCartLines(deps, customerId, lines),
    async removeLine(customerId, skuId, language) {
      await carts.removeLines(customerId, [skuId]);
      return carts.find(customerId, language);
    },
    removeLines: (customerId, skuIds) => deleteFromCart(deps.database, customerId, skuIds),
    count: (customerId) => countPieces(deps.database, customerId),
  };
  return carts;
}
