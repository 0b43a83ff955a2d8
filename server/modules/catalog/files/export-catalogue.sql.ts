import type { ProductId } from '../../../kernel/ids.ts';
import type { Queryable } from '../../../platform/database.ts';
import type { ProductContent } from '../editing/edited-product.ts';

export type ExportedSku = {
  readonly productId: ProductId;
  readonly code: string;
  readonly options: Readonly<Record<string, string>>;
  readonly priceFen: number;
  readonly originalPriceFen: number | null;
  readonly imageIndex: number | null;
  readonly weightGrams: number;
  readonly volumeCm3: number;
  readonly onSale: boolean;
};

type ProductRow = Omit<ProductContent, 'options' | 'purchaseLimit' | 'skus'> & {
  readonly id: ProductId;
  readonly slug: string;
  readonly onSale: boolean;
};
export type ExportedProduct = ProductRow & { readonly skus: readonly ExportedSku[] };

/** The next products by their ids, each with its SKUs. For an export, which walks on until none is left. */
export async function listForExport(
  on: Queryable,
  after: ProductId | undefined,
  size: number,
): Promise<ExportedProduct[]> {
  const { rows: products } = await on.query<ProductRow>({
    name: 'catalogue-list-for-export',
    text: `select product_id as id, slug, name, name_en as "nameEn", subtitle, subtitle_en as "subtitleEn", brand, model,
        description, materials, usage, warranty, manual_url as "manualUrl", attributes, faqs, highlights, images,
        category_ids as "categoryIds", on_sale as "onSale", freight_template_id as "freightTemplateId"
      from products where product_id > $1 order by product_id limit $2`,
    values: [after ?? 0, size],
  });
  const { rows: skus } = await on.query<
    Omit<ExportedSku, 'priceFen' | 'originalPriceFen'> & {
      readonly priceFen: string;
      readonly originalPriceFen: string | null;
    }
  >({
    name: 'catalogue-list-skus-for-export',
    text: `select product_id as "productId", code, options, price_fen as "priceFen", original_price_fen as "originalPriceFen",
        image_index as "imageIndex", weight_grams as "weightGrams", volume_cm3 as "volumeCm3", on_sale as "onSale"
      from skus where product_id = any($1::bigint[]) and not is_retired order by product_id, position, sku_id`,
    values: [products.map(({ id }) => id)],
  });
  const byProduct = Map.groupBy(
    skus.map(({ priceFen, originalPriceFen, ...sku }) => ({
      ...sku,
      priceFen: Number(priceFen),
      originalPriceFen: originalPriceFen === null ? null : Number(originalPriceFen),
    })),
    ({ productId }) => productId,
  );
  return products.map((product) => ({ ...product, skus: byProduct.get(product.id) ?? [] }));
}

/** The slug of each category by its id. */
export async function listCategorySlugs(on: Queryable): Promise<Map<string, string>> {
  const { rows } = await on.query<{ id: string; slug: string }>(
    'select category_id as id, slug from categories',
  );
  return new Map(rows.map(({ id, slug }) => [id, slug]));
}
