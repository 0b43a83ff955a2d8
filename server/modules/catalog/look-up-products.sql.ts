import type { ProductId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';

export type ProductName = { readonly productId: ProductId; readonly name: string; readonly nameEn: string };

/** What products are called, on sale or not; unknown ids are not in the answer. */
export async function listProductNames(
  on: Queryable,
  productIds: readonly ProductId[],
): Promise<ProductName[]> {
  const { rows } = await on.query<ProductName>({
    name: 'catalog-list-product-names',
    text: `select product_id as "productId", name, name_en as "nameEn" from products
           where product_id = any($1::bigint[]) order by product_id`,
    values: [productIds],
  });
  return rows;
}
