import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../../platform/database.ts';
import type { AskedPrice } from './struck-out.decide.ts';

type AskedRow = { skuId: SkuId; price: string; since: Date; until: Date | null };

/** What each of these was asked, the oldest first. Those that were never on sale are not in the answer. */
export async function listAskedPrices(
  on: Queryable,
  skuIds: readonly SkuId[],
): Promise<Map<SkuId, AskedPrice[]>> {
  const bySku = new Map<SkuId, AskedPrice[]>();
  if (skuIds.length === 0) return bySku;
  const { rows } = await on.query<AskedRow>({
    name: 'list-asked-prices',
    text: `select sku_id as "skuId", price_fen as price, since, until from asked_prices
      where sku_id = any($1::bigint[]) order by sku_id, since`,
    values: [skuIds],
  });
  for (const { skuId, price, since, until } of rows) {
    const asked = bySku.get(skuId) ?? [];
    bySku.set(skuId, asked);
    asked.push({ price: Number(price), since, until });
  }
  return bySku;
}

/**
 * Writes down what the SKUs of these products are asked from now on, where that is another price than before, or none. To be
 * called in the transaction that changed a price, or whether a product or a SKU is on sale, while it holds the products.
 */
export async function keepAskedPrices(
  tx: Transaction,
  productIds: readonly ProductId[],
  at: Date,
): Promise<void> {
  if (productIds.length === 0) return;
  await tx.query({
    name: 'end-asked-prices',
    text: `
      update asked_prices a set until = greatest(a.since, $2)
      from skus k join products p using (product_id)
      where k.product_id = any($1::bigint[]) and a.sku_id = k.sku_id and a.until is null
        and not (k.on_sale and p.on_sale and k.price_fen = a.price_fen)`,
    values: [productIds, at],
  });
  await tx.query({
    name: 'begin-asked-prices',
    text: `
      insert into asked_prices (sku_id, since, price_fen)
      select k.sku_id, $2, k.price_fen from skus k join products p using (product_id)
      where k.product_id = any($1::bigint[]) and k.on_sale and p.on_sale
        and not exists (select from asked_prices a where a.sku_id = k.sku_id and a.until is null)
      -- Two changes of one moment: the first was asked of nobody.
      on conflict (sku_id, since) do update set price_fen = excluded.price_fen, until = null`,
    values: [productIds, at],
  });
}

/** What SKUs were asked before the shop knew them. Of those of which it knows anything nothing is written. */
export async function insertPastPrices(
  tx: Transaction,
  past: readonly { readonly skuId: SkuId; readonly asked: readonly AskedPrice[] }[],
): Promise<void> {
  const rows = past.flatMap(({ skuId, asked }) => asked.map((row) => ({ skuId, ...row })));
  if (rows.length === 0) return;
  await tx.query(
    `insert into asked_prices (sku_id, since, until, price_fen)
     select "skuId", since, until, price
     from json_to_recordset($1::json) as r ("skuId" bigint, since timestamptz, until timestamptz, price bigint)
     where not exists (select from asked_prices a where a.sku_id = r."skuId")`,
    [JSON.stringify(rows)],
  );
}
