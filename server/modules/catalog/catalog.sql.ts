import { toFen } from '../../kernel/money.ts';
import type { ProductId, SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { StoredImage } from './images.ts';
import { PURCHASE_LIMIT, type PurchaseLimit } from './purchase-limit.ts';

export type CategoryRow = {
  id: string;
  parentId: string | null;
  slug: string;
  name: string;
  nameEn: string;
  icon: StoredImage | null;
};

export async function listCategories(on: Queryable): Promise<CategoryRow[]> {
  const { rows } = await on.query<CategoryRow>({
    name: 'list-categories',
    text: `select category_id as id, parent_id as "parentId", slug, name, name_en as "nameEn", icon
           from categories order by position, category_id`,
  });
  return rows;
}

/** Which category stands below which; for prices of whole categories. */
export async function listCategoryLinks(on: Queryable): Promise<{ id: string; parentId: string | null }[]> {
  const { rows } = await on.query<{ id: string; parentId: string | null }>({
    name: 'list-category-links',
    text: 'select category_id as id, parent_id as "parentId" from categories',
  });
  return rows;
}

export async function isCategory(on: Queryable, slug: string): Promise<boolean> {
  const { rows } = await on.query({
    name: 'is-category',
    text: 'select from categories where slug = $1',
    values: [slug],
  });
  return rows.length > 0;
}

/** Whether there is any, on sale or not. */
export async function hasProducts(on: Queryable): Promise<boolean> {
  const { rows } = await on.query('select from products limit 1');
  return rows.length > 0;
}

export async function findSkuByCode(on: Queryable, code: string): Promise<SkuId | undefined> {
  const { rows } = await on.query<{ skuId: SkuId }>({
    name: 'find-sku-by-code',
    text: 'select sku_id as "skuId" from skus where code = $1',
    values: [code],
  });
  return rows[0]?.skuId;
}

export type DetailSkuRow = {
  skuId: SkuId;
  code: string;
  options: Record<string, string>;
  priceFen: number;
  originalPriceFen: number | null;
  imageIndex: number | null;
};

export type DetailRow = {
  productId: ProductId;
  categoryIds: string[];
  slug: string;
  name: string;
  nameEn: string;
  subtitle: string;
  subtitleEn: string;
  brand: string;
  model: string;
  description: string;
  materials: string;
  usage: string;
  warranty: string;
  manualUrl: string | null;
  attributes: { name: string; value: string }[];
  faqs: { question: string; answer: string }[];
  highlights: string[];
  options: { name: string; values: string[] }[];
  images: StoredImage[];
  sales: number;
  purchaseLimit: PurchaseLimit | null;
  /** On sale, in their order. */
  skus: DetailSkuRow[];
  /** From the top category down. */
  path: { slug: string; name: string; nameEn: string }[];
};

/** A product that is on sale, with its SKUs and where it stands. */
export async function findProduct(on: Queryable, slug: string): Promise<DetailRow | undefined> {
  const { rows } = await on.query<DetailRow>({
    name: 'find-product',
    text: `
      select p.product_id as "productId", p.slug, p.name, p.name_en as "nameEn", p.subtitle,
        p.subtitle_en as "subtitleEn", p.brand, p.model, p.description, p.materials, p.usage, p.warranty,
        p.manual_url as "manualUrl", p.attributes, p.faqs, p.highlights, p.options, p.images, p.sales,
        p.category_ids::text[] as "categoryIds", ${PURCHASE_LIMIT} as "purchaseLimit",
        (select coalesce(json_agg(json_build_object('skuId', k.sku_id::text, 'code', k.code, 'options', k.options,
           'priceFen', k.price_fen, 'originalPriceFen', k.original_price_fen, 'imageIndex', k.image_index)
           order by k.position, k.sku_id), '[]')
         from skus k where k.product_id = p.product_id and k.on_sale) as skus,
        (with recursive up as (
           select 1 as step, c.slug, c.name, c.name_en, c.parent_id from categories c
           where c.category_id = p.category_ids[1]
           union all
           select up.step + 1, c.slug, c.name, c.name_en, c.parent_id
           from up join categories c on c.category_id = up.parent_id where up.step < 10
         )
         select coalesce(json_agg(json_build_object('slug', up.slug, 'name', up.name, 'nameEn', up.name_en)
           order by up.step desc), '[]')
         from up) as path
      from products p where p.slug = $1 and p.on_sale`,
    values: [slug],
  });
  return rows[0];
}

/** Slugs of products on sale that sort after `after`, for the sitemap. */
export async function listSlugs(
  on: Queryable,
  after: string,
  limit: number,
): Promise<{ slug: string; updatedAt: Date }[]> {
  const { rows } = await on.query<{ slug: string; updatedAt: Date }>({
    name: 'list-slugs',
    text: `select p.slug, p.updated_at as "updatedAt" from products p
           where p.slug > $1 collate "C"
             and exists (select from shelf s where s.category_id = 0 and s.product_id = p.product_id)
           order by p.slug limit $2`,
    values: [after, limit],
  });
  return rows;
}

export type ForSaleRow = {
  skuId: SkuId;
  productId: ProductId;
  categoryIds: string[];
  productSlug: string;
  name: string;
  nameEn: string;
  options: Record<string, string>;
  image: StoredImage | null;
  priceFen: string;
  originalPriceFen: string | null;
  weightGrams: number;
  volumeCm3: number;
  freightTemplateId: string | null;
  purchaseLimit: PurchaseLimit | null;
  onSale: boolean;
};

/** Hot: every batch of orders asks it once for all its SKUs. */
export async function listSkusForSale(on: Queryable, skuIds: readonly SkuId[]): Promise<ForSaleRow[]> {
  const { rows } = await on.query<ForSaleRow>({
    name: 'list-skus-for-sale',
    text: `select k.sku_id as "skuId", k.product_id as "productId", p.category_ids::text[] as "categoryIds",
             p.slug as "productSlug", p.name, p.name_en as "nameEn", k.options, k.volume_cm3 as "volumeCm3",
             p.freight_template_id as "freightTemplateId", k.price_fen as "priceFen", k.original_price_fen as "originalPriceFen", k.weight_grams as "weightGrams",
             k.on_sale and p.on_sale as "onSale", ${PURCHASE_LIMIT} as "purchaseLimit",
             coalesce(p.images -> k.image_index, p.images -> 0) as image
           from skus k join products p using (product_id) where k.sku_id = any($1::bigint[])`,
    values: [skuIds],
  });
  return rows;
}

/**
 * Puts products on the shelf as their rows and SKUs say now, or takes them off it. To be called in the transaction that
 * changed a product, its SKUs, its sales or its categories.
 */
export async function refreshShelf(tx: Transaction, productIds: readonly ProductId[]): Promise<void> {
  if (productIds.length === 0) return;
  await tx.query({
    name: 'clear-shelf',
    text: 'delete from shelf where product_id = any($1::bigint[])',
    values: [productIds],
  });
  await tx.query({
    name: 'fill-shelf',
    text: `
      insert into shelf (category_id, product_id, price_fen, sales, published_at)
      with recursive above as (
        select category_id, category_id as found_in, parent_id from categories
        union
        select a.category_id, c.category_id, c.parent_id from above a join categories c on c.category_id = a.parent_id
      )
      select place.category_id, p.product_id, cheapest.price_fen, p.sales, p.published_at
      from products p
      cross join lateral (
        select min(k.price_fen) as price_fen from skus k where k.product_id = p.product_id and k.on_sale
      ) cheapest
      cross join lateral (
        select 0::bigint as category_id
        union select found_in from above where above.category_id = any(p.category_ids)
      ) place
      where p.product_id = any($1::bigint[]) and p.on_sale and cheapest.price_fen is not null`,
    values: [productIds],
  });
}

export function fenOrUndefined(amount: string | number | null): ReturnType<typeof toFen> | undefined {
  return amount === null ? undefined : toFen(amount);
}
