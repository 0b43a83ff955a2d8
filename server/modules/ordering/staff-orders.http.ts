import { Type } from 'typebox';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import type { StaffSession } from '../staff/index.ts';
import type { StaffOrders } from './make-staff-orders.ts';
import { orderProblems } from './order.problems.ts';
import { OrderParams, Reason, StaffOrderSchema, writeStaffOrder } from './staff-orders.schemas.ts';
import { PERSONAL_FIELDS } from './staff-orders.ts';

/** What staff see of one order. */
export function staffOrderRoutes(app: ApiApp, orders: Pick<StaffOrders, 'show' | 'reveal' | 'tags'>): void {
  app.get(
    '/staff/orders/:orderNo',
    {
      schema: {
        summary: 'One order with everything that happened; what is personal is masked',
        params: OrderParams,
        response: answers(
          { 200: StaffOrderSchema },
          general('no_session', 'not_permitted'),
          refusalsOf(orderProblems, 'order_not_found'),
        ),
      },
      config: { access: { staff: 'orders:read' } },
    },
    async (request, reply) => {
      const order = await orders.show(request.params.orderNo, request.language);
      return order === undefined
        ? sendRefusal(reply, { code: 'order_not_found' })
        : reply.send(writeStaffOrder(order));
    },
  );
  app.get(
    '/staff/order-tags',
    {
      schema: {
        summary: 'The words that the shop has for tags of orders',
        response: answers(
          { 200: Type.Object({ items: Type.Array(Type.String()) }) },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'orders:read' } },
    },
    async (_request, reply) => reply.send({ items: [...(await orders.tags())] }),
  );
  revealRoute(app, orders);
}

function revealRoute(app: ApiApp, orders: Pick<StaffOrders, 'reveal'>): void {
  app.post(
    '/staff/orders/:orderNo/revealing',
    {
      schema: {
        summary: 'See something personal of an order in full; the customer sees who has looked, and why',
        params: OrderParams,
        body: Type.Object(
          { field: Type.Enum([...PERSONAL_FIELDS]), reason: Reason },
          { additionalProperties: false },
        ),
        response: answers(
          { 200: Type.Object({ value: Type.Union([Type.String(), Type.Null()]) }) },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(orderProblems, 'order_not_found'),
        ),
      },
      config: { access: { staff: 'customers:reveal' } },
    },
    async (request, reply) => {
      const outcome = await orders.reveal(
        staffOf<StaffSession>(request),
        request.params.orderNo,
        request.body,
      );
      return outcome.ok ? reply.send({ value: outcome.value }) : sendRefusal(reply, outcome.error);
    },
  );
}
