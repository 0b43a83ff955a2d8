import { chooseShowcase } from '#lib/home/choose-showcase.ts';
import type { PageServerLoad } from './$types';

/** As many best sellers as the showcase is chosen from. */
const CANDIDATES = 60;

export const load: PageServerLoad = async ({ locals }) => {
  const { catalog } = locals.shop;
  const [categories, popular, claimable] = await Promise.all([
    catalog.categories(locals.language),
    catalog.products({ sort: 'sales', inStock: true, limit: CANDIDATES }, locals.language),
    locals.shop.coupons.claimable(null, {}, locals.language),
  ]);
  const freeFreightFrom = locals.shop.pricing.freightHint().freeFrom ?? null;
  const claimableCount = claimable.filter(({ remaining }) => remaining !== 0).length;
  const { about } = locals.shop.facts(locals.language);
  return { about, categories, showcase: chooseShowcase(popular.items), freeFreightFrom, claimableCount };
};
