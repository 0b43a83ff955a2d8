import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** The present text, or an older one by its version: what was agreed to stays readable. */
export const load: PageServerLoad = async ({ locals, params }) => {
  const policy = await locals.shop.privacy.policy('privacy', params.version, locals.language);
  return policy === undefined ? error(404, 'there is no such version') : { policy };
};
