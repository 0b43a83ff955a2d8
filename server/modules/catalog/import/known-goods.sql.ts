import type { SkuId } from '../../../kernel/ids.ts';
import type { Queryable } from '../../../platform/database.ts';

/** How many of these products the shop has. */
export async function countKnownProducts(on: Queryable, slugs: readonly string[]): Promise<number> {
  const { rows } = await on.query<{ count: number }>(
    'select count(*)::int as count from products where slug = any($1::text[])',
    [slugs],
  );
  return rows[0]!.count;
}

/** The size of each of these pictures, by its key; those that are not in the shop are not in the answer. */
export async function listMediaSizes(
  on: Queryable,
  keys: readonly string[],
): Promise<Map<string, { readonly width: number; readonly height: number }>> {
  const { rows } = await on.query<{ key: string; width: number; height: number }>(
    'select media_key as key, width, height from media where media_key = any($1::text[])',
    [keys],
  );
  return new Map(rows.map(({ key, ...size }) => [key, size]));
}

/** What each of these SKUs costs now, by its code; those that are not in the shop are not in the answer. */
export async function listKnownPrices(
  on: Queryable,
  codes: readonly string[],
): Promise<
  Map<string, { readonly skuId: SkuId; readonly price: number; readonly originalPrice: number | null }>
> {
  const { rows } = await on.query<{
    code: string;
    skuId: SkuId;
    price: string;
    originalPrice: string | null;
  }>(
    `select code, sku_id as "skuId", price_fen as price, original_price_fen as "originalPrice" from skus
     where code = any($1::text[])`,
    [codes],
  );
  return new Map(
    rows.map(({ code, skuId, price, originalPrice }) => [
      code,
      { skuId, price: Number(price), originalPrice: originalPrice === null ? null : Number(originalPrice) },
    ]),
  );
}
