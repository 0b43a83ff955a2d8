import type { ProductId } from '../../../kernel/ids.ts';
import type { Database } from '../../../platform/database.ts';
import { INDEX_VERSION } from '../normalise-words.ts';
import type { IndexedProduct } from './index-words.ts';

const A_BATCH = 250;

export type OldProduct = IndexedProduct & {
  readonly id: ProductId;
  readonly categoryIds: readonly string[];
};

/** Some of the products whose words were made ready in an older way. */
export async function listOldProducts(database: Database): Promise<OldProduct[]> {
  const { rows } = await database.query<OldProduct>({
    name: 'products-of-an-older-index',
    text: `select product_id as id, name, name_en as "nameEn", model, brand, subtitle, subtitle_en as "subtitleEn",
        highlights, attributes, options, materials, description, category_ids as "categoryIds"
      from products where search_version < $1 order by search_version, product_id limit ${A_BATCH}`,
    values: [INDEX_VERSION],
  });
  return rows;
}

/** Leaves alone what an import has written meanwhile. */
export async function updateWords(
  database: Database,
  rows: readonly { readonly id: ProductId; readonly words: string }[],
): Promise<void> {
  await database.query(
    `update products p set search = r.words::tsvector, search_version = $3
     from unnest($1::bigint[], $2::text[]) as r (id, words)
     where p.product_id = r.id and p.search_version < $3`,
    [rows.map(({ id }) => id), rows.map(({ words }) => words), INDEX_VERSION],
  );
}
