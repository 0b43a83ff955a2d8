import { Type } from 'typebox';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import type { StaffSession } from '../staff/index.ts';
import type { Delivery, DeliveryId } from './webhook.ts';
import { webhookProblems } from './webhooks.problems.ts';
import type { Webhooks } from './webhooks.ts';

const PAGE = 50;
const Moment = Type.String({ format: 'date-time' });
const Id = Type.String({ format: 'uuid' });
const Params = Type.Object({ id: Id });
const Heads = Type.Record(Type.String(), Type.String());
const AttemptSchema = Type.Object({
  at: Moment,
  ms: Type.Integer(),
  sent: Heads,
  status: Type.Optional(Type.Integer()),
  answered: Type.Optional(Heads),
  body: Type.Optional(Type.String({ description: 'The first kilobyte of what was answered.' })),
  fault: Type.Optional(Type.String({ description: 'Why nothing was answered.' })),
});
const DeliverySchema = Type.Object({
  id: Type.String(),
  messageId: Type.String({ description: '`webhook-id`: the same for all tries.' }),
  type: Type.String(),
  payload: Type.String({ description: 'The body, as it is signed.' }),
  state: Type.Union([Type.Literal('waiting'), Type.Literal('delivered'), Type.Literal('failed')]),
  tries: Type.Integer(),
  nextAt: Type.Union([Moment, Type.Null()]),
  attempts: Type.Array(AttemptSchema),
  createdAt: Moment,
});
const Sent = Type.Object({ deliveryId: Type.String() });
const TO_CHANGE = general('no_session', 'bad_origin', 'not_permitted');

/** How telling went, and telling again. */
export function deliveryRoutes(app: ApiApp, webhooks: Webhooks): void {
  listRoute(app, webhooks);
  app.post(
    '/staff/webhooks/:id/test',
    {
      schema: {
        summary: 'Send a message that tells of nothing, to see whether it arrives',
        params: Params,
        response: answers(
          { 202: Sent },
          TO_CHANGE,
          refusalsOf(webhookProblems, 'webhook_not_found', 'webhook_off'),
        ),
      },
      config: { access: { staff: 'integrations:change' }, cost: 5 },
    },
    async (request, reply) => {
      const outcome = await webhooks.test(staffOf<StaffSession>(request), request.params.id);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return reply.code(202).send({ deliveryId: outcome.value.id });
    },
  );
  app.post(
    '/staff/webhooks/:id/deliveries/:deliveryId/replay',
    {
      schema: {
        summary: 'Send a message once more, with all its tries',
        params: Type.Object({ id: Id, deliveryId: Id }),
        response: answers(
          { 202: Sent },
          TO_CHANGE,
          refusalsOf(webhookProblems, 'webhook_not_found', 'webhook_delivery_not_found', 'webhook_off'),
        ),
      },
      config: { access: { staff: 'integrations:change' }, cost: 5 },
    },
    async (request, reply) => {
      const { id, deliveryId } = request.params;
      const outcome = await webhooks.replay(staffOf<StaffSession>(request), id, deliveryId);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return reply.code(202).send({ deliveryId: outcome.value.id });
    },
  );
}

function listRoute(app: ApiApp, webhooks: Webhooks): void {
  app.get(
    '/staff/webhooks/:id/deliveries',
    {
      schema: {
        summary: 'What was sent to a program and what it answered, newest first; kept for 30 days',
        params: Params,
        querystring: Type.Object(
          {
            failed: Type.Optional(Type.Literal('true', { description: 'Only what was given up.' })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
            cursor: Type.Optional(Id),
          },
          { additionalProperties: false },
        ),
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(DeliverySchema),
              nextCursor: Type.Union([Type.String(), Type.Null()]),
            }),
          },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'integrations:read' } },
    },
    async (request, reply) => {
      const { failed, limit = PAGE, cursor } = request.query;
      const asked = {
        isFailed: failed !== undefined,
        limit,
        ...(cursor && { before: cursor as DeliveryId }),
      };
      const items = await webhooks.deliveries(request.params.id, asked);
      const nextCursor = items.length === limit ? items.at(-1)!.id : null;
      return reply.send({ items: items.map(present), nextCursor });
    },
  );
}

function present({ createdAt, nextAt, ...delivery }: Delivery) {
  return {
    ...delivery,
    createdAt: createdAt.toISOString(),
    nextAt: delivery.state === 'waiting' ? nextAt.toISOString() : null,
  };
}
