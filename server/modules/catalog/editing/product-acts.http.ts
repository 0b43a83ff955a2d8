import { Type, type Static } from 'typebox';
import type { ProductId } from '../../../kernel/ids.ts';
import { staffOf } from '../../../platform/http/access.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import type { StaffSession } from '../../staff/index.ts';
import { catalogProblems } from '../catalog.problems.ts';
import { MOST_AT_ONCE, type ManyAsked } from './change-many.ts';
import { MOST } from './edited-product.ts';
import { editingProblems } from './editing.problems.ts';
import {
  ChangeSchema,
  ExpectedVersion,
  Number64,
  ProductSchema,
  closed,
  presentChange,
} from './editing.schemas.ts';
import { CHANGE, Params, presentEdited, READ, REFUSALS, tags, type EditingRoutes } from './products.http.ts';

const PAGE = 50;

/** Acts on a product as a whole, its history, and acts on many. */
export function productActRoutes(app: ApiApp, routes: EditingRoutes): void {
  publicationRoutes(app, routes);
  historyRoute(app, routes);
  undoRoute(app, routes);
  manyRoutes(app, routes);
}

function publicationRoutes(app: ApiApp, routes: EditingRoutes): void {
  app.post(
    '/staff/products/:id/publication',
    {
      schema: {
        tags,
        summary: 'Put a product on sale, now or at a moment to come',
        params: Params,
        body: Type.Object(
          {
            expectedVersion: ExpectedVersion,
            at: Type.Optional(Type.String({ format: 'date-time', description: 'Left out, or past: now.' })),
          },
          closed,
        ),
        response: answers({ 200: ProductSchema }, ...REFUSALS),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const { at, ...version } = request.body;
      const options = { ...version, ...(at !== undefined && { at: new Date(at) }) };
      const by = staffOf<StaffSession>(request);
      const outcome = await routes.editing.publish(by, request.params.id as ProductId, options);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return reply.send(await presentEdited(routes, outcome.value));
    },
  );
  app.post(
    '/staff/products/:id/copies',
    {
      schema: {
        tags,
        summary: 'Make a draft like it, with SKUs of its own and no stock',
        params: Params,
        response: answers(
          { 201: ProductSchema },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(catalogProblems, 'product_not_found'),
          refusalsOf(editingProblems, 'product_faulty', 'product_unready'),
        ),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const by = staffOf<StaffSession>(request);
      const outcome = await routes.editing.copy(by, request.params.id as ProductId, request.language);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return reply.code(201).send(await presentEdited(routes, outcome.value));
    },
  );
}

function historyRoute(app: ApiApp, { editing }: EditingRoutes): void {
  app.get(
    '/staff/products/:id/history',
    {
      schema: {
        tags,
        summary: 'What was changed of a product, newest first',
        params: Params,
        querystring: Type.Object(
          {
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
            cursor: Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })),
          },
          closed,
        ),
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(ChangeSchema),
              nextCursor: Type.Union([Type.String(), Type.Null()]),
            }),
          },
          general('no_session', 'not_permitted'),
        ),
      },
      config: READ,
    },
    async (request, reply) => {
      const { limit = PAGE, cursor } = request.query;
      const below = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
      const items = await editing.history(request.params.id as ProductId, below, limit);
      const nextCursor = items.length === limit ? String(items.at(-1)!.version) : null;
      return reply.send({ items: items.map(presentChange), nextCursor });
    },
  );
}

function undoRoute(app: ApiApp, routes: EditingRoutes): void {
  app.post(
    '/staff/products/:id/undoing',
    {
      schema: {
        tags,
        summary: 'Take one change back, where nothing of it was changed again since',
        params: Params,
        body: Type.Object(
          { version: Type.Integer({ minimum: 1, description: 'That the change made.' }) },
          closed,
        ),
        response: answers(
          { 200: ProductSchema },
          ...REFUSALS,
          refusalsOf(editingProblems, 'change_not_found', 'change_overtaken'),
        ),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const by = staffOf<StaffSession>(request);
      const outcome = await routes.editing.undo(by, request.params.id as ProductId, request.body.version);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return reply.send(await presentEdited(routes, outcome.value));
    },
  );
}

const Asked = Type.Object(
  {
    products: Type.Array(
      Type.Object({ id: Number64('Of a product.'), expectedVersion: ExpectedVersion }, closed),
      {
        minItems: 1,
        maxItems: MOST_AT_ONCE,
      },
    ),
    change: Type.Union([
      Type.Object(
        {
          kind: Type.Literal('price'),
          how: Type.Enum(['set', 'amount', 'part'], {
            description:
              'To this price (fen), by this amount (fen), or by this part in basis points: -1000 is a tenth less.',
          }),
          value: Type.Integer({ minimum: -MOST.fen, maximum: MOST.fen }),
        },
        closed,
      ),
      Type.Object({ kind: Type.Literal('sale'), onSale: Type.Boolean() }, closed),
      Type.Object(
        {
          kind: Type.Literal('freight'),
          templateId: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
            description: 'A freight template; null: the default.',
          }),
        },
        closed,
      ),
    ]),
  },
  closed,
);

const Shown = Type.Union([Type.Integer(), Type.Boolean(), Type.String(), Type.Null()], {
  description: 'A price in fen, whether it is sold, or the id of a freight template (null: the default).',
});
const PreviewSchema = Type.Object({
  productId: Type.String(),
  version: Type.Integer(),
  name: Type.String(),
  skuId: Type.Union([Type.String(), Type.Null()]),
  variant: Type.Union([Type.String(), Type.Null()]),
  before: Shown,
  after: Shown,
  problem: Type.Union([Type.String(), Type.Null()]),
  highestAllowed: Type.Union([Type.Integer(), Type.Null()], {
    description:
      'Of original_never_asked: the highest price that may be struck out beside the new one, in fen; null where none may.',
  }),
});
const ResultSchema = Type.Object({
  productId: Type.String(),
  name: Type.Union([Type.String(), Type.Null()]),
  refusal: Type.Union([Type.String(), Type.Null()], {
    description: 'The code of why nothing was done to it.',
  }),
});

function manyRoutes(app: ApiApp, { editing }: EditingRoutes): void {
  app.post(
    '/staff/product-changes/preview',
    {
      schema: {
        tags,
        summary: 'What a change of many products would do; nothing is done',
        body: Asked,
        response: answers(
          { 200: Type.Object({ items: Type.Array(PreviewSchema), nextCursor: Type.Null() }) },
          general('no_session', 'bad_origin', 'not_permitted'),
        ),
      },
      config: CHANGE,
    },
    async (request, reply) =>
      reply.send({ items: await editing.previewMany(readAsked(request.body)), nextCursor: null }),
  );
  app.post(
    '/staff/product-changes',
    {
      schema: {
        tags,
        summary: 'Change prices or freight of many products, or put them on sale or off it, each by itself',
        body: Asked,
        response: answers(
          { 200: Type.Object({ items: Type.Array(ResultSchema), nextCursor: Type.Null() }) },
          general('no_session', 'bad_origin', 'not_permitted'),
        ),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const results = await editing.changeMany(staffOf<StaffSession>(request), readAsked(request.body));
      const items = results.map(({ refusal, ...result }) => ({ ...result, refusal: refusal?.code ?? null }));
      return reply.send({ items, nextCursor: null });
    },
  );
}

/** Ids of products are of a type of their own inside. */
function readAsked({ products, change }: Static<typeof Asked>): ManyAsked {
  return { products: products.map((product) => ({ ...product, id: product.id as ProductId })), change };
}
