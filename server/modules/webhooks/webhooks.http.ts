import { Type } from 'typebox';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import type { StaffSession } from '../staff/index.ts';
import { deliveryRoutes } from './deliveries.http.ts';
import type { Endpoint } from './webhook.ts';
import { webhookProblems } from './webhooks.problems.ts';
import type { Webhooks } from './webhooks.ts';

const closed = { additionalProperties: false };
const Moment = Type.String({ format: 'date-time' });
const Params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const Url = typedText('line', {
  maxLength: 500,
  examples: ['https://erp.example/ks-order'],
  description: 'Public and by https.',
});
const Description = typedText('line', { maxLength: 60, examples: ['ERP'] });
const Events = Type.Array(Type.String({ maxLength: 60 }), { minItems: 1, maxItems: 100 });
const EndpointSchema = Type.Object({
  id: Type.String(),
  url: Type.String(),
  description: Type.String(),
  events: Type.Array(Type.String()),
  state: Type.Union([Type.Literal('on'), Type.Literal('off'), Type.Literal('resting')], {
    description:
      '`resting`: it has failed so often that it is told nothing more until it is switched on again.',
  }),
  givenUp: Type.Integer({ description: 'Deliveries that were given up since one arrived.' }),
  createdAt: Moment,
  previousSecretUntil: Type.Union([Moment, Type.Null()]),
});
const ACCESS = { read: { staff: 'integrations:read' }, change: { staff: 'integrations:change' } } as const;
const TO_CHANGE = general('no_session', 'bad_origin', 'not_permitted');

/** Where programs of the merchant's are told of what happens. */
export function webhookRoutes(app: ApiApp, webhooks: Webhooks): void {
  app.get(
    '/staff/webhooks',
    {
      schema: {
        summary: 'Who is told of events, and which events there are',
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(EndpointSchema),
              events: Type.Array(Type.String()),
              nextCursor: Type.Null(),
            }),
          },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: ACCESS.read },
    },
    async (_request, reply) => {
      const items = (await webhooks.list()).map(present);
      return reply.send({ items, events: webhooks.offered, nextCursor: null });
    },
  );
  makingRoute(app, webhooks);
  changingRoute(app, webhooks);
  removingRoute(app, webhooks);
  secretRoute(app, webhooks);
  deliveryRoutes(app, webhooks);
}

function makingRoute(app: ApiApp, webhooks: Webhooks): void {
  app.post(
    '/staff/webhooks',
    {
      schema: {
        summary: 'Have a program told of events; the secret that they are signed by is told this once',
        body: Type.Object({ url: Url, description: Description, events: Events }, closed),
        response: answers(
          { 201: Type.Object({ webhook: EndpointSchema, secret: Type.String() }) },
          TO_CHANGE,
          refusalsOf(
            webhookProblems,
            'webhook_url_invalid',
            'webhook_address_private',
            'webhook_host_unknown',
            'webhook_event_unknown',
            'too_many_webhooks',
          ),
        ),
      },
      config: { access: ACCESS.change, cost: 5 },
    },
    async (request, reply) => {
      const outcome = await webhooks.make(staffOf<StaffSession>(request), request.body);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      const { endpoint, secret } = outcome.value;
      return reply.code(201).send({ webhook: present(endpoint), secret });
    },
  );
}

function changingRoute(app: ApiApp, webhooks: Webhooks): void {
  app.patch(
    '/staff/webhooks/:id',
    {
      schema: {
        summary: 'Change where a program is told and of what, or switch it off and on',
        params: Params,
        body: Type.Object(
          {
            url: Type.Optional(Url),
            description: Type.Optional(Description),
            events: Type.Optional(Events),
            active: Type.Optional(Type.Boolean()),
          },
          closed,
        ),
        response: answers(
          { 200: EndpointSchema },
          TO_CHANGE,
          refusalsOf(
            webhookProblems,
            'webhook_url_invalid',
            'webhook_address_private',
            'webhook_host_unknown',
            'webhook_event_unknown',
            'webhook_not_found',
          ),
        ),
      },
      config: { access: ACCESS.change, cost: 5 },
    },
    async (request, reply) => {
      const { active, ...change } = request.body;
      const wanted = { ...change, ...(active !== undefined && { isOn: active }) };
      const outcome = await webhooks.change(staffOf<StaffSession>(request), request.params.id, wanted);
      return outcome.ok ? reply.send(present(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
}

function removingRoute(app: ApiApp, webhooks: Webhooks): void {
  app.delete(
    '/staff/webhooks/:id',
    {
      schema: {
        summary: 'Tell a program nothing more',
        params: Params,
        response: answers({ 204: Type.Null() }, TO_CHANGE, refusalsOf(webhookProblems, 'webhook_not_found')),
      },
      config: { access: ACCESS.change },
    },
    async (request, reply) => {
      const outcome = await webhooks.remove(staffOf<StaffSession>(request), request.params.id);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}

function secretRoute(app: ApiApp, webhooks: Webhooks): void {
  app.post(
    '/staff/webhooks/:id/secret',
    {
      schema: {
        summary: 'Give it another secret; messages are signed by both for a day',
        params: Params,
        response: answers(
          { 201: Type.Object({ secret: Type.String(), previousUntil: Moment }) },
          TO_CHANGE,
          refusalsOf(webhookProblems, 'webhook_not_found'),
        ),
      },
      config: { access: ACCESS.change },
    },
    async (request, reply) => {
      const outcome = await webhooks.rotate(staffOf<StaffSession>(request), request.params.id);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      const { secret, previousUntil } = outcome.value;
      return reply.code(201).send({ secret, previousUntil: previousUntil.toISOString() });
    },
  );
}

function present({ createdAt, previousUntil, ...endpoint }: Endpoint) {
  return {
    ...endpoint,
    createdAt: createdAt.toISOString(),
    previousSecretUntil: previousUntil?.toISOString() ?? null,
  };
}
