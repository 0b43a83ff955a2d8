import type { Readable } from 'node:stream';
import type { Permission } from '../../kernel/permission.ts';
import { newUuid } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction } from '../../platform/database.ts';
import { addJob } from '../../platform/jobs.ts';
import { record } from '../audit/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import {
  checkFile,
  confirmFile,
  type ConfirmRefusal,
  type FileKinds,
  type FileTasks,
  type HandedIn,
  type HandInRefusal,
} from './import-by-file.ts';
import { runJob } from './run-task.ts';
import type { CancelRefusal, NewTask, ResultRefusal, Task, TaskResult, WholeTask } from './task.ts';
import type { TaskDeps } from './tasks.deps.ts';
import * as sql from './tasks.sql.ts';

/** What may be asked of long work. Whoever lacks the permission of a kind sees none of it. */
export type Tasks = {
  /**
   * Starts one; a page shows how far it is. Throws where the person lacks the permission of its kind: a route or page that
   * starts one asks for it before.
   */
  start(by: StaffSession, asked: NewTask): Promise<Task>;
  /** Keeps a file and starts its check. */
  checkFile(
    by: StaffSession,
    kinds: FileKinds,
    handedIn: HandedIn & { readonly language: Language },
    isCutOff: () => boolean,
  ): Promise<Result<Task, HandInRefusal>>;
  /** Starts writing what was checked without a fault, once for each check. */
  confirmFile(
    by: StaffSession,
    kinds: FileKinds,
    checkId: string,
    language: Language,
  ): Promise<Result<Task, ConfirmRefusal>>;
  /** Of what somebody may see, the newest first. */
  list(
    by: StaffSession,
    page: { kinds?: readonly string[]; after?: sql.Place | undefined; limit: number },
  ): Promise<readonly Task[]>;
  find(by: StaffSession, id: string): Promise<WholeTask | undefined>;
  /** Ends it at its next step, or at once where it still waits. */
  cancel(by: StaffSession, id: string): Promise<Result<null, CancelRefusal>>;
  /** What it has made. That somebody takes it along is an act of the trail. */
  openResult(by: StaffSession, id: string): Promise<Result<OpenedResult, ResultRefusal>>;
};

type OpenedResult = TaskResult & { readonly content: Readable };

export function manageTasks(deps: TaskDeps): Tasks {
  const { database, clock, files, taskKinds } = deps;
  const maySee = ({ permissions }: StaffSession, kind: string): boolean => {
    const needed: Permission | undefined = taskKinds.get(kind)?.permission;
    return needed !== undefined && permissions.has(needed);
  };
  const find = async (by: StaffSession, id: string): Promise<WholeTask | undefined> => {
    const task = await sql.findTask(database, id);
    return task !== undefined && maySee(by, task.kind) ? task : undefined;
  };
  const start: Tasks['start'] = async (by, asked) => {
    if (!maySee(by, asked.kind)) throw new Error(`a task ${asked.kind} was not permitted before it began`);
    return startTask(deps, by, asked);
  };
  const fileTasks: FileTasks = {
    ...{ start, find, quota: deps.quota },
    receiveFile: (content) => files.write(content),
    async copyInputFile(taskId) {
      const file = await sql.findInputFile(database, taskId);
      return file === undefined ? undefined : files.copy(file);
    },
    dropFile: (file) => files.remove(file),
  };
  return {
    ...{ find, start },
    checkFile: (by, kinds, handedIn, isCutOff) => checkFile(fileTasks, by, kinds, handedIn, isCutOff),
    confirmFile: (by, kinds, checkId, language) => confirmFile(fileTasks, by, kinds, checkId, language),
    list(by, { kinds = [...taskKinds.keys()], ...page }) {
      return sql.listTasks(database, { kinds: kinds.filter((kind) => maySee(by, kind)), ...page });
    },
    async cancel(by, id) {
      const task = await find(by, id);
      if (task === undefined) return refuse({ code: 'task_not_found' });
      return inTransaction(database, async (tx) => {
        const at = clock.now();
        const state = await sql.askToEnd(tx, id, at);
        if (state === undefined) return refuse({ code: 'task_has_ended' });
        const subject = { kind: 'task', id };
        await record(tx, [actBy(by, at, { what: 'task:cancel', subject, after: { kind: task.kind } })]);
        return ok(null);
      });
    },
    async openResult(by, id) {
      const task = await find(by, id);
      if (task === undefined) return refuse({ code: 'task_not_found' });
      const kept = await sql.findResult(database, id);
      if (kept === undefined) return refuse({ code: 'task_without_result' });
      const { file, ...result } = kept;
      const content = await files.read(file);
      const after = { kind: task.kind, name: result.name, bytes: result.bytes };
      const act = actBy(by, clock.now(), { what: 'task:fetch', subject: { kind: 'task', id }, after });
      await inTransaction(database, (tx) => record(tx, [act]));
      return ok({ ...result, content });
    },
  };
}

async function startTask(deps: TaskDeps, by: StaffSession, asked: NewTask): Promise<Task> {
  const { kind, input, language, once, inputFile } = asked;
  const at = deps.clock.now();
  const id = newUuid(at);
  const { staffId, keyId } = by;
  const earlier = once === undefined ? undefined : await sql.findStartedTask(deps.database, once);
  if (earlier !== undefined) {
    if (inputFile !== undefined) await deps.files.remove(inputFile);
    return earlier;
  }
  const isNew = await inTransaction(deps.database, async (tx) => {
    const task = { ...{ id, kind, staffId, keyId, language, once, input, inputFile, at }, origin: by.from };
    if (!(await sql.insertTask(tx, task))) return false;
    const { name, payload, key, queue } = runJob(deps, task);
    await addJob(tx, name, payload, { key, ...(queue !== undefined && { queue }) });
    await record(tx, [
      actBy(by, at, { what: 'task:start', subject: { kind: 'task', id }, after: { kind, input } }),
    ]);
    return true;
  });
  if (!isNew && inputFile !== undefined) await deps.files.remove(inputFile);
  const started = isNew ? await sql.findTask(deps.database, id) : undefined;
  return started ?? (await sql.findStartedTask(deps.database, once!))!;
}
