import type { ProductId, SkuId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';
import type { StoredImage } from './images.ts';

export type SkuCardRow = {
  readonly skuId: SkuId;
  readonly code: string;
  readonly options: Readonly<Record<string, string>>;
  readonly productId: ProductId;
  readonly productSlug: string;
  readonly name: string;
  readonly nameEn: string;
  readonly image: StoredImage | null;
  readonly onSale: boolean;
};

/** What SKUs are called and look like, on sale or not. */
export async function findSkuCards(on: Queryable, skuIds: readonly SkuId[]): Promise<SkuCardRow[]> {
  const { rows } = await on.query<SkuCardRow>({
    name: 'catalog-find-sku-cards',
    text: `select k.sku_id as "skuId", k.code, k.options, p.product_id as "productId", p.slug as "productSlug", p.name,
        p.name_en as "nameEn", coalesce(p.images -> k.image_index, p.images -> 0) as image,
        k.on_sale and p.on_sale as "onSale"
      from skus k join products p using (product_id) where k.sku_id = any($1::bigint[])`,
    values: [skuIds],
  });
  return rows;
}

export async function findSkuIds(on: Queryable, codes: readonly string[]): Promise<Map<string, SkuId>> {
  const { rows } = await on.query<{ code: string; skuId: SkuId }>({
    name: 'catalog-find-sku-ids',
    text: 'select code, sku_id as "skuId" from skus where code = any($1::text[])',
    values: [codes],
  });
  return new Map(rows.map(({ code, skuId }) => [code, skuId]));
}

/** What SKUs are looked for by: how their code begins, the words of their product, or either. */
export type SkuSearch = {
  readonly code: string | undefined;
  /** A PostgreSQL `tsquery`. */
  readonly words: string | undefined;
  /** The last of the page before. */
  readonly after: SkuId | undefined;
  readonly limit: number;
};

/**
 * Not planned in advance: for a rare word the planner takes the index of words, for a common one it walks along the SKUs and looks
 * at the product of each.
 */
export function searchStatement({ code, words, after, limit }: SkuSearch): {
  text: string;
  values: unknown[];
} {
  const values: unknown[] = [after ?? '0', limit];
  const parts: string[] = [];
  if (code !== undefined) {
    values.push(code, `${code}~`);
    // `~` comes after all that a code is made of.
    parts.push(`(select k.sku_id from skus k where k.code >= $${values.length - 1} and k.code < $${values.length}
      and k.sku_id > $1::bigint order by k.sku_id limit $2)`);
  }
  if (words !== undefined) {
    values.push(words);
    parts.push(`(select k.sku_id from skus k join products p using (product_id)
      where p.search @@ $${values.length}::tsquery and k.sku_id > $1::bigint order by k.sku_id limit $2)`);
  }
  return {
    text: `select sku_id as "skuId" from (${parts.join(' union ')}) found order by sku_id limit $2`,
    values,
  };
}

export async function searchSkuIds(on: Queryable, search: SkuSearch): Promise<SkuId[]> {
  const { text, values } = searchStatement(search);
  const { rows } = await on.query<{ skuId: SkuId }>({ text, values });
  return rows.map(({ skuId }) => skuId);
}
