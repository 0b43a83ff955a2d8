import { requireOffice } from '#lib/access/guard.server.ts';
import { cutText, readSearch } from '#lib/form/read-form.server.ts';
import type { PageServerLoad } from './$types';

const PAGE = 25;
const CURSOR = /^\d{1,15}-[0-9A-HJKMNP-TV-Z]{12}$/;

export const load: PageServerLoad = async (event) => {
  const { customerCare, session } = requireOffice(event);
  const { searchParams } = event.url;
  const q = cutText(readSearch(searchParams, 'q'), 100);
  const tag = cutText(readSearch(searchParams, 'tag'), 12);
  const after = searchParams.get('after') ?? '';
  const cursor = CURSOR.test(after) ? after : undefined;
  const [page, tags] = await Promise.all([
    customerCare.list({
      ...{ q, tag, cursor, limit: PAGE },
      mayFindPhones: session.permissions.has('customers:reveal'),
    }),
    customerCare.knownTags(),
  ]);
  return { q, tag, tags, from: cursor, items: page.items, next: page.nextCursor ?? undefined };
};
