export * from './order.ts';
export { orderProblems } from './order.problems.ts';
export type { Ordering } from './orders.ts';
export { orderingModule } from './ordering.module.ts';
export type { OrderingEvent } from './ordering.events.ts';
export { lockOrder, type StoredOrder } from './order.sql.ts';
