import { loadListing } from '#lib/server/load-listing.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url, locals }) => loadListing(locals, url);
