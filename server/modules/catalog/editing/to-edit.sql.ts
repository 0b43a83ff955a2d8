import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../../platform/database.ts';
import type { StoredImage } from '../images.ts';
import { PURCHASE_LIMIT } from '../purchase-limit.ts';
import type { EditedProduct, EditedSku, KnownProduct } from './edited-product.ts';

export type SkuRow = Omit<EditedSku, 'values' | 'image' | 'lowStockAt'> & {
  readonly options: Readonly<Record<string, string>>;
  readonly imageIndex: number | null;
};
type ProductRow = Omit<EditedProduct, 'skus' | 'publishAt'> &
  Pick<KnownProduct, 'id' | 'slug' | 'publishedAt' | 'updatedAt'> & {
    readonly version: string;
    readonly publishAt: Date | null;
    readonly skus: readonly SkuRow[];
  };
/** From how many pieces on few of a SKU are left, as stock knows it. */
export type LowStockAt = (skuIds: readonly SkuId[]) => Promise<ReadonlyMap<SkuId, number>>;

const PRODUCT = `
  select p.product_id as id, p.slug, p.version, p.published_at as "publishedAt", p.updated_at as "updatedAt",
    p.name, p.name_en as "nameEn", p.subtitle, p.subtitle_en as "subtitleEn", p.brand, p.model, p.description,
    p.materials, p.usage, p.warranty, p.manual_url as "manualUrl", p.attributes, p.faqs, p.highlights, p.options,
    p.images, p.category_ids::text[] as "categoryIds", p.on_sale as "onSale", p.is_draft as "isDraft",
    p.publish_at as "publishAt", ${PURCHASE_LIMIT} as "purchaseLimit", p.freight_template_id as "freightTemplateId",
    (select coalesce(json_agg(json_build_object('id', k.sku_id::text, 'code', k.code, 'options', k.options,
       'price', k.price_fen, 'originalPrice', k.original_price_fen, 'imageIndex', k.image_index,
       'weightGrams', k.weight_grams, 'volumeCm3', k.volume_cm3, 'onSale', k.on_sale, 'isRetired', k.is_retired)
       order by k.position, k.sku_id), '[]')
     from skus k where k.product_id = p.product_id) as skus
  from products p`;

/** A product as it is edited, on sale or not. */
export async function findProductToEdit(
  on: Queryable,
  id: ProductId,
  lowStockAt: LowStockAt,
): Promise<KnownProduct | undefined> {
  const { rows } = await on.query<ProductRow>({
    name: 'product-to-edit',
    text: `${PRODUCT} where p.product_id = $1`,
    values: [id],
  });
  return rows[0] && toKnown(rows[0], lowStockAt);
}

/** The same, held until the transaction ends: whoever else changes it, or imports it, waits. */
export async function lockProduct(
  tx: Transaction,
  id: ProductId,
  lowStockAt: LowStockAt,
): Promise<KnownProduct | undefined> {
  await tx.query({
    name: 'lock-product',
    text: 'select from products where product_id = $1 for update',
    values: [id],
  });
  return findProductToEdit(tx, id, lowStockAt);
}

async function toKnown(row: ProductRow, findLowStockAt: LowStockAt): Promise<KnownProduct> {
  const { id, slug, version, publishedAt, updatedAt, skus, publishAt, ...content } = row;
  const lowStockAt = await findLowStockAt(skus.map((sku) => sku.id));
  const names = content.options.map(({ name }) => name);
  const images = content.images.map(toImage);
  return {
    ...{ id, slug, version: Number(version), publishedAt, updatedAt },
    content: {
      ...content,
      // In one order of keys, so that equal things are equal as texts too.
      attributes: content.attributes.map(({ name, value }) => ({ name, value })),
      faqs: content.faqs.map(({ question, answer }) => ({ question, answer })),
      options: content.options.map(({ name, values }) => ({ name, values })),
      images,
      publishAt: publishAt?.toISOString() ?? null,
      skus: skus.map(({ options, imageIndex, ...sku }) => {
        const values = names.flatMap((name) => (Object.hasOwn(options, name) ? [options[name]!] : []));
        const fits = values.length === names.length && Object.keys(options).length === names.length;
        return {
          ...{ id: sku.id, code: sku.code, values, price: sku.price, originalPrice: sku.originalPrice },
          image: imageIndex,
          ...{ weightGrams: sku.weightGrams, volumeCm3: sku.volumeCm3, onSale: sku.onSale },
          lowStockAt: lowStockAt.get(sku.id) ?? 10,
          // One whose options are no more those of its product is none of its variants.
          isRetired: sku.isRetired || (!fits && !sku.onSale),
        };
      }),
    },
  };
}

function toImage({ key, width, height, hue, alt, altEn }: StoredImage): StoredImage {
  return { key, width, height, hue, alt, ...(altEn !== undefined && { altEn }) };
}

/** Imports change no rule of what is few, so none is asked for. */
const NO_RULES: LowStockAt = () => Promise.resolve(new Map());

/** Many of them, in the order of their ids. */
export async function listProductsToEdit(on: Queryable, ids: readonly ProductId[]): Promise<KnownProduct[]> {
  const { rows } = await on.query<ProductRow>({
    name: 'products-to-edit',
    text: `${PRODUCT} where p.product_id = any($1::bigint[]) order by p.product_id`,
    values: [ids],
  });
  return Promise.all(rows.map((row) => toKnown(row, NO_RULES)));
}

/** Those that there are of these slugs, by their slugs. */
export async function listProductsBySlug(
  on: Queryable,
  slugs: readonly string[],
): Promise<Map<string, KnownProduct>> {
  const { rows } = await on.query<ProductRow>({
    name: 'products-to-edit-by-slug',
    text: `${PRODUCT} where p.slug = any($1::text[]) order by p.product_id`,
    values: [slugs],
  });
  const known = await Promise.all(rows.map((row) => toKnown(row, NO_RULES)));
  return new Map(known.map((product) => [product.slug, product]));
}

/** The same, held until the transaction ends, by rising id. */
export async function lockProductsBySlug(
  tx: Transaction,
  slugs: readonly string[],
): Promise<Map<string, KnownProduct>> {
  await tx.query({
    name: 'lock-products-by-slug',
    text: 'select from products where slug = any($1::text[]) order by product_id for update',
    values: [slugs],
  });
  return listProductsBySlug(tx, slugs);
}
