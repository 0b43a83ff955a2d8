import { randomUUID } from 'node:crypto';
import { fen } from '../../kernel/money.ts';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { idempotencyKeyOf, OptionalIdempotencyHeaders } from '../../platform/http/idempotency.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { addressProblems } from '../addresses/index.ts';
import { signInProblems } from '../sign-in/index.ts';
import type { StaffSession } from '../staff/index.ts';
import type { StaffOrders } from './make-staff-orders.ts';
import { orderProblems } from './order.problems.ts';
import { staffOrderProblems } from './staff-orders.problems.ts';
import {
  AddressBody,
  CancellationBody,
  NoteBody,
  OrderParams,
  PriceBody,
  StaffOrderSchema,
  TagsBody,
  writeStaffOrder,
} from './staff-orders.schemas.ts';

const LET_IN = general('no_session', 'bad_origin', 'not_permitted');
const NOT_FOUND = refusalsOf(orderProblems, 'order_not_found');
const config = { access: { staff: 'orders:change' } } as const;
const params = OrderParams;

/** What staff do to one order; each answers the order as it is then. */
export function staffActRoutes(app: ApiApp, orders: StaffOrders): void {
  noteRoutes(app, orders);
  priceRoute(app, orders);
  addressRoute(app, orders);
  app.post(
    '/staff/orders/:orderNo/cancellation',
    {
      schema: {
        summary: 'Cancel an order that has not left: its goods and its money go back',
        ...{ params, body: CancellationBody },
        response: answers(
          { 200: StaffOrderSchema },
          LET_IN,
          NOT_FOUND,
          refusalsOf(orderProblems, 'not_cancellable'),
        ),
      },
      config,
    },
    async (request, reply) => {
      const { language } = request;
      const [by, { orderNo }, { reason }] = [staffOf<StaffSession>(request), request.params, request.body];
      const outcome = await orders.cancel(by, orderNo, reason, language);
      return outcome.ok ? reply.send(writeStaffOrder(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
}

function noteRoutes(app: ApiApp, orders: StaffOrders): void {
  app.post(
    '/staff/orders/:orderNo/notes',
    {
      schema: {
        summary: 'Note something about an order for who looks after it next',
        ...{ params, headers: OptionalIdempotencyHeaders, body: NoteBody },
        response: answers(
          { 200: StaffOrderSchema },
          { ...LET_IN, ...general('idempotency_key_reused') },
          NOT_FOUND,
          refusalsOf(staffOrderProblems, 'too_many_notes', 'customer_erased'),
        ),
      },
      config,
    },
    async (request, reply) => {
      const { language } = request;
      const [by, { orderNo }, { text }] = [staffOf<StaffSession>(request), request.params, request.body];
      const idempotencyKey = idempotencyKeyOf(request) ?? randomUUID();
      const outcome = await orders.note(by, orderNo, { text, idempotencyKey }, language);
      return outcome.ok ? reply.send(writeStaffOrder(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
  app.put(
    '/staff/orders/:orderNo/tags',
    {
      schema: {
        summary: 'The tags of an order; a new word becomes one of the shop’s',
        ...{ params, body: TagsBody },
        response: answers(
          { 200: StaffOrderSchema },
          LET_IN,
          NOT_FOUND,
          refusalsOf(staffOrderProblems, 'too_many_tags'),
        ),
      },
      config,
    },
    async (request, reply) => {
      const { language } = request;
      const [by, { orderNo }, { tags }] = [staffOf<StaffSession>(request), request.params, request.body];
      const outcome = await orders.tag(by, orderNo, tags, language);
      return outcome.ok ? reply.send(writeStaffOrder(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
}

function priceRoute(app: ApiApp, orders: StaffOrders): void {
  app.post(
    '/staff/orders/:orderNo/price-changes',
    {
      schema: {
        summary: 'Change what an unpaid order comes to; the customer is told',
        ...{ params, body: PriceBody },
        response: answers(
          { 200: StaffOrderSchema },
          LET_IN,
          NOT_FOUND,
          refusalsOf(
            staffOrderProblems,
            'price_not_changeable',
            'price_changed_meanwhile',
            'payment_unsettled',
          ),
        ),
      },
      config,
    },
    async (request, reply) => {
      const { totalAmount, expectedTotalAmount: seen, reason } = request.body;
      const expectedTotalAmount = seen === undefined ? undefined : fen(seen);
      const outcome = await orders.changePrice(
        staffOf<StaffSession>(request),
        request.params.orderNo,
        { totalAmount: fen(totalAmount), expectedTotalAmount, reason },
        request.language,
      );
      return outcome.ok ? reply.send(writeStaffOrder(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
}

function addressRoute(app: ApiApp, orders: StaffOrders): void {
  app.put(
    '/staff/orders/:orderNo/address',
    {
      schema: {
        summary: 'Change where an order goes to, before anything of it has left; the customer is told',
        ...{ params, body: AddressBody },
        response: answers(
          { 200: StaffOrderSchema },
          LET_IN,
          NOT_FOUND,
          refusalsOf(addressProblems, 'recipient_invalid', 'region_unknown', 'street_invalid'),
          refusalsOf(signInProblems, 'phone_invalid'),
          refusalsOf(staffOrderProblems, 'address_not_changeable'),
        ),
      },
      config,
    },
    async (request, reply) => {
      const { body, language } = request;
      const outcome = await orders.changeAddress(
        staffOf<StaffSession>(request),
        request.params.orderNo,
        body,
        language,
      );
      return outcome.ok ? reply.send(writeStaffOrder(outcome.value)) : sendRefusal(reply, outcome.error);
    },
  );
}
