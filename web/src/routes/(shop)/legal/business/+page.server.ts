import type { PageServerLoad } from './$types';

/** What the E-commerce Law wants shown, as the merchant has filled it in. */
export const load: PageServerLoad = ({ locals }) => ({ facts: locals.shop.facts(locals.language) });
