import { inTransaction } from '../../platform/database.ts';
import { addJob, type Wake } from '../../platform/jobs.ts';
import { TaskStopped, type RunningTask, type TaskOutcome } from '../../platform/tasks.ts';
import { GIVEN_UP, MOST_TRIES } from './task.ts';
import type { TaskDeps } from './tasks.deps.ts';
import * as sql from './tasks.sql.ts';

/** How far a task is is written down so often: for people to look at, no more. */
const TELL_EVERY_MS = 400;

/** The job of a task. Two queues, so that long work takes two of the places for jobs at most. */
export function runJob({ taskKinds }: Pick<TaskDeps, 'taskKinds'>, task: { id: string; kind: string }): Wake {
  const changes = taskKinds.get(task.kind)?.changes ?? true;
  return {
    name: 'run-task',
    payload: { taskId: task.id },
    key: `task ${task.id}`,
    queue: changes ? 'tasks-that-change' : 'tasks-that-read',
  };
}

/**
 * Job: does a task, or goes on with it. Whatever becomes of this process, the row says how far it was, and the newest run alone
 * can write there.
 */
export async function runTask(deps: TaskDeps, payload: unknown, stopping?: AbortSignal): Promise<void> {
  const { taskId } = payload as { taskId: string };
  const { database, clock } = deps;
  const task = await sql.claimTask(database, taskId, clock.now());
  if (task === undefined) return;
  if (task.isEnding) return endRun(deps, task, 'cancelled');
  const kind = deps.taskKinds.get(task.kind);
  if (kind === undefined || task.tries > MOST_TRIES) return endRun(deps, task, 'failed');
  const run = new Run(deps, task, stopping);
  try {
    await run.end(await kind.run(run.task));
  } catch (error) {
    await run.forgetFile();
    if (error instanceof TaskStopped) return stopRun(deps, task, error);
    if (task.tries < MOST_TRIES) throw error;
    deps.log.error({ err: error as Error, taskId, kind: task.kind }, 'a task was given up');
    return endRun(deps, task, 'failed');
  }
}

async function stopRun(deps: TaskDeps, task: sql.Claimed, { reason }: TaskStopped): Promise<void> {
  if (reason === 'cancelled') return endRun(deps, task, 'cancelled');
  if (reason === 'taken_over') return;
  await inTransaction(deps.database, async (tx) => {
    await sql.releaseTask(tx, task);
    const { name, payload, key, queue } = runJob(deps, task);
    await addJob(tx, name, payload, { key, ...(queue !== undefined && { queue }) });
  });
}

async function endRun(deps: TaskDeps, task: sql.Claimed, state: 'failed' | 'cancelled'): Promise<void> {
  const report = state === 'failed' ? GIVEN_UP : null;
  await sql.saveEnd(deps.database, task, { state, report, at: deps.clock.now() });
}

/** One run of a task: what its kind is handed, and what it has made so far. */
class Run {
  readonly task: RunningTask;
  readonly #deps: TaskDeps;
  readonly #claimed: sql.Claimed;
  readonly #stopping: AbortSignal | undefined;
  #result: sql.KeptResult | undefined;
  #toldAt = 0;

  constructor(deps: TaskDeps, claimed: sql.Claimed, stopping: AbortSignal | undefined) {
    this.#deps = deps;
    this.#claimed = claimed;
    this.#stopping = stopping;
    const { id, staffId, keyId, origin, language, input, inputFile, saved } = claimed;
    this.task = {
      ...{ id, language, input, saved, by: { staffId, ...(keyId && { keyId }), from: origin } },
      inputPath: inputFile === null ? undefined : deps.files.path(inputFile),
      tell: async (progress) => {
        const now = deps.clock.now().getTime();
        if (stopping?.aborted === true) throw new TaskStopped('stopping');
        if (now - this.#toldAt < TELL_EVERY_MS) return;
        this.#toldAt = now;
        this.#goOn(await sql.saveProgress(deps.database, claimed, progress));
      },
      save: async (tx, step) => this.#goOn(await sql.saveStep(tx, claimed, step)),
      finish: async (tx, outcome) => this.#goOn(await sql.saveEnd(tx, claimed, this.#ended(outcome)), false),
      keepFile: async ({ name, mediaType }, content) => {
        await this.forgetFile();
        this.#result = { name, mediaType, ...(await deps.files.write(content)) };
      },
    };
  }

  /** What was asked to end, or is no more this run's, goes no further: a transaction of it is rolled back. */
  #goOn(isEnding: boolean | undefined, mayStop = true): void {
    if (isEnding === undefined) throw new TaskStopped('taken_over');
    if (isEnding) throw new TaskStopped('cancelled');
    if (mayStop && this.#stopping?.aborted === true) throw new TaskStopped('stopping');
  }

  #ended({ state, report }: TaskOutcome) {
    const result = state === 'done' ? this.#result : undefined;
    return { state, report, at: this.#deps.clock.now(), result };
  }

  /** Nothing is left to do where the work has ended itself in its transaction. */
  async end(outcome: TaskOutcome): Promise<void> {
    const { database } = this.#deps;
    await sql.saveEnd(database, this.#claimed, this.#ended(outcome));
    if (outcome.state !== 'done') await this.forgetFile();
  }

  async forgetFile(): Promise<void> {
    if (this.#result !== undefined) await this.#deps.files.remove(this.#result.file);
    this.#result = undefined;
  }
}
