import { error, fail, redirect } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { confirmWords, viewReport, type StoredReport } from '#lib/import/import-report.ts';
import { MATTERS, matterOf } from '#lib/import/matters.ts';
import { viewTask } from '#lib/task/task-view.ts';
import type { Actions, PageServerLoad } from './$types';

const TASK_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Looked through for what came of a check. */
const RECENT = 50;

export const load: PageServerLoad = async (event) => {
  const { tasks, staff, session } = requireOffice(event);
  const { id } = event.params;
  const task = TASK_ID.test(id) ? await tasks.find(session, id) : undefined;
  const matter = task && matterOf(task.kind);
  if (task === undefined || matter === undefined || matter.step === 'export') error(404, 'no such import');
  const names = new Map<string, string>((await staff.members()).map((one) => [one.id, one.name]));
  const report = task.report as StoredReport | null;
  const isReady = matter.step === 'check' && task.state === 'done' && report?.faultCount === 0;
  const writings = isReady
    ? await tasks.list(session, { kinds: [MATTERS[matter.name].kinds.write], limit: RECENT })
    : [];
  // Of those that came after it, the one that names this check.
  const later = await Promise.all(
    writings.filter(({ createdAt }) => createdAt >= task.createdAt).map((one) => tasks.find(session, one.id)),
  );
  const written = later.find((one) => (one?.input as { checkId?: string } | undefined)?.checkId === id);
  return {
    task: viewTask(task, names),
    ...{ step: matter.step, matter: matter.name, report: viewReport(report) },
    fileName: (task.input as { fileName: string }).fileName,
    confirm: isReady ? confirmWords(matter.name, report) : undefined,
    written: written && `/admin/imports/${written.id}`,
  };
};

export const actions: Actions = {
  async confirm(event) {
    const { tasks, session } = requireOffice(event);
    const { id } = event.params;
    const task = TASK_ID.test(id) ? await tasks.find(session, id) : undefined;
    const matter = task && matterOf(task.kind)?.name;
    if (matter === undefined) return fail(404, { isNotReady: true });
    const { kinds } = MATTERS[matter];
    const outcome = await tasks.confirmFile(session, kinds, id, event.locals.language);
    if (!outcome.ok) return fail(409, { isNotReady: true });
    redirect(303, `/admin/imports/${outcome.value.id}`);
  },
};
