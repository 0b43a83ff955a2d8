import { Type } from 'typebox';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import { MOST_VALID_DAYS, type ApiKey } from './api-key.ts';
import type { ApiKeys } from './keep-api-keys.ts';
import { staffProblems } from './staff.problems.ts';
import { Moment } from './staff.schemas.ts';
import type { StaffSession } from './staff.ts';

const Scopes = Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 100 });
const KeySchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  permits: Type.Array(Type.String(), {
    description: 'Those of its scopes that its maker may still do; none once it has run out.',
  }),
  madeBy: Type.Object({ id: Type.String(), name: Type.String() }),
  hint: Type.String({ description: 'The last four characters of its token.' }),
  createdAt: Moment,
  expiresAt: Moment,
  lastUsedAt: Type.Union([Moment, Type.Null()]),
});

/** Keys of the merchant's programs. No key opens any of these. */
export function apiKeyRoutes(app: ApiApp, keys: ApiKeys): void {
  app.get(
    '/staff/api-keys',
    {
      schema: {
        summary: 'Keys of programs, newest first',
        response: answers(
          { 200: Type.Object({ items: Type.Array(KeySchema), nextCursor: Type.Null() }) },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'integrations:read' } },
    },
    async (_request, reply) => reply.send({ items: (await keys.list()).map(present), nextCursor: null }),
  );
  makingRoute(app, keys);
  app.delete(
    '/staff/api-keys/:id',
    {
      schema: {
        summary: 'Take a key back; it opens nothing from now on',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: answers(
          { 204: Type.Null() },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(staffProblems, 'key_not_found', 'key_beyond_own'),
        ),
      },
      config: { access: { staff: 'integrations:change' } },
    },
    async (request, reply) => {
      const outcome = await keys.revoke(staffOf<StaffSession>(request), request.params.id);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}

function makingRoute(app: ApiApp, keys: ApiKeys): void {
  app.post(
    '/staff/api-keys',
    {
      schema: {
        summary: 'Make a key for a program; its token is told this once',
        body: Type.Object(
          {
            name: typedText('line', { minLength: 1, maxLength: 40, examples: ['ERP'] }),
            scopes: Scopes,
            validDays: Type.Integer({ minimum: 1, maximum: MOST_VALID_DAYS }),
          },
          { additionalProperties: false },
        ),
        response: answers(
          {
            201: Type.Object({
              key: KeySchema,
              token: Type.String({ description: 'For `Authorization: Bearer`.' }),
            }),
          },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(
            staffProblems,
            'permission_unknown',
            'scope_beyond_own',
            'scope_not_for_keys',
            'too_many_keys',
          ),
        ),
      },
      config: { access: { staff: 'integrations:change' } },
    },
    async (request, reply) => {
      const outcome = await keys.make(staffOf<StaffSession>(request), request.body);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      const { key, token } = outcome.value;
      return reply.code(201).send({ key: present(key), token });
    },
  );
}

function present({ createdAt, expiresAt, lastUsedAt, ...key }: ApiKey) {
  return {
    ...{ ...key, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() },
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
