import { Type } from 'typebox';
import { wordsIn, type Language } from '../../../kernel/language.ts';
import { staffOf } from '../../../platform/http/access.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import { ownAccountProblems, type StaffSession } from '../../staff/index.ts';
import { gatewayProblems } from './gateways.problems.ts';
import type { GatewayDesk, ShownGateway } from './set-gateways.ts';

const closed = { additionalProperties: false };
const Params = Type.Object({ gateway: Type.String({ maxLength: 32 }) });
const Value = Type.String({ maxLength: 10_000 });

const GatewaySchema = Type.Object({
  gateway: Type.String(),
  name: Type.String(),
  isSandbox: Type.Boolean(),
  version: Type.Integer({ description: '0 where staff have never saved it.' }),
  savedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  isOn: Type.Boolean(),
  isReady: Type.Boolean({ description: 'Offered to customers now.' }),
  notifyUrl: Type.String({ description: 'Where the service is to call the shop.' }),
  fields: Type.Array(
    Type.Object({
      ...{ name: Type.String(), label: Type.String(), hint: Type.String() },
      ...{ isSecret: Type.Boolean(), isFile: Type.Boolean(), isNeeded: Type.Boolean() },
      setBy: Type.Union([Type.Literal('staff'), Type.Literal('program'), Type.Null()]),
      value: Type.Union([Type.String(), Type.Null()], { description: 'Null of every secret.' }),
    }),
  ),
});
const Fields = Type.Record(Type.String({ maxLength: 40 }), Value, { maxProperties: 40 });
const TO_CHANGE = general('no_session', 'bad_origin', 'not_permitted');

/** GET, PUT and check of /staff/payment-gateways: secrets are written, and never read again. */
export function gatewayRoutes(app: ApiApp, desk: GatewayDesk): void {
  app.get(
    '/staff/payment-gateways',
    {
      schema: {
        summary: 'The services that the shop can be paid by, and what is set of them',
        response: answers(
          { 200: Type.Object({ items: Type.Array(GatewaySchema), nextCursor: Type.Null() }) },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'settings:read' } },
    },
    async (request, reply) => {
      const items = (await desk.list()).map((gateway) => write(gateway, request.language));
      return reply.send({ items, nextCursor: null });
    },
  );
  saveRoute(app, desk);
  checkRoute(app, desk);
}

function saveRoute(app: ApiApp, desk: GatewayDesk): void {
  app.put(
    '/staff/payment-gateways/:gateway',
    {
      schema: {
        summary: 'Set up a service that the shop is paid by; it holds at once',
        params: Params,
        body: Type.Object(
          {
            isOn: Type.Boolean(),
            open: Fields,
            secret: Type.Record(Type.String({ maxLength: 40 }), Value, {
              maxProperties: 40,
              description: 'Those that are left out stay as they are; an empty text takes one away.',
            }),
            expectedVersion: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
          },
          closed,
        ),
        response: answers(
          { 200: GatewaySchema },
          TO_CHANGE,
          refusalsOf(
            gatewayProblems,
            'gateway_not_offered',
            'gateway_settings_invalid',
            'gateway_settings_changed',
            'gateway_in_use',
          ),
          refusalsOf(ownAccountProblems, 'staff_proof_required'),
        ),
      },
      config: { access: { staff: 'settings:change' } },
    },
    async (request, reply) => {
      const asked = { gateway: request.params.gateway, ...request.body };
      const outcome = await desk.save(staffOf<StaffSession>(request), asked);
      return outcome.ok
        ? reply.send(write(outcome.value, request.language))
        : sendRefusal(reply, outcome.error);
    },
  );
}

function checkRoute(app: ApiApp, desk: GatewayDesk): void {
  app.post(
    '/staff/payment-gateways/:gateway/check',
    {
      schema: {
        summary: 'Prove what is set of a service by asking it',
        params: Params,
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(
                Type.Object({ what: Type.String(), state: Type.String(), says: Type.String() }),
              ),
              nextCursor: Type.Null(),
            }),
          },
          TO_CHANGE,
          refusalsOf(gatewayProblems, 'gateway_not_offered'),
        ),
      },
      config: { access: { staff: 'settings:change' } },
    },
    async (request, reply) => {
      const results = await desk.check(request.params.gateway);
      if (results === undefined) return sendRefusal(reply, { code: 'gateway_not_offered' });
      const items = results.map(({ what, state, says }) => ({
        ...{ what, state, says: wordsIn(says, request.language) },
      }));
      return reply.send({ items, nextCursor: null });
    },
  );
}

function write({ title, savedAt, fields, ...gateway }: ShownGateway, language: Language) {
  return {
    ...{ ...gateway, name: wordsIn(title, language), savedAt: savedAt?.toISOString() ?? null },
    fields: fields.map(({ label, hint, ...field }) => ({
      ...{ ...field, label: wordsIn(label, language), hint: wordsIn(hint, language) },
    })),
  };
}
