import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** Where everybody is led while the shop is not open. */
export const load: PageServerLoad = ({ locals, setHeaders }) => {
  const { shop, language } = locals;
  if (shop.isOpen()) redirect(303, '/');
  // A search engine that comes by meanwhile is to come again.
  setHeaders({ 'retry-after': '3600' });
  const { name, phone, email } = shop.facts(language);
  return { name, contact: [phone, email].filter((text) => text !== '') };
};
