export type { NewTask, Task } from './task.ts';
export { fileTaskRoutes, type MadeSheet, type SheetForm } from './file-tasks.http.ts';
export { presentTask, TaskSchema } from './tasks.http.ts';
export type { Tasks } from './manage-tasks.ts';
export { tellInPassing } from './tell-in-passing.ts';
export { tasksModule } from './tasks.module.ts';
