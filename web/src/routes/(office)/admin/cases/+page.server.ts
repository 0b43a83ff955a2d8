import { fail, redirect } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { isCaseKind } from '#lib/case/case-words.ts';
import { viewCase } from '#lib/case/view-case.server.ts';
import { readLine, readText } from '#lib/form/read-form.server.ts';
import { cutPage, readCursor } from '#lib/office/cursor.server.ts';
import { m } from '#lib/words/m.ts';
import type { Actions, PageServerLoad } from './$types';

const PAGE = 20;
const LONGEST_REASON = 500;
const CASE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
  const { cases, session } = requireOffice(event);
  const { searchParams } = event.url;
  const asked = searchParams.get('kind');
  const kind = isCaseKind(asked) ? asked : undefined;
  const cursor = readCursor(event.url, CASE_ID);
  const after = cursor && { openedAt: cursor.at, caseId: cursor.id };
  const [waiting, list] = await Promise.all([
    cases.waiting(),
    cases.list({ ...(kind && { kind }), ...(after && { after }), limit: PAGE + 1 }),
  ]);
  const page = cutPage(list, PAGE, ({ openedAt, caseId }) => ({ at: openedAt, id: caseId }));
  const mayClose = session.permissions.has('cases:close');
  const items = page.items.map(viewCase);
  return {
    ...{ now: new Date(), kind, waiting, items, mayClose, next: page.after },
    from: cursor && (searchParams.get('after') ?? undefined),
    closing: mayClose ? items.find(({ id }) => id === searchParams.get('close')) : undefined,
    hasClosed: searchParams.has('closed'),
  };
};

export const actions: Actions = {
  async close(event) {
    const { cases, session } = requireOffice(event, 'cases:close');
    const form = await event.request.formData();
    const reason = readLine(form, 'reason');
    const length = [...reason].length;
    if (length === 0) return fail(422, { reason, error: m.cases_reason_missing() });
    if (length > LONGEST_REASON) return fail(422, { reason, error: m.cases_reason_long({ count: length }) });
    const id = readText(form, 'id', 40);
    const isClosed = CASE_ID.test(id) && (await cases.close(session, id, reason)).ok;
    if (!isClosed) return fail(404, { isGone: true });
    const kind = event.url.searchParams.get('kind');
    redirect(303, `/admin/cases?${isCaseKind(kind) ? `kind=${kind}&` : ''}closed`);
  },
};
