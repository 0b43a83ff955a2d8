import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import type { Fen } from '../../kernel/money.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction } from '../../platform/database.ts';
import { MAX_CART_LINES, type CartRefusal } from './cart.ts';
import type { CartDeps } from './carts.ts';
import { saveCartLines } from './cart.sql.ts';

class CartFull extends Error {}

/** Sets the quantity of one SKU, 1 to 999. */
export async function setCartLine(
  deps: CartDeps,
  customerId: CustomerId,
  skuId: SkuId,
  quantity: number,
): Promise<Result<null, CartRefusal>> {
  const sku = (await deps.skusForSale([skuId], deps.database)).get(skuId);
  if (sku === undefined) return refuse({ code: 'sku_not_found' });
  if (!sku.onSale) return refuse({ code: 'not_for_sale' });
  return save(deps, customerId, [{ skuId, quantity, price: sku.price }], false);
}

/** Adds to what the cart holds. SKUs that are unknown or no longer for sale are passed over if others can be added. */
export async function addCartLines(
  deps: CartDeps,
  customerId: CustomerId,
  lines: readonly { skuId: SkuId; quantity: number }[],
): Promise<Result<null, CartRefusal>> {
  const skus = await deps.skusForSale(
    lines.map((line) => line.skuId),
    deps.database,
  );
  const sold = new Map<SkuId, { skuId: SkuId; quantity: number; price: Fen }>();
  for (const { skuId, quantity } of lines) {
    const sku = skus.get(skuId);
    if (sku?.onSale)
      sold.set(skuId, {
        skuId,
        quantity: Math.min(999, quantity + (sold.get(skuId)?.quantity ?? 0)),
        price: sku.price,
      });
  }
  if (lines.length === 0) return ok(null);
  if (sold.size === 0) return refuse({ code: skus.size === 0 ? 'sku_not_found' : 'not_for_sale' });
  return save(deps, customerId, [...sold.values()], true);
}

async function save(
  deps: CartDeps,
  customerId: CustomerId,
  lines: Parameters<typeof saveCartLines>[2],
  add: boolean,
): Promise<Result<null, CartRefusal>> {
  try {
    await inTransaction(deps.database, async (tx) => {
      const fits = await saveCartLines(tx, customerId, lines, {
        add,
        limit: MAX_CART_LINES,
        at: deps.clock.now(),
      });
      // Thrown, so that what was written is rolled back.
      if (!fits) throw new CartFull();
    });
    return ok(null);
  } catch (error) {
    if (error instanceof CartFull) return refuse({ code: 'cart_full', limit: MAX_CART_LINES });
    throw error;
  }
}
