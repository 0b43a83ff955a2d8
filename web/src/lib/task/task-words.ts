import { m } from '#lib/words/m.ts';
import type { TaskState } from './task-view.ts';

/** What each kind of task is called. One that is not here is shown by the name that the program has for it. */
const KINDS: Readonly<Record<string, () => string>> = {
  'check-catalogue': m.task_kind_check_catalogue,
  'import-catalogue': m.task_kind_import_catalogue,
  'export-catalogue': m.task_kind_export_catalogue,
  'check-stock-counts': m.task_kind_check_stock,
  'count-stock': m.task_kind_count_stock,
  'export-orders': m.task_kind_export_orders,
  'export-stock': m.task_kind_export_stock,
};

const STATES: Readonly<Record<TaskState, () => string>> = {
  waiting: m.task_state_waiting,
  running: m.task_state_running,
  done: m.task_state_done,
  failed: m.task_state_failed,
  cancelled: m.task_state_cancelled,
};

export const taskKind = (kind: string): string => (Object.hasOwn(KINDS, kind) ? KINDS[kind]!() : kind);
export const taskState = (state: TaskState): string => STATES[state]();
