import type { ProductId } from '../../../kernel/ids.ts';
import { ADVISORY_LOCKS } from '../../../platform/advisory-locks.ts';
import type { Queryable, Transaction } from '../../../platform/database.ts';

/** A category as staff arrange it. */
export type EditedCategory = {
  readonly id: string;
  readonly parentId: string | null;
  readonly slug: string;
  readonly name: string;
  readonly nameEn: string;
  readonly position: number;
};

/** All of them, each after those that stand before it under the same parent. */
export async function listEditedCategories(on: Queryable): Promise<EditedCategory[]> {
  const { rows } = await on.query<EditedCategory>({
    name: 'categories-to-edit',
    text: `select category_id as id, parent_id as "parentId", slug, name, name_en as "nameEn", position
      from categories order by position, category_id`,
    values: [],
  });
  return rows;
}

/** Whoever else changes the tree waits until this transaction ends. */
export async function lockCategories(tx: Transaction): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.categories]);
}

export async function listTakenCategorySlugs(on: Queryable, slugs: readonly string[]): Promise<Set<string>> {
  const { rows } = await on.query<{ slug: string }>(
    'select slug from categories where slug = any($1::text[])',
    [slugs],
  );
  return new Set(rows.map(({ slug }) => slug));
}

export async function insertCategory(
  tx: Transaction,
  { slug, name, nameEn, parentId }: Omit<EditedCategory, 'id' | 'position'>,
): Promise<string> {
  const { rows } = await tx.query<{ id: string }>(
    `insert into categories (slug, name, name_en, parent_id, position) values ($1, $2, $3, $4, 1000000)
     returning category_id as id`,
    [slug, name, nameEn, parentId],
  );
  return rows[0]!.id;
}

export async function updateCategory(
  tx: Transaction,
  { id, name, nameEn, parentId }: Omit<EditedCategory, 'slug' | 'position'>,
): Promise<void> {
  await tx.query('update categories set name = $2, name_en = $3, parent_id = $4 where category_id = $1', [
    ...[id, name, nameEn, parentId],
  ]);
}

/** Puts these in this order; they are all that stand under one parent. */
export async function orderCategories(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.query(
    `update categories c set position = o.place from unnest($1::bigint[]) with ordinality as o (id, place)
     where c.category_id = o.id and c.position <> o.place`,
    [ids],
  );
}

export async function deleteCategory(tx: Transaction, id: string): Promise<void> {
  await tx.query('delete from categories where category_id = $1', [id]);
}

/** Products that stand in these categories themselves, on sale or not: a page of them by rising id. */
export async function listProductsIn(
  on: Queryable,
  categoryIds: readonly string[],
  after: ProductId | undefined,
  limit: number,
): Promise<ProductId[]> {
  const { rows } = await on.query<{ id: ProductId }>(
    `select product_id as id from products where category_ids && $1::bigint[] and product_id > $2
     order by product_id limit $3`,
    [categoryIds, after ?? '0', limit],
  );
  return rows.map(({ id }) => id);
}

/** The words of these products are to be made ready anew, by the job that does so. */
export async function forgetWords(tx: Transaction, ids: readonly ProductId[]): Promise<void> {
  await tx.query('update products set search_version = 0 where product_id = any($1::bigint[])', [ids]);
}
