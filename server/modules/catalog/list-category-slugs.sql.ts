import type { Queryable } from '../../platform/database.ts';

/** The category of each slug. */
export async function listCategorySlugs(on: Queryable): Promise<ReadonlyMap<string, string>> {
  const { rows } = await on.query<{ slug: string; id: string }>({
    name: 'catalog-list-category-slugs',
    text: 'select slug, category_id as id from categories',
  });
  return new Map(rows.map(({ slug, id }) => [slug, id]));
}
