import { Type, type Static, type TObject } from 'typebox';
import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import { staffOf } from '../../../platform/http/access.ts';
import type { ApiApp } from '../../../platform/http/api.ts';
import { answers, sendRefusal } from '../../../platform/http/answers.ts';
import { refusalsOf } from '../../../platform/http/problem.ts';
import { general } from '../../../platform/http/problems.ts';
import { typedText } from '../../../platform/http/typed-text.ts';
import type { MediaStore } from '../../../platform/media-store.ts';
import type { StaffSession } from '../../staff/index.ts';
import { catalogProblems } from '../catalog.problems.ts';
import { LONGEST_QUERY } from '../search-query.ts';
import type { KnownProduct } from './edited-product.ts';
import { editingProblems } from './editing.problems.ts';
import {
  ExpectedVersion,
  ListedSchema,
  Number64,
  ProductFields,
  ProductName,
  ProductSchema,
  SkuFields,
  closed,
  presentListed,
  presentProduct,
} from './editing.schemas.ts';
import { LIST_STATES } from './list-products.ts';
import type { Editing } from './make-editing.ts';

export type EditingRoutes = { readonly editing: Editing; readonly mediaStore: MediaStore };

/** With what each variant was asked lately. */
export async function presentEdited({ editing, mediaStore }: EditingRoutes, product: KnownProduct) {
  return presentProduct(product, mediaStore, await editing.lowestPrices(product));
}

const PAGE = 50;
export const tags = ['catalogue'];
export const READ = { access: { staff: 'products:read' } } as const;
export const CHANGE = { access: { staff: 'products:change' } } as const;
export const Params = Type.Object({ id: Number64('The number of a product.') });
const seeing = general('no_session', 'not_permitted');
const changing = general('no_session', 'bad_origin', 'not_permitted');
const notFound = refusalsOf(catalogProblems, 'product_not_found');
/** What every change of a product can meet. */
export const REFUSALS = [
  changing,
  notFound,
  refusalsOf(editingProblems, 'product_faulty', 'product_unready', 'product_changed'),
] as const;

/** Goods by hand: find them, make them, change them, sell them. */
export function productRoutes(app: ApiApp, routes: EditingRoutes): void {
  const { editing } = routes;
  listRoute(app, editing);
  app.get(
    '/staff/products/:id',
    {
      schema: {
        tags,
        summary: 'A product as it is edited, on sale or not',
        params: Params,
        response: answers({ 200: ProductSchema }, seeing, notFound),
      },
      config: READ,
    },
    async (request, reply) => {
      const product = await editing.find(request.params.id as ProductId);
      return product === undefined
        ? sendRefusal(reply, { code: 'product_not_found' })
        : reply.send(await presentEdited(routes, product));
    },
  );
  app.post(
    '/staff/products',
    {
      schema: {
        tags,
        summary: 'Make a product; it is a draft until it is published',
        body: Type.Object({ ...ProductFields, name: ProductName }, closed),
        response: answers(
          { 201: ProductSchema },
          changing,
          refusalsOf(editingProblems, 'product_faulty', 'product_unready'),
        ),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const outcome = await editing.create(staffOf<StaffSession>(request), readPatch(request.body));
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return reply.code(201).send(await presentEdited(routes, outcome.value));
    },
  );
  changeRoutes(app, routes);
}

function listRoute(app: ApiApp, editing: Editing): void {
  app.get(
    '/staff/products',
    {
      schema: {
        tags,
        summary: 'Products, the newest first, on sale or not',
        querystring: Type.Object(
          {
            q: Type.Optional(
              typedText('search', {
                maxLength: LONGEST_QUERY,
                description: 'Words of its name and texts, or how the code of a variant begins.',
              }),
            ),
            state: Type.Optional(
              Type.Enum([...LIST_STATES], { description: 'low_stock: a variant has few or none left.' }),
            ),
            categoryId: Type.Optional(Number64('With those below it.')),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
            cursor: Type.Optional(Number64('nextCursor of the page before.')),
          },
          closed,
        ),
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(ListedSchema),
              nextCursor: Type.Union([Type.String(), Type.Null()]),
            }),
          },
          seeing,
        ),
      },
      config: READ,
    },
    async (request, reply) => {
      const { cursor, limit = PAGE, ...query } = request.query;
      const below = cursor === undefined ? {} : { below: cursor as ProductId };
      const { items, nextCursor } = await editing.list({ ...query, ...below, limit }, request.language);
      return reply.send({ items: items.map(presentListed), nextCursor });
    },
  );
}

function changeRoutes(app: ApiApp, routes: EditingRoutes): void {
  app.patch(
    '/staff/products/:id',
    {
      schema: {
        tags,
        summary: 'Change fields of a product; lists are given whole',
        params: Params,
        body: Type.Object({ expectedVersion: ExpectedVersion, ...ProductFields }, closed),
        response: answers({ 200: ProductSchema }, ...REFUSALS),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const { id } = request.params;
      const { expectedVersion, ...fields } = request.body;
      const patch = { ...readPatch(fields), ...(expectedVersion !== undefined && { expectedVersion }) };
      const outcome = await routes.editing.change(staffOf<StaffSession>(request), id as ProductId, patch);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return reply.send(await presentEdited(routes, outcome.value));
    },
  );
  app.delete(
    '/staff/products/:id',
    {
      schema: {
        tags,
        summary: 'Take a product off sale, or out of the plan; orders that were placed go on',
        params: Params,
        response: answers({ 200: ProductSchema }, ...REFUSALS),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const by = staffOf<StaffSession>(request);
      const outcome = await routes.editing.takeOffSale(by, request.params.id as ProductId);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return reply.send(await presentEdited(routes, outcome.value));
    },
  );
  app.patch(
    '/staff/skus/:id',
    {
      schema: {
        tags,
        summary: 'Change one variant',
        params: Type.Object({ id: Number64('The number of a SKU.') }),
        body: Type.Object({ expectedVersion: ExpectedVersion, ...SkuFields }, closed),
        response: answers({ 200: ProductSchema }, ...REFUSALS),
      },
      config: CHANGE,
    },
    async (request, reply) => {
      const by = staffOf<StaffSession>(request);
      const outcome = await routes.editing.changeSku(by, request.params.id as SkuId, request.body);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      return reply.send(await presentEdited(routes, outcome.value));
    },
  );
}

type Body = Static<TObject<typeof ProductFields>>;

/** Ids of SKUs are of a type of their own inside. */
function readPatch({ skus, ...fields }: Body) {
  return {
    ...fields,
    ...(skus && { skus: skus.map((sku) => ({ ...sku, id: sku.id as SkuId | undefined })) }),
  };
}
