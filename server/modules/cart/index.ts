import type { Clock } from '../../kernel/clock.ts';
import type { SkuId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { ok } from '../../kernel/result.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import type { Shop } from '../../shop.ts';
import type { SkuForSale } from '../catalog/index.ts';
import { findStock } from '../stock/index.ts';
import type { Cart, StoredCartLine } from './cart.ts';
import { countPieces, deleteCartLine, listCartLines } from './cart.sql.ts';
import { addCartLines, setCartLine } from './change-cart.ts';
import { showCart } from './show-cart.decide.ts';

export * from './cart.ts';
export { cartProblems } from './cart.problems.ts';
export { cartRoutes } from './cart.http.ts';
export { deleteCartLines, findInCarts } from './cart.sql.ts';
export { removeUntouchedCarts } from './remove-untouched.ts';
export { cartTables } from './personal-tables.ts';

export type CartDeps = {
  readonly database: Database;
  readonly clock: Clock;
  skusForSale(skuIds: readonly SkuId[], on: Queryable): Promise<Map<SkuId, SkuForSale>>;
};

export type Carts = Shop['cart'];

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
      await deleteCartLine(deps.database, customerId, skuId);
      return carts.find(customerId, language);
    },
    count: (customerId) => countPieces(deps.database, customerId),
  };
  return carts;
}
