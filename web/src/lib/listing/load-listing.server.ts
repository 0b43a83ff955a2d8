import type { ProductQuery } from '#server/modules/catalog/index.ts';
import { readListingQuery } from './read-listing.server.ts';

/** Three rows of four beside the filters, and a number that two and three columns divide as well. */
const PAGE_SIZE = 24;
const FEN_A_YUAN = 100;

/** One page of a list of products, as the address asks for it. */
export async function loadListing(locals: App.Locals, url: URL, category?: string) {
  const query = readListingQuery(url.searchParams);
  const wanted: ProductQuery = {
    q: query.q || undefined,
    category,
    sort: query.sort,
    minPrice: query.min === null ? undefined : query.min * FEN_A_YUAN,
    // Up to ¥499 means with its cents: ¥499.90 is still "499".
    maxPrice: query.max === null ? undefined : query.max * FEN_A_YUAN + FEN_A_YUAN - 1,
    inStock: query.inStock || undefined,
    limit: PAGE_SIZE,
    cursor: url.searchParams.get('cursor') ?? undefined,
  };
  const page = await locals.shop.catalog.products(wanted, locals.language);
  return {
    query,
    products: page.items,
    nextCursor: page.nextCursor,
    isFirstPage: wanted.cursor === undefined,
    freeFreightFrom: locals.shop.pricing.freightHint().freeFrom ?? null,
  };
}
