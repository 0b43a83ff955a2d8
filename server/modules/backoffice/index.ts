export { backofficeModule } from './backoffice.module.ts';
export type { Figures, Hour } from './figures.ts';
export type { ListColumn, SavedFilter } from './list-views.ts';
export type { Todo } from './todo.ts';
