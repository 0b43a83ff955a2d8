import { Type } from 'typebox';
import { customerOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { consentProblems } from './consents.problems.ts';
import type { ConsentLedger } from './keep-consents.ts';
import type { Consents } from './consent.ts';

const closed = { additionalProperties: false };
const MaybeMoment = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);
const MaybeText = Type.Union([Type.String(), Type.Null()]);
const Purpose = Type.Union([
  Type.Literal('terms'),
  Type.Literal('privacy'),
  Type.Literal('marketing'),
  Type.Literal('recommendation'),
  Type.Literal('carrier-sharing'),
  Type.Literal('payment-sharing'),
]);
const ConsentsSchema = Type.Object({
  version: Type.String({ description: 'Of the terms and the policy as they are now.' }),
  isCurrent: Type.Boolean({ description: 'False where the texts have changed since I agreed to them.' }),
  items: Type.Array(
    Type.Object({
      purpose: Purpose,
      isNeeded: Type.Boolean(),
      isGiven: Type.Boolean(),
      version: MaybeText,
      givenAt: MaybeMoment,
      way: MaybeText,
      withdrawnAt: MaybeMoment,
    }),
  ),
  nextCursor: Type.Null(),
});

/** What I agreed to: to see, give and withdraw. */
export function consentRoutes(app: ApiApp, ledger: ConsentLedger): void {
  app.get(
    '/me/consents',
    {
      schema: {
        summary: 'What I agreed to, and whether the texts have changed since',
        response: answers({ 200: ConsentsSchema }, general('no_session')),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => reply.send(present(await ledger.consents(customerOf(request)))),
  );
  const params = Type.Object({ purpose: Purpose });
  app.put(
    '/me/consents/:purpose',
    {
      schema: {
        summary: 'Agree to one purpose',
        params,
        body: Type.Object({ version: Type.String({ maxLength: 40 }) }, closed),
        response: answers(
          { 200: ConsentsSchema },
          general('no_session', 'bad_origin'),
          refusalsOf(consentProblems, 'consent_required'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const customerId = customerOf(request);
      const given = { purpose: request.params.purpose, version: request.body.version, way: 'api' } as const;
      const outcome = await ledger.giveConsent(customerId, given);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return reply.send(present(await ledger.consents(customerId)));
    },
  );
  app.delete(
    '/me/consents/:purpose',
    {
      schema: {
        summary: 'Withdraw my consent to one purpose',
        params,
        response: answers(
          { 200: ConsentsSchema },
          general('no_session', 'bad_origin'),
          refusalsOf(consentProblems, 'consent_needed'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const customerId = customerOf(request);
      const { purpose } = request.params;
      const outcome = await ledger.withdrawConsent(customerId, { purpose, way: 'api' });
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return reply.send(present(await ledger.consents(customerId)));
    },
  );
}

function present({ version, isCurrent, items }: Consents) {
  return {
    version,
    isCurrent,
    items: items.map((item) => ({
      ...item,
      givenAt: item.givenAt?.toISOString() ?? null,
      withdrawnAt: item.withdrawnAt?.toISOString() ?? null,
    })),
    nextCursor: null,
  };
}
