import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { SkuId } from '../../server/kernel/ids.ts';

/** SKUs of a test's own, one for each product: `stock` pieces each, at `price` fen. Ids rise in the order answered. */
export async function newSkus(pool: pg.Pool, count: number, price: number, stock: number): Promise<SkuId[]> {
  const name = `t-${randomBytes(5).toString('hex')}`;
  const { rows } = await pool.query<{ sku_id: SkuId }>(
    `with product as (
       insert into products (slug, name, name_en, published_at, updated_at)
       select $1 || '-' || n, '测试商品 ' || n, 'Test ' || n, now(), now() from generate_series(1, $2::int) n
       returning product_id),
     sku as (
       insert into skus (product_id, code, price_fen, options)
       select product_id, upper($1) || '-' || product_id, $3, '{"颜色": "黑"}' from product returning sku_id),
     stocked as (insert into stock (sku_id, on_hand) select sku_id, $4 from sku)
     select sku_id from sku order by sku_id`,
    [name, count, price, stock],
  );
  return rows.map((row) => row.sku_id);
}

export async function newSku(pool: pg.Pool, price: number, stock: number): Promise<SkuId> {
  return (await newSkus(pool, 1, price, stock))[0]!;
}
