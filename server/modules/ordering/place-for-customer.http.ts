import { Type } from 'typebox';
import { toFen } from '../../kernel/money.ts';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { idempotencyKeyOf, IdempotencyHeaders } from '../../platform/http/idempotency.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import { addressProblems } from '../addresses/index.ts';
import { accountProblems } from '../customers/index.ts';
import { catalogProblems } from '../catalog/index.ts';
import { signInProblems } from '../sign-in/index.ts';
import type { StaffSession } from '../staff/index.ts';
import type { StaffOrders } from './make-staff-orders.ts';
import { orderProblems } from './order.problems.ts';
import { PlaceBody } from './order.schemas.ts';
import { staffOrderProblems } from './staff-orders.problems.ts';
import { PlaceFields, StaffOrderSchema, writeStaffOrder } from './staff-orders.schemas.ts';

const { lines, note, expectedTotalAmount } = PlaceBody.properties;
const closed = { additionalProperties: false };
const OnBehalfBody = Type.Object(
  {
    phone: typedText('phone', { maxLength: 40, description: 'By which the customer has an account.' }),
    address: Type.Object(PlaceFields, closed),
    ...{ lines, note, expectedTotalAmount },
  },
  closed,
);

const REFUSED = [
  ...(['out_of_stock', 'cart_changed', 'unpaid_orders_limit', 'unpaid_pieces_limit'] as const),
  ...([
    'unpaid_sku_limit',
    'unpaid_nearby_limit',
    'purchase_limit',
    'price_changed',
    'coupon_unavailable',
    'not_served',
  ] as const),
  ...(['pick_up_not_offered', 'address_not_found', 'quantity_limit', 'too_many_lines'] as const),
] as const;

/** An order that one of the staff places for a customer, as on the phone. */
export function onBehalfRoute(app: ApiApp, orders: Pick<StaffOrders, 'place'>): void {
  app.post(
    '/staff/orders',
    {
      schema: {
        summary: 'Place an order for a customer who has an account; they pay it as any other',
        headers: IdempotencyHeaders,
        body: OnBehalfBody,
        response: answers(
          { 201: StaffOrderSchema },
          general(
            ...(['no_session', 'bad_origin', 'not_permitted', 'idempotency_key_required'] as const),
            'idempotency_key_reused',
          ),
          refusalsOf(orderProblems, ...REFUSED),
          refusalsOf(catalogProblems, 'sku_not_found', 'not_for_sale'),
          refusalsOf(addressProblems, 'recipient_invalid', 'region_unknown', 'street_invalid'),
          refusalsOf(signInProblems, 'phone_invalid'),
          refusalsOf(accountProblems, 'account_deactivated'),
          refusalsOf(staffOrderProblems, 'customer_unknown', 'customer_not_agreed'),
        ),
      },
      config: {
        access: { staff: 'orders:change' },
        cost: ({ body }) => (body as { lines: unknown[] }).lines.length / 10,
      },
    },
    async (request, reply) => {
      const idempotencyKey = idempotencyKeyOf(request);
      if (idempotencyKey === undefined) return sendRefusal(reply, { code: 'idempotency_key_required' });
      const { body, language } = request;
      const outcome = await orders.place(
        staffOf<StaffSession>(request),
        {
          ...{ phone: body.phone, lines: body.lines, address: body.address, idempotencyKey },
          note: body.note || undefined,
          expectedTotalAmount: toFen(body.expectedTotalAmount),
        },
        language,
      );
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      const { order, replayed } = outcome.value;
      if (replayed) reply.header('idempotent-replayed', 'true');
      return reply
        .code(201)
        .header('location', `/api/v1/staff/orders/${order.orderNo}`)
        .send(writeStaffOrder(order));
    },
  );
}
