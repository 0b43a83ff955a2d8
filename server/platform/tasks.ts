import type { Readable } from 'node:stream';
import type { ApiKeyId, StaffId } from '../kernel/actor.ts';
import type { Json } from '../kernel/json.ts';
import type { Language } from '../kernel/language.ts';
import type { Permission } from '../kernel/permission.ts';
import type { Transaction } from './database.ts';

/** Long work that staff start and that a page shows, as a module brings it, under the name of its kind. */
export type TaskKind = {
  /** Without it nobody starts one, sees it, ends it or fetches its result. */
  readonly permission: Permission;
  /** Those that change something run one after the other; those that only read have a queue of their own. */
  readonly changes: boolean;
  /**
   * Does the work. It may be run again, after a crash or a fault: from `saved`, or from the start where nothing was saved, so
   * what was done already must do no harm. What throws is a fault, and is tried again.
   */
  run(task: RunningTask): Promise<TaskOutcome>;
};
export type TaskKinds = Readonly<Record<string, TaskKind>>;

/** `failed` is for what trying again would not mend; the report says why. */
export type TaskOutcome = { readonly state: 'done' | 'failed'; readonly report: Json };

export type TaskProgress = {
  /** Of whatever the kind counts: rows, files, bytes. */
  readonly done: number;
  /** Left out where nobody knows. */
  readonly total?: number;
};

export type TaskFile = {
  /** Under which a browser keeps it. */
  readonly name: string;
  readonly mediaType: string;
};

/** A task, in the hands of whoever does it. Whatever tells or saves throws `TaskStopped` where the work is to end. */
export type RunningTask = {
  readonly id: string;
  /** Who started it, and from where in words; for the acts that it writes. */
  readonly by: { readonly staffId: StaffId; readonly keyId?: ApiKeyId; readonly from: string };
  readonly language: Language;
  readonly input: Json;
  /** Where the file lies that was handed in with it. */
  readonly inputPath: string | undefined;
  /** What the last run has saved; null in the first. */
  readonly saved: Json;
  /** How far it is, for people to look at: written a few times a second at most. Call it between steps, never in a transaction. */
  tell(progress: TaskProgress): Promise<void>;
  /** The same in the transaction of a step, as its last statement: the next run goes on from `saved`. */
  save(tx: Transaction, progress: TaskProgress & { readonly saved: Json }): Promise<void>;
  /** Ends it in the transaction of the work, as its last statement but the acts: either both are, or neither. */
  finish(tx: Transaction, outcome: TaskOutcome): Promise<void>;
  /** Keeps what is read from `content` as its result, in the place of what was kept before. */
  keepFile(file: TaskFile, content: Readable): Promise<void>;
};

/** Somebody cancelled it; the program stops and goes on later; or another run has taken it over. */
export type StopReason = 'cancelled' | 'stopping' | 'taken_over';

/** Thrown within a task that is to end: let it through. */
export class TaskStopped extends Error {
  readonly reason: StopReason;
  constructor(reason: StopReason) {
    super(`the task is to end: ${reason}`);
    this.name = 'TaskStopped';
    this.reason = reason;
  }
}
