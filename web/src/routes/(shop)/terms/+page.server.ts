import { terms } from '#lib/legal/terms.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({
  text: terms[locals.language],
  version: terms.version,
});
