import { Type } from 'typebox';
import type { ApiApp } from '../platform/http/api.ts';
import { answers, sendRefusal } from '../platform/http/answers.ts';
import { demoProblems } from './demo.problems.ts';
import type { Demo } from './demo.module.ts';

/** What only a demo shop has: reading the messages it sent, and playing the payer at the sandbox bank. */
export function demoRoutes(app: ApiApp, demo: Pick<Demo, 'outbox' | 'playPayment' | 'outcomes'>): void {
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
}
