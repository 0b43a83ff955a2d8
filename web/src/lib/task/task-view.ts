import type { Task } from '#server/modules/tasks/index.ts';

export type TaskState = Task['state'];

/** A task as a page shows it. */
export type TaskView = Pick<
  Task,
  'id' | 'kind' | 'state' | 'fileName' | 'done' | 'total' | 'isEnding' | 'createdAt' | 'endedAt'
> & {
  /** Who started it. */
  readonly who: string;
  readonly result?: { readonly name: string; readonly bytes: number; readonly url: string };
};

export const isOpen = ({ state }: Pick<Task, 'state'>): boolean => state === 'waiting' || state === 'running';

/** `names`: of the members, by their ids. */
export function viewTask(task: Task, names: ReadonlyMap<string, string>): TaskView {
  const { id, kind, state, fileName, staffId, done, total, isEnding, createdAt, endedAt, result } = task;
  return {
    ...{ id, kind, state, fileName, done, total, isEnding, createdAt, endedAt },
    who: names.get(staffId) ?? `…${staffId.slice(-6)}`,
    ...(result && {
      result: { name: result.name, bytes: result.bytes, url: `/api/v1/staff/tasks/${id}/result` },
    }),
  };
}
