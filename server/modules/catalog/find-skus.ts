import { cleanSearch } from '../../kernel/clean-text.ts';
import type { SkuId } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';
import { findSkuByCode } from './catalog.sql.ts';
import { searchShelf } from './list.sql.ts';
import { LONGEST_QUERY, readQuery } from './search-query.ts';
import { loadSegmenter } from './segment-words.ts';

/** SKUs that a name stands for at most: whoever means more of them says more words. */
const MOST_SKUS = 60;
const PRODUCTS = 25;

/** The SKU of a code, on sale or not, or those of the best sold products on sale whose titles have all these words. */
export async function findSkus(
  database: Database,
  by: 'code' | 'name',
  text: string,
): Promise<readonly SkuId[]> {
  if (by === 'code') {
    const skuId = await findSkuByCode(database, text);
    return skuId === undefined ? [] : [skuId];
  }
  const [title] = readQuery(cleanSearch(text).slice(0, LONGEST_QUERY), await loadSegmenter(), false);
  if (title === undefined) return [];
  const anywhere = { category: '', minPrice: undefined, maxPrice: undefined, tiers: [title] };
  const products = await searchShelf(database, 'sales', anywhere, undefined, PRODUCTS);
  return products.flatMap(({ skuIds }) => skuIds ?? []).slice(0, MOST_SKUS);
}
