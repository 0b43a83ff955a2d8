import { Type } from 'typebox';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers } from '../../platform/http/answers.ts';
import { general } from '../../platform/http/problems.ts';
import type { StaffSession } from '../staff/index.ts';
import { presentTask, TaskSchema, type Tasks } from '../tasks/index.ts';
import { EXPORT_ORDERS } from './export-orders.ts';
import { ORDER_STATES } from './order.ts';
import { staffListFilters } from './staff-list.http.ts';

/** Points of work: a task is a row and a file, and what it does is done in turn. */
const TASK_COST = 10;

export function orderExportRoute(app: ApiApp, house: { readonly tasks: Pick<Tasks, 'start'> }): void {
  app.post(
    '/staff/order-exports',
    {
      schema: {
        summary: 'Have a file made of orders, masked as the list is',
        description: 'Answers the task that makes it. The filters are those of the list.',
        body: Type.Object(
          {
            format: Type.Enum(['csv', 'xlsx']),
            states: Type.Optional(Type.Array(Type.Enum([...ORDER_STATES]), { uniqueItems: true })),
            ...staffListFilters,
          },
          { additionalProperties: false },
        ),
        response: answers({ 202: TaskSchema }, general('no_session', 'bad_origin', 'not_permitted')),
      },
      config: { access: { staff: 'orders:read' }, cost: TASK_COST },
    },
    async (request, reply) => {
      const asked = { kind: EXPORT_ORDERS, input: request.body, language: request.language };
      const task = await house.tasks.start(staffOf<StaffSession>(request), asked);
      return reply.code(202).send(presentTask(task));
    },
  );
}
