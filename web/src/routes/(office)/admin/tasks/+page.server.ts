import { fail, redirect } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { readText } from '#lib/form/read-form.server.ts';
import { cutPage, readCursor } from '#lib/office/cursor.server.ts';
import { viewTask } from '#lib/task/task-view.ts';
import type { Actions, PageServerLoad } from './$types';

const PAGE = 20;
const TASK_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const load: PageServerLoad = async (event) => {
  const { tasks, staff, session } = requireOffice(event);
  const cursor = readCursor(event.url, TASK_ID);
  const after = cursor && { createdAt: cursor.at, id: cursor.id };
  const [members, list] = await Promise.all([
    staff.members(),
    tasks.list(session, { after, limit: PAGE + 1 }),
  ]);
  const names = new Map<string, string>(members.map(({ id, name }) => [id, name]));
  const page = cutPage(list, PAGE, ({ createdAt, id }) => ({ at: createdAt, id }));
  return {
    items: page.items.map((task) => viewTask(task, names)),
    next: page.after,
    isLater: cursor !== undefined,
    hasCancelled: event.url.searchParams.has('cancelled'),
  };
};

export const actions: Actions = {
  async cancel(event) {
    const { tasks, session } = requireOffice(event);
    const id = readText(await event.request.formData(), 'id', 40);
    const isAsked = TASK_ID.test(id) && (await tasks.cancel(session, id)).ok;
    if (!isAsked) return fail(409, { hasEnded: true });
    redirect(303, '/admin/tasks?cancelled');
  },
};
