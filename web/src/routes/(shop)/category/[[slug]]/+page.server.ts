import { error } from '@sveltejs/kit';
import { findCategory } from '#lib/listing/find-category.ts';
import { loadListing } from '#lib/listing/load-listing.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url, locals }) => {
  const categories = await locals.shop.catalog.categories(locals.language);
  const place = findCategory(categories, params.slug);
  if (place === undefined) error(404, 'no such category');
  return { place, ...(await loadListing(locals, url, params.slug)) };
};
