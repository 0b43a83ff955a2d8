import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import { ADVISORY_LOCKS } from '../../../platform/advisory-locks.ts';
import type { Database, Queryable, Transaction } from '../../../platform/database.ts';
import { INDEX_VERSION } from '../normalise-words.ts';
import type { StoredImage } from '../images.ts';
import type { PreparedPicture } from './prepare-pictures.ts';

/** Each category's slug with its parent's. */
export async function listCategoryParents(on: Queryable): Promise<Map<string, string | null>> {
  const { rows } = await on.query<{ slug: string; parent: string | null }>(
    'select c.slug, p.slug as parent from categories c left join categories p on p.category_id = c.parent_id',
  );
  return new Map(rows.map((row) => [row.slug, row.parent]));
}

/** The product slug that each of these SKU codes belongs to now; unknown codes are not in the answer. */
export async function listSkuOwners(on: Queryable, codes: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await on.query<{ code: string; slug: string }>(
    'select s.code, p.slug from skus s join products p using (product_id) where s.code = any($1::text[])',
    [codes],
  );
  return new Map(rows.map((row) => [row.code, row.slug]));
}

/**
 * Lets one import run at a time and gives this one the time it needs: a large file takes longer than the limits of
 * requests.
 */
export async function beginImport(tx: Transaction): Promise<void> {
  await tx.query('set local statement_timeout = 0');
  await tx.query('set local idle_in_transaction_session_timeout = 0');
  await tx.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.catalogueImport]);
}

export async function insertMedia(
  tx: Transaction,
  pictures: readonly PreparedPicture[],
  at: Date,
): Promise<void> {
  await tx.query(
    `insert into media (media_key, source, width, height, created_at)
     select key, min(source), min(width), min(height), $2
     from json_to_recordset($1::json) as m (key text, source text, width int, height int)
     group by key on conflict (media_key) do update set unused_since = null where media.unused_since is not null`,
    [JSON.stringify(pictures), at],
  );
}

/** A category as it is written: by the names of its columns, as `json_to_recordset` reads it. */
export type CategoryRow = {
  slug: string;
  name: string;
  name_en: string;
  parent: string | null;
  icon: StoredImage | null;
  position: number | null;
};

/** Writes categories by slug. Answers those known before that came to stand under another parent. */
export async function upsertCategories(
  tx: Transaction,
  categories: readonly CategoryRow[],
): Promise<string[]> {
  const json = JSON.stringify(categories);
  const known = await tx.query<{ id: string }>('select category_id as id from categories');
  const knownIds = new Set(known.rows.map(({ id }) => id));
  await tx.query(
    `insert into categories (slug, name, name_en, icon, position)
     select r.slug, r.name, r.name_en, r.icon, coalesce(r.position, old.position, 0)
     from json_to_recordset($1::json) as r (slug text, name text, name_en text, icon jsonb, position int)
     left join categories old on old.slug = r.slug
     on conflict (slug) do update set name = excluded.name, name_en = excluded.name_en, icon = excluded.icon,
       position = excluded.position`,
    [json],
  );
  const { rows } = await tx.query<{ id: string }>(
    `update categories c set parent_id = p.category_id
     from json_to_recordset($1::json) as r (slug text, parent text) left join categories p on p.slug = r.parent
     where c.slug = r.slug and c.parent_id is distinct from p.category_id
     returning c.category_id as id`,
    [json],
  );
  return rows.map(({ id }) => id).filter((id) => knownIds.has(id));
}

/** Each category with its names and the names of all above it, in both languages. */
export async function listCategoryNames(
  on: Queryable,
): Promise<Map<string, { id: string; names: readonly string[] }>> {
  const { rows } = await on.query<{ slug: string; id: string; names: string[] }>(
    `with recursive up as (
       select category_id, slug, parent_id, array[name, name_en] as names from categories
       union all
       select up.category_id, up.slug, c.parent_id, up.names || c.name || c.name_en
       from up join categories c on c.category_id = up.parent_id
       -- Ends also where parents should ever form a circle.
       where cardinality(up.names) < 20
     )
     select slug, category_id as id, names from up where parent_id is null`,
  );
  return new Map(rows.map(({ slug, id, names }) => [slug, { id, names }]));
}

/** A product as it is written. */
export type ProductRow = {
  slug: string;
  name: string;
  name_en: string;
  subtitle: string;
  subtitle_en: string;
  brand: string;
  model: string;
  description: string;
  materials: string;
  usage: string;
  warranty: string;
  manual_url: string | null;
  attributes: unknown;
  faqs: unknown;
  highlights: unknown;
  options: unknown;
  images: readonly StoredImage[];
  category_ids: readonly string[];
  freight_template_id: string | null;
  /** Null leaves what is known. */
  sales: number | null;
  published_at: string | null;
  on_sale: boolean;
  search: string;
};

const TEXT_COLUMNS = [
  'name',
  'name_en',
  'subtitle',
  'subtitle_en',
  'brand',
  'model',
  'description',
  'materials',
  'usage',
  'warranty',
  'manual_url',
];
const JSON_COLUMNS = ['attributes', 'faqs', 'highlights', 'options', 'images'];
const PLAIN_COLUMNS = [...TEXT_COLUMNS, ...JSON_COLUMNS, 'category_ids', 'on_sale', 'freight_template_id'];
const COLUMNS = [...PLAIN_COLUMNS, 'sales', 'published_at'];

const IS_DIFFERENT = `(${COLUMNS.map((column) => `p.${column}`).join(', ')})
      is distinct from (${COLUMNS.map((column) => `excluded.${column}`).join(', ')})`;

const UPSERT_PRODUCTS = `
  insert into products as p (slug, ${COLUMNS.join(', ')}, search, search_version, updated_at)
  select r.slug, ${PLAIN_COLUMNS.map((column) => `r.${column}`).join(', ')}, coalesce(r.sales, old.sales, 0),
    coalesce(r.published_at, old.published_at, $2), r.search::tsvector, $3, $2
  from json_to_recordset($1::json) as r (slug text, ${TEXT_COLUMNS.map((column) => `${column} text`).join(', ')},
    ${JSON_COLUMNS.map((column) => `${column} jsonb`).join(', ')}, category_ids bigint[], on_sale boolean,
    freight_template_id uuid, sales int, published_at timestamptz, search text)
  left join products old on old.slug = r.slug
  on conflict (slug) do update set ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')},
    search = excluded.search, search_version = excluded.search_version,
    publish_at = case when excluded.on_sale then null else p.publish_at end,
    is_draft = p.is_draft and not excluded.on_sale,
    updated_at = case when ${IS_DIFFERENT} then excluded.updated_at else p.updated_at end,
    version = case when ${IS_DIFFERENT} then p.version + 1 else p.version end
  returning product_id as id, slug`;

/** Writes products by slug, keeping their ids. `updated_at` and the version move only where something is different. */
export async function upsertProducts(
  tx: Transaction,
  products: readonly ProductRow[],
  at: Date,
): Promise<Map<string, ProductId>> {
  const { rows } = await tx.query<{ id: ProductId; slug: string }>(UPSERT_PRODUCTS, [
    JSON.stringify(products),
    at,
    INDEX_VERSION,
  ]);
  return new Map(rows.map(({ slug, id }) => [slug, id]));
}

/** A SKU as it is written. */
export type SkuRow = {
  product_id: ProductId;
  code: string;
  options: Readonly<Record<string, string>>;
  price_fen: number;
  original_price_fen: number | null;
  image_index: number | null;
  weight_grams: number;
  volume_cm3: number;
  on_sale: boolean;
  position: number;
};

/**
 * Whoever edits one of these products by hand has seen other variants than it has now: its version rises. Not where it has none
 * yet, since then nobody has seen any.
 */
async function raiseVersions(tx: Transaction, json: string): Promise<void> {
  await tx.query(
    `update products p set version = p.version + 1
     from (select distinct r.product_id
       from json_to_recordset($1::json) as r (product_id bigint, code text, options json, price_fen bigint,
         original_price_fen bigint, image_index int, weight_grams int, volume_cm3 int, on_sale boolean, position int)
       left join skus k on k.code = r.code
       where (k.product_id, k.options::text, k.price_fen, k.original_price_fen, k.image_index, k.weight_grams,
           k.volume_cm3, k.on_sale, k.position, k.is_retired)
         is distinct from (r.product_id, r.options::text, r.price_fen, r.original_price_fen, r.image_index, r.weight_grams,
           r.volume_cm3, r.on_sale, r.position, false)
         and exists (select from skus other where other.product_id = r.product_id)) changed
     where p.product_id = changed.product_id`,
    [json],
  );
}

/** Writes SKUs by code, keeping their ids, and takes those off sale that their products no longer have. */
export async function upsertSkus(tx: Transaction, skus: readonly SkuRow[]): Promise<Map<string, SkuId>> {
  const json = JSON.stringify(skus);
  await raiseVersions(tx, json);
  const { rows } = await tx.query<{ id: SkuId; code: string }>(
    `insert into skus (product_id, code, options, price_fen, original_price_fen, image_index, weight_grams, volume_cm3,
       on_sale, position)
     select product_id, code, options, price_fen, original_price_fen, image_index, weight_grams, volume_cm3, on_sale, position
     from json_to_recordset($1::json) as r (product_id bigint, code text, options json, price_fen bigint,
       original_price_fen bigint, image_index int, weight_grams int, volume_cm3 int, on_sale boolean, position int)
     on conflict (code) do update set product_id = excluded.product_id, options = excluded.options,
       price_fen = excluded.price_fen, original_price_fen = excluded.original_price_fen,
       image_index = excluded.image_index, weight_grams = excluded.weight_grams, volume_cm3 = excluded.volume_cm3,
       on_sale = excluded.on_sale, position = excluded.position, is_retired = false
     returning sku_id as id, code`,
    [json],
  );
  await tx.query(
    `with gone as (
       update skus set on_sale = false, is_retired = true
       where not is_retired and product_id = any($1::bigint[]) and not sku_id = any($2::bigint[])
       returning product_id)
     update products p set version = p.version + 1
     from (select distinct product_id from gone) changed where p.product_id = changed.product_id`,
    [[...new Set(skus.map((sku) => sku.product_id))], rows.map(({ id }) => id)],
  );
  return new Map(rows.map(({ code, id }) => [code, id]));
}

/** Every product on sale that is not among these, held until the transaction ends. */
export async function lockOthersOnSale(tx: Transaction, kept: readonly ProductId[]): Promise<ProductId[]> {
  const { rows } = await tx.query<{ id: ProductId }>(
    `select product_id as id from products p
     where p.on_sale and not exists (select from unnest($1::bigint[]) as k (product_id) where k.product_id = p.product_id)
     order by product_id for update of p`,
    [kept],
  );
  return rows.map(({ id }) => id);
}

export async function takeOffSale(tx: Transaction, ids: readonly ProductId[], at: Date): Promise<void> {
  await tx.query(
    `update products set on_sale = false, updated_at = $2, version = version + 1 where product_id = any($1::bigint[])`,
    [ids, at],
  );
}

/** The products that stand in these categories or below them. */
export async function listProductsUnder(
  tx: Transaction,
  categoryIds: readonly string[],
): Promise<ProductId[]> {
  const { rows } = await tx.query<{ id: ProductId }>(
    `with recursive under as (
       select unnest($1::bigint[]) as category_id
       union select c.category_id from categories c join under u on u.category_id = c.parent_id
     )
     select distinct product_id as id from shelf where category_id in (select category_id from under)`,
    [categoryIds],
  );
  return rows.map(({ id }) => id);
}

/**
 * Tells the planner what the tables hold now (after a first import it would take them for empty), and sorts the new words
 * into their index, which searches would otherwise have to look through one by one. Outside the transaction of an import:
 * a cluster runs both on connections of their own, which would wait for what it holds.
 */
export async function settleCatalogue(database: Database): Promise<void> {
  await database.query('analyze categories, products, skus, shelf');
  await database.query(`select gin_clean_pending_list('products_search')`);
}
