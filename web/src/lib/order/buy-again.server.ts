import type { CustomerId } from '#server/kernel/ids.ts';
import { ok, type Result } from '#server/kernel/result.ts';
import type { CartRefusal } from '#server/modules/cart/index.ts';
import type { WantedLine } from '#server/modules/ordering/index.ts';
import type { Shop } from '#server/shop.ts';

/** Puts an order's lines into the cart once more. What is no longer sold is left out; refused where nothing is left. */
export async function buyAgain(
  shop: Shop,
  customerId: CustomerId,
  lines: readonly WantedLine[],
): Promise<Result<null, CartRefusal>> {
  const wanted = lines.map(({ skuId, quantity }) => ({ skuId, quantity }));
  const all = await shop.cart.addLines(customerId, wanted);
  if (all.ok || all.error.code === 'cart_full' || wanted.length === 1) return all;
  let refused: Result<null, CartRefusal> = all;
  let added = 0;
  for (const line of wanted) {
    const one = await shop.cart.addLines(customerId, [line]);
    if (one.ok) added += 1;
    else refused = one;
  }
  return added > 0 ? ok(null) : refused;
}
