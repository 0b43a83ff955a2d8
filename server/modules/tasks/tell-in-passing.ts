import type { RunningTask } from '../../platform/tasks.ts';

/**
 * For work that tells how far it is without waiting: each call hands it on, and throws what the one before met, so that somebody's
 * word to end it comes as far as the work.
 */
export function tellInPassing(task: Pick<RunningTask, 'tell'>): (done: number, total?: number) => void {
  let met: { readonly error: unknown } | undefined;
  return (done, total) => {
    if (met !== undefined) throw met.error;
    task.tell({ done, ...(total !== undefined && { total }) }).catch((error: unknown) => (met = { error }));
  };
}
