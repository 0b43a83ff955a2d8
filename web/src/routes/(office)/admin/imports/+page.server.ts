import { Readable } from 'node:stream';
import { fail, redirect } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { FILE_KINDS, isMatter, MATTERS, MATTER_NAMES, type MatterName } from '#lib/import/matters.ts';
import { viewTask } from '#lib/task/task-view.ts';
import { m } from '#lib/words/m.ts';
import { cleanLine } from '#server/kernel/clean-text.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const RECENT = 10;
const LONGEST_FILE_NAME = 120;

export const load: PageServerLoad = async (event) => {
  const { tasks, staff, session } = requireOffice(event);
  const [members, list] = await Promise.all([
    staff.members(),
    tasks.list(session, { kinds: FILE_KINDS, limit: RECENT }),
  ]);
  const names = new Map<string, string>(members.map(({ id, name }) => [id, name]));
  return {
    matters: MATTER_NAMES.map((name) => ({
      name,
      mayChange: session.permissions.has(MATTERS[name].change),
      mayRead: session.permissions.has(MATTERS[name].read),
    })).filter(({ mayChange, mayRead }) => mayChange || mayRead),
    recent: list.map((task) => viewTask(task, names)),
  };
};

function matterAsked({ url }: RequestEvent): MatterName {
  const asked = url.searchParams.get('matter') ?? '';
  if (!isMatter(asked)) redirect(303, '/admin/imports');
  return asked;
}

export const actions: Actions = {
  /** Without script; with it the file goes to the API, which takes larger ones. */
  async check(event) {
    const matter = matterAsked(event);
    const { tasks, session } = requireOffice(event, MATTERS[matter].change);
    const file = (await event.request.formData()).get('file');
    if (!(file instanceof File) || file.size === 0)
      return fail(422, { matter, refusal: m.import_file_missing() });
    const fileName = [...cleanLine(file.name)].slice(-LONGEST_FILE_NAME).join('') || 'file';
    const content = Readable.from([Buffer.from(await file.arrayBuffer())]);
    const handedIn = { fileName, content, language: event.locals.language };
    const checked = await tasks.checkFile(session, MATTERS[matter].kinds, handedIn, () => false);
    if (checked.ok) redirect(303, `/admin/imports/${checked.value.id}`);
    return checked.error.code === 'upload_quota_used'
      ? fail(429, { matter, refusal: m.import_quota_used() })
      : fail(413, { matter, refusal: m.import_file_too_large() });
  },
  async export(event) {
    const matter = matterAsked(event);
    const { tasks, session } = requireOffice(event, MATTERS[matter].read);
    const format = (await event.request.formData()).get('format') === 'csv' ? 'csv' : 'xlsx';
    const { language } = event.locals;
    await tasks.start(session, { kind: MATTERS[matter].kinds.export, input: { format }, language });
    redirect(303, '/admin/imports');
  },
};
