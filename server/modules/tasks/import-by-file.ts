import type { Readable } from 'node:stream';
import type { Json } from '../../kernel/json.ts';
import type { Language } from '../../kernel/language.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { UploadQuota, UploadQuotaUsed } from '../../platform/budgets/upload-quota.ts';
import type { StaffSession } from '../staff/index.ts';
import type { NewTask, Task, TaskRefusal, WholeTask } from './task.ts';

/** The two kinds of tasks by which a file is taken in: it is checked first, and written when somebody has read the report. */
export type FileKinds = { readonly check: string; readonly write: string };

/** What a check reports, and a writing that found something wrong after all; a kind adds what else it tells. */
export type FileReport = { readonly faultCount: number };

export type HandedIn = {
  /** As the sender calls it; nothing is opened by it. */
  readonly fileName: string;
  readonly content: Readable;
};
export type ConfirmRefusal = TaskRefusal | { readonly code: 'import_not_ready' };

export type FileTasks = {
  readonly quota: UploadQuota;
  start(by: StaffSession, asked: NewTask): Promise<Task>;
  find(by: StaffSession, id: string): Promise<WholeTask | undefined>;
  /** Keeps a file for a task that is about to be started. */
  receiveFile(content: Readable): Promise<{ readonly file: string; readonly bytes: number }>;
  /** The file of one task for another; undefined where there is none. */
  copyInputFile(taskId: string): Promise<string | undefined>;
  /** Removes a file for which no task was started after all. */
  dropFile(file: string): Promise<void>;
};

export type HandInRefusal = UploadQuotaUsed | { readonly code: 'file_too_large' };

/** Keeps a file and starts its check. Nothing is kept where it was cut off, being too large, or was one too many for today. */
export async function checkFile(
  tasks: FileTasks,
  by: StaffSession,
  kinds: FileKinds,
  { fileName, content, language }: HandedIn & { readonly language: Language },
  isCutOff: () => boolean,
): Promise<Result<Task, HandInRefusal>> {
  const { file, bytes } = await tasks.receiveFile(content);
  if (isCutOff()) {
    await tasks.dropFile(file);
    return refuse({ code: 'file_too_large' });
  }
  const taken = await tasks.quota.take(by.staffId, bytes);
  if (!taken.ok) {
    await tasks.dropFile(file);
    return taken;
  }
  const input = { fileName, bytes };
  return ok(await tasks.start(by, { kind: kinds.check, input, language, inputFile: file }));
}

/** Starts writing what was checked, once for each check. */
export async function confirmFile(
  tasks: FileTasks,
  by: StaffSession,
  kinds: FileKinds,
  checkId: string,
  language: Language,
): Promise<Result<Task, ConfirmRefusal>> {
  const check = await tasks.find(by, checkId);
  if (check === undefined || check.kind !== kinds.check) return refuse({ code: 'task_not_found' });
  const report = check.report as FileReport | null;
  if (check.state !== 'done' || report === null || report.faultCount > 0)
    return refuse({ code: 'import_not_ready' });
  const file = await tasks.copyInputFile(checkId);
  if (file === undefined) return refuse({ code: 'import_not_ready' });
  const input: Json = { ...(check.input as { fileName: string; bytes: number }), checkId };
  const once = `write ${checkId}`;
  return ok(await tasks.start(by, { kind: kinds.write, input, language, inputFile: file, once }));
}
