import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** The components beside each other, for whoever works on them. A real shop has no such page. */
export const load: PageServerLoad = async ({ locals }) => {
  const { catalog, settings } = locals.shop;
  if (!settings.demo) error(404, 'only a demo shop has previews');
  const [first] = (await catalog.products({ sort: 'sales', limit: 1 }, locals.language)).items;
  const product = first && (await catalog.product(first.slug, locals.language));
  return { product };
};
