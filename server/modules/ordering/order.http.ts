import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { readDeviceMark } from '../../kernel/device-mark.ts';
import { toFen } from '../../kernel/money.ts';
import { customerOf, sessionIfAny, sessionOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { readCookie, type CookieSettings } from '../../platform/http/cookies.ts';
import { idempotencyKeyOf, IdempotencyHeaders } from '../../platform/http/idempotency.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { accountProblems } from '../customers/index.ts';
import { catalogProblems } from '../catalog/index.ts';
import type { DeliveryMethod } from './pick-up.ts';
import { orderProblems } from './order.problems.ts';
import type { Ordering } from './orders.ts';
import { ORDER_STATES, type OrderedFrom, type WantedLine } from './order.ts';
import { OrderParams, ownOrderNo } from './own-order-no.ts';
import type { OrderStreams } from './order-streams.ts';
import { writeOrder, writeQuote, writeSummary } from './write-order.ts';
import { CancelBody, OrderPage, OrderSchema, PlaceBody, QuoteBody, QuoteSchema } from './order.schemas.ts';

/** By the mark alone that the browser brought: ordering gives nobody one. */
function orderedFrom(request: FastifyRequest, { cookies }: CookieSettings): OrderedFrom {
  const deviceMark = readDeviceMark(readCookie(request, cookies.device));
  return { clientAddress: request.ip, ...(deviceMark === undefined ? {} : { deviceMark }) };
}

/** Left out, coupons are the best. */
function wantedOf({
  lines,
  couponIds,
  deliveryMethod,
}: {
  lines: WantedLine[];
  couponIds?: string[] | 'best';
  deliveryMethod?: DeliveryMethod;
}) {
  return {
    lines,
    ...(deliveryMethod === undefined ? {} : { deliveryMethod }),
    ...(couponIds === undefined || couponIds === 'best' ? {} : { couponIds }),
  };
}

/** Points of work: each line is looked up and priced, each order of a list read with its lines. */
const costOfLines = ({ body }: FastifyRequest): number => (body as { lines: unknown[] }).lines.length / 10;
const costOfList = ({ query }: FastifyRequest): number => ((query as { limit?: number }).limit ?? 24) / 10;

export function orderRoutes(
  app: ApiApp,
  ordering: Ordering,
  streams: OrderStreams,
  settings: CookieSettings,
): void {
  quoteRoute(app, ordering, settings);
  placeRoute(app, ordering, settings);
  readRoutes(app, ordering);
  streamRoute(app, ordering, streams);
  cancelRoute(app, ordering);
}

function quoteRoute(app: ApiApp, ordering: Ordering, settings: CookieSettings): void {
  app.post(
    '/quotes',
    {
      schema: {
        summary: 'What lines would cost now',
        body: QuoteBody,
        response: answers(
          { 200: QuoteSchema },
          refusalsOf(catalogProblems, 'sku_not_found'),
          refusalsOf(
            orderProblems,
            'quantity_limit',
            'too_many_lines',
            'address_not_found',
            'coupon_unavailable',
            'not_served',
            'pick_up_not_offered',
          ),
          general('no_session', 'bad_origin'),
        ),
      },
      config: { access: 'customer?', cost: costOfLines },
    },
    async (request, reply) => {
      const { body } = request;
      // An address is personal: naming one needs the session of its owner. So is what is unpaid, which is told with a session.
      const customerId = sessionIfAny(request)?.customerId ?? null;
      if (body.addressId !== undefined && customerId === null)
        return sendRefusal(reply, { code: 'no_session' });
      const outcome = await ordering.quote(
        customerId,
        { ...wantedOf(body), addressId: body.addressId, from: orderedFrom(request, settings) },
        request.language,
      );
      return outcome.ok ? reply.send(writeQuote(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
}

function placeRoute(app: ApiApp, ordering: Ordering, settings: CookieSettings): void {
  app.post(
    '/orders',
    {
      schema: {
        summary: 'Place an order',
        headers: IdempotencyHeaders,
        body: PlaceBody,
        response: answers(
          { 201: OrderSchema },
          general('idempotency_key_required', 'idempotency_key_reused', 'no_session', 'bad_origin'),
          refusalsOf(
            orderProblems,
            'out_of_stock',
            'cart_changed',
            'unpaid_orders_limit',
            'unpaid_pieces_limit',
            'unpaid_sku_limit',
            'purchase_limit',
            'unpaid_nearby_limit',
            'price_changed',
            'coupon_unavailable',
            'not_served',
            'pick_up_not_offered',
            'address_not_found',
            'quantity_limit',
            'too_many_lines',
          ),
          refusalsOf(catalogProblems, 'sku_not_found', 'not_for_sale'),
          refusalsOf(accountProblems, 'account_deactivated'),
        ),
      },
      config: { access: 'customer', cost: costOfLines },
    },
    async (request, reply) => {
      const idempotencyKey = idempotencyKeyOf(request);
      if (idempotencyKey === undefined) return sendRefusal(reply, { code: 'idempotency_key_required' });
      const { body } = request;
      const outcome = await ordering.place(
        {
          customerId: customerOf(request),
          idempotencyKey,
          ...wantedOf(body),
          addressId: body.addressId,
          note: body.note || undefined,
          expectedTotalAmount: toFen(body.expectedTotalAmount),
          fromCart: body.fromCart,
          from: orderedFrom(request, settings),
        },
        request.language,
      );
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      if (outcome.value.replayed) reply.header('idempotent-replayed', 'true');
      return reply
        .code(201)
        .header('location', `/api/v1/orders/${outcome.value.order.orderNo}`)
        .send(writeOrder(outcome.value.order));
    },
  );
}

function readRoutes(app: ApiApp, ordering: Ordering): void {
  const query = Type.Object(
    {
      state: Type.Optional(Type.Enum([...ORDER_STATES])),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      cursor: Type.Optional(Type.String({ pattern: '^[0-9A-Z]{31}$' })),
    },
    { additionalProperties: false },
  );
  app.get(
    '/orders',
    {
      schema: {
        summary: 'My orders, newest first',
        querystring: query,
        response: answers({ 200: OrderPage }, general('no_session')),
      },
      config: { access: 'customer', cost: costOfList },
    },
    async (request, reply) => {
      const { state, limit, cursor } = request.query;
      const page = await ordering.list(customerOf(request), { state, limit, cursor }, request.language);
      return reply.send({ ...page, items: page.items.map(writeSummary) });
    },
  );
  const one = {
    params: OrderParams,
    response: answers(
      { 200: OrderSchema },
      general('no_session'),
      refusalsOf(orderProblems, 'order_not_found'),
    ),
  };
  app.get(
    '/orders/:orderNo',
    { schema: { summary: 'One order with its timeline', ...one }, config: { access: 'customer' } },
    async (request, reply) => {
      const orderNo = ownOrderNo(request);
      const order = orderNo && (await ordering.find(customerOf(request), orderNo, request.language));
      return order ? reply.send(writeOrder(order)) : sendRefusal(reply, { code: 'order_not_found' });
    },
  );
}

function streamRoute(app: ApiApp, ordering: Ordering, streams: OrderStreams): void {
  app.get(
    '/orders/:orderNo/events',
    {
      schema: {
        summary: 'Server-sent events: state, payment',
        params: OrderParams,
        response: answers(
          { 200: Type.String({ description: 'text/event-stream' }) },
          general('no_session', 'not_ahead'),
          refusalsOf(orderProblems, 'order_not_found'),
        ),
      },
      config: { access: 'customer', changesOnGet: true },
    },
    async (request, reply) => {
      const orderNo = ownOrderNo(request);
      if (orderNo === undefined) return sendRefusal(reply, { code: 'order_not_found' });
      const customerId = customerOf(request);
      const { sessionId } = sessionOf(request);
      const refusal = await streams.open(reply, { sessionId, customerId, orderNo }, () =>
        ordering.findState(customerId, orderNo),
      );
      return refusal === undefined ? reply : sendRefusal(reply, refusal);
    },
  );
}

function cancelRoute(app: ApiApp, ordering: Ordering): void {
  app.post(
    '/orders/:orderNo/cancellation',
    {
      schema: {
        summary: 'Cancel an order that has not left',
        params: OrderParams,
        body: CancelBody,
        response: answers(
          { 200: OrderSchema },
          general('no_session', 'bad_origin'),
          refusalsOf(orderProblems, 'order_not_found', 'not_cancellable'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const orderNo = ownOrderNo(request);
      if (orderNo === undefined) return sendRefusal(reply, { code: 'order_not_found' });
      const { body } = request;
      const outcome = await ordering.cancel(
        customerOf(request),
        orderNo,
        body?.reason || undefined,
        request.language,
      );
      return outcome.ok ? reply.send(writeOrder(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
}
