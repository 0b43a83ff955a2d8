import { actorColumns, type Actor } from '../../../kernel/actor.ts';
import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../../platform/database.ts';
import { INDEX_VERSION } from '../normalise-words.ts';
import type { EditedProduct } from './edited-product.ts';
import type { Difference } from './product-changes.decide.ts';
import type { SkuRow } from './to-edit.sql.ts';

export { findProductToEdit, lockProduct, type LowStockAt } from './to-edit.sql.ts';

export async function findProductOfSku(on: Queryable, skuId: SkuId): Promise<ProductId | undefined> {
  const { rows } = await on.query<{ id: ProductId }>({
    name: 'product-of-sku',
    text: 'select product_id as id from skus where sku_id = $1',
    values: [skuId],
  });
  return rows[0]?.id;
}

/** Of these slugs, those that are taken. */
export async function listTakenSlugs(on: Queryable, slugs: readonly string[]): Promise<Set<string>> {
  const { rows } = await on.query<{ slug: string }>({
    name: 'taken-slugs',
    text: 'select slug from products where slug = any($1::text[])',
    values: [slugs],
  });
  return new Set(rows.map(({ slug }) => slug));
}

/** Of these codes, those that are taken by other products. */
export async function listTakenCodes(
  on: Queryable,
  codes: readonly string[],
  id: ProductId,
): Promise<Set<string>> {
  const { rows } = await on.query<{ code: string }>({
    name: 'taken-codes',
    text: 'select code from skus where code = any($1::text[]) and product_id <> $2',
    values: [codes, id],
  });
  return new Set(rows.map(({ code }) => code));
}

/** A draft of nothing but its slug. Undefined where somebody took the slug a moment ago. */
export async function insertDraft(tx: Transaction, slug: string, at: Date): Promise<ProductId | undefined> {
  const { rows } = await tx.query<{ id: ProductId }>(
    `insert into products (slug, name, name_en, on_sale, is_draft, version, published_at, updated_at, search_version)
     values ($1, '', '', false, true, 0, $2, $2, $3)
     on conflict (slug) do nothing returning product_id as id`,
    [slug, at, INDEX_VERSION],
  );
  return rows[0]?.id;
}

export type ProductUpdate = {
  readonly id: ProductId;
  readonly version: number;
  readonly content: EditedProduct;
  /** The words by which it is found. */
  readonly words: string;
  readonly publishedAt: Date;
  readonly at: Date;
};

export async function updateProduct(tx: Transaction, update: ProductUpdate): Promise<void> {
  const { skus: _skus, ...content } = update.content;
  await tx.query(
    `update products p set name = r.name, name_en = r."nameEn", subtitle = r.subtitle, subtitle_en = r."subtitleEn",
       brand = r.brand, model = r.model, description = r.description, materials = r.materials, usage = r.usage,
       warranty = r.warranty, manual_url = r."manualUrl", attributes = r.attributes, faqs = r.faqs,
       highlights = r.highlights, options = r.options, images = r.images, category_ids = r."categoryIds",
       on_sale = r."onSale", is_draft = r."isDraft", publish_at = r."publishAt",
       purchase_limit_pieces = (r."purchaseLimit" ->> 'pieces')::int,
       purchase_limit_days = (r."purchaseLimit" ->> 'days')::int, freight_template_id = r."freightTemplateId",
       version = $3, search = $4::tsvector, search_version = $5, published_at = $6, updated_at = $7
     from json_to_recordset($2::json) as r (name text, "nameEn" text, subtitle text, "subtitleEn" text, brand text,
       model text, description text, materials text, usage text, warranty text, "manualUrl" text, attributes jsonb,
       faqs jsonb, highlights jsonb, options jsonb, images jsonb, "categoryIds" bigint[], "onSale" boolean,
       "isDraft" boolean, "publishAt" timestamptz, "purchaseLimit" json, "freightTemplateId" uuid)
     where p.product_id = $1`,
    [
      ...[update.id, JSON.stringify([content]), update.version, update.words, INDEX_VERSION],
      ...[update.publishedAt, update.at],
    ],
  );
}

/** A SKU as it is written. */
export type SkuWrite = Omit<SkuRow, 'id'> & { readonly id: SkuId | null; readonly position: number };

/** New SKUs, in this order. Answers their ids by their codes. */
export async function insertSkus(
  tx: Transaction,
  productId: ProductId,
  skus: readonly SkuWrite[],
): Promise<Map<string, SkuId>> {
  if (skus.length === 0) return new Map();
  const { rows } = await tx.query<{ id: SkuId; code: string }>(
    `insert into skus (product_id, code, options, price_fen, original_price_fen, image_index, weight_grams, volume_cm3,
       on_sale, is_retired, position)
     select $1, code, options, price, "originalPrice", "imageIndex", "weightGrams", "volumeCm3", "onSale", "isRetired", position
     from json_to_recordset($2::json) as r (code text, options json, price bigint, "originalPrice" bigint,
       "imageIndex" int, "weightGrams" int, "volumeCm3" int, "onSale" boolean, "isRetired" boolean, position int)
     order by position
     returning sku_id as id, code`,
    [productId, JSON.stringify(skus)],
  );
  return new Map(rows.map(({ id, code }) => [code, id]));
}

/** Known ones. Two may exchange their codes: those that change are first put out of each other's way. */
export async function updateSkus(
  tx: Transaction,
  productId: ProductId,
  skus: readonly SkuWrite[],
): Promise<void> {
  const json = JSON.stringify(skus);
  await tx.query(
    `update skus k set code = 'X-' || k.sku_id from json_to_recordset($2::json) as r (id bigint, code text)
     where k.product_id = $1 and k.sku_id = r.id and k.code <> r.code`,
    [productId, json],
  );
  await tx.query(
    `update skus k set code = r.code, options = r.options, price_fen = r.price, original_price_fen = r."originalPrice",
       image_index = r."imageIndex", weight_grams = r."weightGrams", volume_cm3 = r."volumeCm3", on_sale = r."onSale",
       is_retired = r."isRetired", position = r.position
     from json_to_recordset($2::json) as r (id bigint, code text, options json, price bigint, "originalPrice" bigint,
       "imageIndex" int, "weightGrams" int, "volumeCm3" int, "onSale" boolean, "isRetired" boolean, position int)
     where k.product_id = $1 and k.sku_id = r.id`,
    [productId, json],
  );
}

export type ProductChange = Difference & {
  readonly version: number;
  readonly what: string;
  readonly actor: Actor;
  readonly at: Date;
};

export async function insertChange(tx: Transaction, id: ProductId, change: ProductChange): Promise<void> {
  const { version, what, before, after, actor, at } = change;
  await tx.query(
    `insert into product_changes (product_id, version, what, before, after, by, by_id, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, version, what, JSON.stringify(before), JSON.stringify(after), ...actorColumns(actor), at],
  );
}

/** Of many products at once, in one change each. */
export async function insertChanges(
  tx: Transaction,
  changes: readonly (Difference & { readonly id: ProductId; readonly version: number })[],
  { what, actor, at }: Pick<ProductChange, 'what' | 'actor' | 'at'>,
): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(
    `insert into product_changes (product_id, version, what, before, after, by, by_id, at)
     select id, version, $2, before, after, $3, $4, $5
     from json_to_recordset($1::json) as r (id bigint, version bigint, before json, after json)`,
    [JSON.stringify(changes), what, ...actorColumns(actor), at],
  );
}

/** A change as it is told. */
export type ToldChange = Difference & {
  readonly version: number;
  readonly what: string;
  readonly by: string;
  readonly byId: string | null;
  readonly at: Date;
};
type ChangeRow = Omit<ToldChange, 'version'> & { readonly version: string };

/** Newest first, from before this version on. */
export async function listChanges(
  on: Queryable,
  id: ProductId,
  { below, above = 0, limit }: { readonly below: number; readonly above?: number; readonly limit: number },
): Promise<ToldChange[]> {
  const { rows } = await on.query<ChangeRow>({
    name: 'list-product-changes',
    text: `select version, what, before, after, by, by_id as "byId", at from product_changes
      where product_id = $1 and version < $2 and version > $3 order by version desc limit $4`,
    values: [id, below, above, limit],
  });
  return rows.map((row) => ({ ...row, version: Number(row.version) }));
}

/** When products go on sale by themselves that should be by now, the longest due first. */
export async function listDue(on: Queryable, now: Date, limit: number): Promise<ProductId[]> {
  const { rows } = await on.query<{ id: ProductId }>({
    name: 'list-due-products',
    text: `select product_id as id from products where publish_at <= $1 and not on_sale
      order by publish_at, product_id limit $2`,
    values: [now, limit],
  });
  return rows.map(({ id }) => id);
}

/** SKUs that are no variants any more keep what orders show of them. */
export async function retireSkus(
  tx: Transaction,
  productId: ProductId,
  skuIds: readonly SkuId[],
): Promise<void> {
  await tx.query(
    `update skus set is_retired = true, on_sale = false where product_id = $1 and sku_id = any($2::bigint[])`,
    [productId, skuIds],
  );
}
