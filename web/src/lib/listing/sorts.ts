import type { ProductSort } from '#server/modules/catalog/index.ts';

export type { ProductSort };
export const PRODUCT_SORTS: readonly ProductSort[] = ['relevance', 'sales', 'newest', 'price', '-price'];
