import type { StaffId } from '../../kernel/actor.ts';
import type { Json } from '../../kernel/json.ts';
import type { Language } from '../../kernel/language.ts';

export const TASK_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** What is kept of a task that has ended, and its files. */
export const KEPT_MS = 7 * 24 * 3_600_000;
/** So often it is tried without getting any further. */
export const MOST_TRIES = 5;
/** What a task that was given up after so many tries reports. */
export const GIVEN_UP = { code: 'given_up' } as const;

export type TaskResult = {
  /** Under which a browser keeps it. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
};

/** Long work, as staff see it. */
export type Task = {
  readonly id: string;
  readonly kind: string;
  readonly state: TaskState;
  /** Who started it. */
  readonly staffId: StaffId;
  /** What the file that was handed in with it is called; null where there was none. */
  readonly fileName: string | null;
  readonly done: number;
  /** Null where nobody knows. */
  readonly total: number | null;
  /** Somebody has asked it to end; it does at its next step. */
  readonly isEnding: boolean;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly result: TaskResult | null;
};

/** With what it was given and what came of it, which may be long. */
export type WholeTask = Task & { readonly input: Json; readonly report: Json };

/** What is to be started. */
export type NewTask = {
  readonly kind: string;
  readonly input: Json;
  readonly language: Language;
  /** The name of a file that was handed in, as `receiveFile` told it. */
  readonly inputFile?: string;
  /** Starting the same again under this name, by the same person, answers the first. */
  readonly once?: string;
};

export type TaskRefusal = { readonly code: 'task_not_found' };
/** It has ended already, or what is asked for is not of it. */
export type CancelRefusal = TaskRefusal | { readonly code: 'task_has_ended' };
export type ResultRefusal = TaskRefusal | { readonly code: 'task_without_result' };

/** Until when its row and its files are kept; null as long as it has not ended. */
export function keptUntil({ endedAt }: Pick<Task, 'endedAt'>): Date | null {
  return endedAt && new Date(endedAt.getTime() + KEPT_MS);
}
