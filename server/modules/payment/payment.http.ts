import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { OrderNo, PaymentNo } from '../../kernel/ids.ts';
import { customerOfOrderNo, customerOfPaymentNo } from '../../kernel/numbers.ts';
import { customerOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { idempotencyKeyOf, IdempotencyHeaders } from '../../platform/http/idempotency.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { orderProblems } from '../ordering/index.ts';
import { PaymentInstalmentsSchema } from '../pricing/index.ts';
import { paymentProblems } from './payment.problems.ts';
import type { NotificationAnswer } from './gateway.ts';
import type { Payments } from './payments.ts';
import { CHANNELS, PAYMENT_STATES, type Payment } from './payment.ts';

const closed = { additionalProperties: false };
const Moment = Type.String({ format: 'date-time' });
const Amount = Type.Integer({ description: 'Fen: 100 are one yuan.' });

const PaymentSchema = Type.Object({
  paymentNo: Type.String(),
  orderNo: Type.String(),
  gateway: Type.String(),
  channel: Type.String(),
  amount: Amount,
  refundedAmount: Amount,
  currency: Type.String(),
  state: Type.Enum([...PAYMENT_STATES]),
  createdAt: Moment,
  expiresAt: Moment,
  instalments: Type.Optional(PaymentInstalmentsSchema),
  action: Type.Optional(
    Type.Object({
      type: Type.Enum(['qr', 'redirect', 'form', 'jsapi']),
      content: Type.Optional(Type.String()),
      url: Type.Optional(Type.String()),
      fields: Type.Optional(Type.Record(Type.String(), Type.String())),
      parameters: Type.Optional(Type.Record(Type.String(), Type.String())),
    }),
  ),
  failure: Type.Optional(Type.Object({ code: Type.String(), reason: Type.String(), advice: Type.String() })),
});

const OpenBody = Type.Object(
  {
    gateway: Type.String({ minLength: 1, maxLength: 32 }),
    channel: Type.Optional(Type.Enum([...CHANNELS])),
    instalmentPeriods: Type.Optional(
      Type.Integer({
        ...{ minimum: 1, maximum: 60 },
        description: 'One of those that `GET /instalments` or the order offers; 1 or left out: at once.',
      }),
    ),
    payerOpenId: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9_-]{1,128}$',
        description: 'For the channel `jsapi`: who pays, as the gateway calls them for this shop.',
      }),
    ),
  },
  closed,
);

export function paymentRoutes(app: ApiApp, payments: Payments): void {
  openRoute(app, payments);
  readRoute(app, payments);
}

function openRoute(app: ApiApp, payments: Payments): void {
  app.post(
    '/orders/:orderNo/payments',
    {
      schema: {
        summary: 'Open a payment for an order',
        headers: IdempotencyHeaders,
        params: Type.Object({ orderNo: Type.String({ maxLength: 64 }) }),
        body: OpenBody,
        response: answers(
          { 201: PaymentSchema },
          general('idempotency_key_required', 'idempotency_key_reused', 'no_session', 'bad_origin'),
          refusalsOf(
            paymentProblems,
            'order_not_payable',
            'gateway_unavailable',
            'channel_unavailable',
            'instalments_unavailable',
            'too_many_open_payments',
            'too_many_payments',
          ),
          refusalsOf(orderProblems, 'order_not_found'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const idempotencyKey = idempotencyKeyOf(request);
      if (idempotencyKey === undefined) return sendRefusal(reply, { code: 'idempotency_key_required' });
      const customerId = customerOf(request);
      const { orderNo } = request.params;
      if (customerOfOrderNo(orderNo) !== customerId) return sendRefusal(reply, { code: 'order_not_found' });
      const { gateway, channel = 'qr', instalmentPeriods, payerOpenId } = request.body;
      const outcome = await payments.open(
        {
          ...{ customerId, orderNo: orderNo as OrderNo, gateway, channel, instalmentPeriods, idempotencyKey },
          ...{ payerIp: request.ip, payerOpenId },
        },
        request.language,
      );
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      if (outcome.value.replayed) reply.header('idempotent-replayed', 'true');
      return reply.code(201).send(written(outcome.value.payment));
    },
  );
}

function readRoute(app: ApiApp, payments: Payments): void {
  app.get(
    '/payments/:paymentNo',
    {
      schema: {
        summary: 'One payment; an open one is asked about at its gateway',
        params: Type.Object({ paymentNo: Type.String({ maxLength: 64 }) }),
        response: answers(
          { 200: PaymentSchema },
          general('no_session'),
          refusalsOf(paymentProblems, 'payment_not_found'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const customerId = customerOf(request);
      const { paymentNo } = request.params;
      const isOwn = customerOfPaymentNo(paymentNo) === customerId;
      const payment = isOwn
        ? await payments.find(customerId, paymentNo as PaymentNo, request.language)
        : undefined;
      return payment ? reply.send(written(payment)) : sendRefusal(reply, { code: 'payment_not_found' });
    },
  );
}

/** As JSON has it. */
function written(payment: Payment) {
  return {
    ...payment,
    createdAt: payment.createdAt.toISOString(),
    expiresAt: payment.expiresAt.toISOString(),
  };
}

/** Gateways send a few kilobytes; what is longer is not even checked for its signature. */
const NOTIFICATION_MAX_BYTES = 32 * 1024;

/** Notifications come as the exact bytes that were signed, so these routes parse nothing. */
export async function paymentNotificationRoutes(app: ApiApp, payments: Payments): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post(
    '/webhooks/payments/:gateway',
    {
      schema: {
        summary: "A gateway's signed notification, in its own format",
        params: Type.Object({ gateway: Type.String({ maxLength: 32 }) }),
        response: answers(
          { 200: Type.Unknown({ description: "The gateway's own format." }), 401: Type.Unknown() },
          refusalsOf(paymentProblems, 'gateway_unknown'),
        ),
      },
      bodyLimit: NOTIFICATION_MAX_BYTES,
      config: { access: 'gateway' },
    },
    async (request, reply) => {
      // Without a body there is nothing to be parsed.
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const answer = await payments.receiveNotification(request.params.gateway, {
        headers: request.headers,
        body,
      });
      if (answer === undefined) return sendRefusal(reply, { code: 'gateway_unknown' });
      return answerGateway(reply, answer);
    },
  );
  returnRoute(app);
}

/**
 * Some services have the payer's browser post what came of a payment. Nothing of it is read: the cashier asks the service. A browser
 * sends no session with what another site has it post, so it is led on by GET.
 */
function returnRoute(app: ApiApp): void {
  app.post(
    '/payment-returns/:orderNo',
    {
      schema: {
        summary: "Leads a payer's browser that comes back from a gateway by a form to the cashier",
        params: Type.Object({ orderNo: Type.String({ maxLength: 64 }) }),
        response: answers({ 303: Type.Null() }),
      },
      bodyLimit: NOTIFICATION_MAX_BYTES,
      config: { access: 'gateway' },
    },
    async ({ params: { orderNo } }, reply) => {
      const isNumber = customerOfOrderNo(orderNo) !== undefined;
      return reply.redirect(isNumber ? `/cashier/${orderNo}` : '/orders', 303);
    },
  );
}

/** Status, type and body are what the gateway asks for, so no schema of ours speaks of them. */
function answerGateway(reply: FastifyReply, { status, contentType, body }: NotificationAnswer): FastifyReply {
  return reply.code(status).type(contentType).serializer(String).send(body);
}
