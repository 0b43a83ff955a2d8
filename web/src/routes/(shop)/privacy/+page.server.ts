import { privacy } from '#lib/legal/privacy.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({
  text: privacy[locals.language],
  version: privacy.version,
});
