import type { UploadQuota } from '../../platform/budgets/upload-quota.ts';
import type { Ground } from '../../platform/module.ts';
import type { TaskFiles } from './task-files.ts';

export type TaskDeps = Pick<Ground, 'database' | 'clock' | 'log' | 'taskKinds'> & {
  readonly files: TaskFiles;
  readonly quota: UploadQuota;
};
