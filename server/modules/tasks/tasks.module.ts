import { keepUploadQuota } from '../../platform/budgets/upload-quota.ts';
import { everyTime } from '../../platform/jobs.ts';
import { defineModule, type Ground } from '../../platform/module.ts';
import { manageTasks } from './manage-tasks.ts';
import { runTask } from './run-task.ts';
import { removeExpiredTasks, wakeTasks } from './sweep-tasks.ts';
import { taskTables } from './tables.ts';
import { openTaskFiles } from './task-files.ts';
import { taskRoutes } from './tasks.http.ts';
import { taskProblems } from './tasks.problems.ts';

export const tasksModule = defineModule({
  name: 'tasks',
  problems: [taskProblems],
  tables: taskTables,
  make(house: Ground) {
    const deps = { ...house, files: openTaskFiles(house.folder.tasks), quota: keepUploadQuota(house) };
    const tasks = manageTasks(deps);
    return {
      api: tasks,
      routes: (app) => taskRoutes(app, tasks),
      jobs: {
        'run-task': (payload, _attempt, stopping) => runTask(deps, payload, stopping),
        'wake-tasks': () => wakeTasks(deps),
        'remove-expired-tasks': () => removeExpiredTasks(deps),
      },
      crontab: [everyTime('*/5 * * * *', 'wake-tasks'), everyTime('27 3 * * *', 'remove-expired-tasks')],
    };
  },
});
