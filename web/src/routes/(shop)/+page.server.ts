import { chooseShowcase } from '#lib/home/choose-showcase.ts';
import { freight } from '#lib/cart/freight.server.ts';
import type { PageServerLoad } from './$types';

/** As many best sellers as the showcase is chosen from. */
const CANDIDATES = 60;

export const load: PageServerLoad = async ({ locals }) => {
  const { catalog } = locals.shop;
  const [categories, popular] = await Promise.all([
    catalog.categories(locals.language),
    catalog.products({ sort: 'sales', inStock: true, limit: CANDIDATES }, locals.language),
  ]);
  return { categories, showcase: chooseShowcase(popular.items), freeFreightFrom: freight.freeFrom };
};
