import { Type } from 'typebox';
import type { ApiApp } from '../platform/http/api.ts';
import { answers, sendRefusal } from '../platform/http/answers.ts';
import { refusalsOf } from '../platform/http/problem.ts';
import { general } from '../platform/http/problems.ts';
import {
  keepStaffToken,
  StaffSignedInSchema,
  fromOf,
  READY_MADE_NAMES,
  staffProblems,
  type Staff,
} from '../modules/staff/index.ts';
import type { ShopCookies } from '../kernel/cookies.ts';
import { INBOX_PATH } from '../modules/webhooks/index.ts';
import { demoProblems } from './demo.problems.ts';
import type { Demo } from './demo.module.ts';

/**
 * What only a demo shop has: reading the messages it sent, playing the payer at the sandbox bank, and a look into the back
 * office.
 */
export function demoRoutes(
  app: ApiApp,
  demo: Pick<Demo, 'outbox' | 'playPayment' | 'outcomes'>,
  house: BackOffice,
): void {
  const Message = Type.Object({
    channel: Type.String(),
    to: Type.String(),
    template: Type.String(),
    text: Type.String(),
    params: Type.Record(Type.String(), Type.String()),
    at: Type.String({ format: 'date-time' }),
  });
  app.get(
    '/demo/outbox',
    {
      schema: {
        summary: 'Messages that the sandbox channels sent, newest first (demo shop only)',
        querystring: Type.Object(
          { to: Type.Optional(Type.String({ maxLength: 100 })) },
          { additionalProperties: false },
        ),
        response: answers({ 200: Type.Array(Message) }),
      },
      config: { access: 'public' },
    },
    async (request, reply) => {
      const messages = await demo.outbox(request.query.to);
      return reply.send(messages.map(({ at, ...message }) => ({ ...message, at: at.toISOString() })));
    },
  );
  app.post(
    '/demo/payments/:paymentNo',
    {
      schema: {
        summary: 'Play the payer at the sandbox bank (demo shop only)',
        params: Type.Object({ paymentNo: Type.String({ maxLength: 64 }) }),
        body: Type.Object({ outcome: Type.Enum([...demo.outcomes]) }, { additionalProperties: false }),
        response: answers(
          { 202: Type.Object({ paymentNo: Type.String(), outcome: Type.String() }) },
          demoProblems,
        ),
      },
      config: { access: 'public' },
    },
    async (request, reply) => {
      const { paymentNo } = request.params;
      const { outcome } = request.body;
      const isKnown = await demo.playPayment(paymentNo, outcome);
      return isKnown
        ? reply.code(202).send({ paymentNo, outcome })
        : sendRefusal(reply, { code: 'unknown_payment' });
    },
  );
  staffRoute(app, house);
  inboxRoute(app);
}

type BackOffice = { readonly staff: Pick<Staff, 'openDemoSession'>; readonly cookies: ShopCookies };

function staffRoute(app: ApiApp, { staff, cookies }: BackOffice): void {
  app.post(
    '/demo/staff-sessions',
    {
      schema: {
        summary: 'Look into the back office as somebody of this role (demo shop only)',
        body: Type.Object({ role: Type.Enum([...READY_MADE_NAMES]) }, { additionalProperties: false }),
        response: answers(
          { 201: StaffSignedInSchema },
          general('bad_origin'),
          refusalsOf(staffProblems, 'staff_too_many_tries'),
        ),
      },
      config: { access: 'public' },
    },
    async (request, reply) => {
      const outcome = await staff.openDemoSession(request.body.role, fromOf(request));
      return outcome.ok
        ? reply.code(201).send(keepStaffToken(reply, cookies, outcome.value))
        : sendRefusal(reply, outcome.error);
    },
  );
}

/** Stands for a program of the merchant's that is told of events: it takes what comes and forgets it. */
function inboxRoute(app: ApiApp): void {
  app.post(
    INBOX_PATH.replace('/api/v1', ''),
    {
      schema: {
        summary: 'Take in an event as a program of the merchant would (demo shop only)',
        response: answers({ 204: Type.Null() }),
      },
      config: { access: 'public' },
    },
    async (_request, reply) => reply.code(204).send(null),
  );
}
