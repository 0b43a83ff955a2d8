import { Type } from 'typebox';
import type { SkuId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers } from '../../platform/http/answers.ts';
import { general } from '../../platform/http/problems.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import type { StaffSession } from '../staff/index.ts';
import {
  CURSOR_PATTERN,
  MOST_COUNTED,
  type ListedForStaff,
  type StaffListQuery,
  type StaffOrderPage,
  type StateCount,
} from './list-for-staff.ts';
import { ORDER_STATES } from './order.ts';
import { LONGEST_TAG } from './tag-order.ts';
import { OrderPage, OrderSchema } from './order.schemas.ts';
import type { OrdersOfHour, sumUpToShip } from './sum-orders.ts';

/** The orders of all customers, as the back office looks through them. */
export type StaffOrderList = {
  list(query: StaffListQuery, language: Language): Promise<StaffOrderPage>;
  /** For the opening page: what waits to be sent, and what was ordered hour by hour. */
  toShip(): ReturnType<typeof sumUpToShip>;
  sumOrdersByHour(from: Date, before: Date): Promise<readonly OrdersOfHour[]>;
  /** The words that the shop has for tags. */
  tags(): Promise<readonly string[]>;
  /** How many are in each state, counted up to `MOST_COUNTED`. */
  count(): Promise<readonly StateCount[]>;
};

const PAGE = 50;
const LONGEST_SEARCH = 100;
const Moment = Type.String({ format: 'date-time' });

const {
  url: _url,
  actions: _actions,
  savedAmount: _saved,
  ...summary
} = OrderPage.properties.items.items.properties;
const Listed = Type.Object({
  ...summary,
  customerId: Type.String(),
  address: Type.Union([OrderSchema.properties.address, Type.Null()], {
    description: 'Masked; null where the customer was erased.',
  }),
  hasNote: Type.Boolean(),
  paidBy: Type.Union([Type.String(), Type.Null()]),
  tags: Type.Array(Type.String()),
});

/** What makes the list shorter, beside states and a text that is looked for. */
export const staffListFilters = {
  placedFrom: Type.Optional(Moment),
  placedTo: Type.Optional(Type.String({ format: 'date-time', description: 'Not with it.' })),
  sku: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,17}$', description: 'The number of a SKU.' })),
  gateway: Type.Optional(Type.String({ pattern: '^[a-z]{1,20}$', description: 'By which it was paid.' })),
  flag: Type.Optional(typedText('line', { maxLength: LONGEST_TAG, description: 'One of the shop’s tags.' })),
};

const Query = Type.Object(
  {
    q: Type.Optional(
      typedText('search', {
        maxLength: LONGEST_SEARCH,
        description:
          'A number, its beginning or its end (5 characters or more), a phone, the code of a SKU, the name of a product.',
      }),
    ),
    state: Type.Optional(Type.Enum([...ORDER_STATES])),
    ...staffListFilters,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 2_300, pattern: CURSOR_PATTERN })),
  },
  { additionalProperties: false },
);

export function staffListRoutes(app: ApiApp, orders: StaffOrderList): void {
  app.get(
    '/staff/orders',
    {
      schema: {
        summary: 'Orders of all customers, newest first; what is personal is masked',
        description:
          'A page may be short, or even empty, and still name a next one: looking through many for few ends after so many.',
        querystring: Query,
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(Listed),
              nextCursor: Type.Union([Type.String(), Type.Null()]),
              foundBy: Type.Union([Type.String(), Type.Null()], { description: 'What `q` was taken for.' }),
            }),
          },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'orders:read' } },
    },
    async (request, reply) => {
      const { state, placedFrom, placedTo, sku, limit = PAGE, ...asked } = request.query;
      const query = {
        ...asked,
        limit,
        mayFindPhones: staffOf<StaffSession>(request).permissions.has('customers:reveal'),
        ...(state !== undefined && { states: [state] }),
        ...(placedFrom !== undefined && { placedFrom: new Date(placedFrom) }),
        ...(placedTo !== undefined && { placedTo: new Date(placedTo) }),
        ...(sku !== undefined && { skuId: sku as SkuId }),
      };
      const page = await orders.list(query, request.language);
      return reply.send({ ...page, items: page.items.map(writeListed) });
    },
  );
  app.get(
    '/staff/order-counts',
    {
      schema: {
        summary: `How many orders are in each state, counted up to ${MOST_COUNTED}`,
        response: answers(
          {
            200: Type.Array(
              Type.Object({ state: Type.String(), count: Type.Integer(), isMore: Type.Boolean() }),
            ),
          },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'orders:read' } },
    },
    async (_request, reply) => {
      const counts = await orders.count();
      return reply.send(counts.map(({ state, count, isMore }) => ({ state, count, isMore })));
    },
  );
}

function writeListed({ placedAt, payBefore, ...order }: ListedForStaff) {
  return { ...order, placedAt: placedAt.toISOString(), payBefore: payBefore.toISOString() };
}
