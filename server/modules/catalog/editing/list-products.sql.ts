import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import type { Queryable } from '../../../platform/database.ts';
import type { StoredImage } from '../images.ts';
import type { ProductState } from './edited-product.ts';

export type ListedRow = {
  readonly id: ProductId;
  readonly slug: string;
  readonly version: string;
  readonly name: string;
  readonly nameEn: string;
  readonly image: StoredImage | null;
  readonly state: ProductState;
  readonly publishAt: Date | null;
  readonly updatedAt: Date;
  readonly sales: number;
  /** Of those that are variants: by id, with what they cost. */
  readonly skus: readonly { readonly id: string; readonly code: string; readonly price: number }[];
};

export type ListAsked = {
  readonly state: ProductState | undefined;
  /** The category and all below it. */
  readonly categoryIds: readonly string[] | undefined;
  /** A PostgreSQL `tsquery`. */
  readonly words: string | undefined;
  /** Just these, where something else has found them. */
  readonly ids: readonly ProductId[] | undefined;
  /** The last of the page before. */
  readonly below: ProductId | undefined;
  readonly limit: number;
};

/**
 * Not planned in advance: for a rare word or a small category the planner takes their index, for common ones it walks down the
 * products of a state and looks at each.
 */
export function listStatement(asked: ListAsked): { text: string; values: unknown[] } {
  const values: unknown[] = [asked.limit];
  const conditions: string[] = [];
  const add = (value: unknown, condition: (parameter: string) => string): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  add(asked.state, (state) => `p.state = ${state}`);
  add(asked.categoryIds, (ids) => `p.category_ids && ${ids}::bigint[]`);
  add(asked.words, (words) => `p.search @@ ${words}::tsquery`);
  add(asked.ids, (ids) => `p.product_id = any(${ids}::bigint[])`);
  add(asked.below, (below) => `p.product_id < ${below}::bigint`);
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  const text = `
    select p.product_id as id, p.slug, p.version, p.name, p.name_en as "nameEn", p.images -> 0 as image, p.state,
      p.publish_at as "publishAt", p.updated_at as "updatedAt", p.sales,
      (select coalesce(json_agg(json_build_object('id', k.sku_id::text, 'code', k.code, 'price', k.price_fen)
         order by k.position, k.sku_id), '[]')
       from skus k where k.product_id = p.product_id and not k.is_retired) as skus
    from products p ${where} order by p.product_id desc limit $1`;
  return { text, values };
}

export async function listProductsToEdit(on: Queryable, asked: ListAsked): Promise<ListedRow[]> {
  const { rows } = await on.query<ListedRow>(listStatement(asked));
  return rows;
}

/** Products by how a code of theirs begins. */
export async function listProductsByCode(on: Queryable, code: string, limit: number): Promise<ProductId[]> {
  const { rows } = await on.query<{ id: ProductId }>({
    name: 'products-by-code',
    // `~` comes after all that a code is made of.
    text: `select distinct product_id as id from (select product_id from skus where code >= $1 and code < $1 || '~'
      order by code limit $2) found`,
    values: [code, limit],
  });
  return rows.map(({ id }) => id);
}

/** The products that these SKUs are variants of. */
export async function listProductsOfSkus(on: Queryable, skuIds: readonly SkuId[]): Promise<ProductId[]> {
  if (skuIds.length === 0) return [];
  const { rows } = await on.query<{ id: ProductId }>({
    name: 'products-of-skus',
    text: 'select distinct product_id as id from skus where sku_id = any($1::bigint[]) and not is_retired',
    values: [skuIds],
  });
  return rows.map(({ id }) => id);
}

/** A category with all below it. */
export async function listCategoriesUnder(on: Queryable, id: string): Promise<string[]> {
  const { rows } = await on.query<{ id: string }>({
    name: 'categories-under',
    text: `with recursive under as (
        select category_id from categories where category_id = $1
        union select c.category_id from categories c join under u on u.category_id = c.parent_id)
      select category_id as id from under`,
    values: [id],
  });
  return rows.map((row) => row.id);
}
