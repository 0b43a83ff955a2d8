import { Type } from 'typebox';
import { toFen } from '../../kernel/money.ts';
import { customerOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { orderProblems } from './order.problems.ts';
import { ProtectedLineSchema } from './order.schemas.ts';
import type { Ordering } from './orders.ts';
import { OrderParams, ownOrderNo } from './own-order-no.ts';
import type { PriceProtection } from './present-protection.ts';

const closed = { additionalProperties: false };
const MomentOrNull = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);

const ProtectionSchema = Type.Object({
  state: Type.Enum(['claimable', 'watching', 'claimed', 'over', 'none'], {
    description: '`watching`: it costs no less yet. `none`: there is none, `why` says.',
  }),
  why: Type.Optional(Type.Enum(['switched_off', 'not_paid', 'nothing_paid', 'order_ended'])),
  days: Type.Integer({ description: 'So many days after the order was paid.' }),
  until: MomentOrNull,
  amount: Type.Integer({ description: 'Fen that would come back, or were claimed.' }),
  claimedAt: MomentOrNull,
  lines: Type.Array(ProtectedLineSchema, { description: 'Those that were compared.' }),
});

const ClaimBody = Type.Object(
  {
    expectedAmount: Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'The difference that the customer saw, in fen.',
    }),
  },
  closed,
);

/** What an order costs less by now: told, and claimed once. */
export function priceProtectionRoutes(app: ApiApp, ordering: Ordering): void {
  const params = OrderParams;
  app.get(
    '/orders/:orderNo/price-protection',
    {
      schema: {
        summary: 'What would come back because the order costs less now, by line, until when, or why not',
        params,
        response: answers(
          { 200: ProtectionSchema },
          general('no_session'),
          refusalsOf(orderProblems, 'order_not_found'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const orderNo = ownOrderNo(request);
      const found =
        orderNo && (await ordering.findProtection(customerOf(request), orderNo, request.language));
      return found ? reply.send(writeProtection(found)) : sendRefusal(reply, { code: 'order_not_found' });
    },
  );
  app.post(
    '/orders/:orderNo/price-protection',
    {
      schema: {
        summary: 'Have the difference given back, once an order; again it answers the same',
        ...{ params, body: ClaimBody },
        response: answers(
          { 200: ProtectionSchema },
          general('no_session', 'bad_origin'),
          refusalsOf(orderProblems, 'order_not_found', 'not_protected', 'protection_changed'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const orderNo = ownOrderNo(request);
      if (orderNo === undefined) return sendRefusal(reply, { code: 'order_not_found' });
      const outcome = await ordering.claimProtection(
        customerOf(request),
        orderNo,
        toFen(request.body.expectedAmount),
        request.language,
      );
      return outcome.ok ? reply.send(writeProtection(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
}

function writeProtection({ until, claimedAt, lines, ...told }: PriceProtection) {
  return {
    ...told,
    until: until?.toISOString() ?? null,
    claimedAt: claimedAt?.toISOString() ?? null,
    lines: [...lines],
  };
}
