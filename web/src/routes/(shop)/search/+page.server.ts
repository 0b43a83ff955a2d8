import { loadListing } from '#lib/listing/load-listing.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url, locals }) => loadListing(locals, url);
