import { Type } from 'typebox';
import type { SkuId } from '../../kernel/ids.ts';
import { customerOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { catalogProblems } from '../catalog/index.ts';
import { cartProblems } from './cart.problems.ts';
import type { Carts } from './carts.ts';

const Amount = Type.Integer({ description: 'Fen: 100 are one yuan.' });
const CartSchema = Type.Object({
  lines: Type.Array(
    Type.Object({
      skuId: Type.String(),
      productSlug: Type.String(),
      name: Type.String(),
      options: Type.Record(Type.String(), Type.String()),
      image: Type.Unknown(),
      quantity: Type.Integer(),
      price: Amount,
      originalPrice: Type.Optional(Amount),
      previousPrice: Type.Optional(Amount),
      available: Type.Integer(),
      problem: Type.Optional(Type.Enum(['not_for_sale', 'sold_out', 'short_stock', 'price_changed'])),
    }),
  ),
  count: Type.Integer(),
  itemsAmount: Amount,
});
const LineParams = Type.Object({ skuId: Type.Unsafe<SkuId>(Type.String({ pattern: '^[1-9][0-9]{0,17}$' })) });
export function cartRoutes(app: ApiApp, carts: Carts): void {
  app.get(
    '/cart',
    {
      schema: { summary: 'My cart', response: answers({ 200: CartSchema }, general('no_session')) },
      config: { access: 'customer' },
    },
    async (request, reply) => reply.send(await carts.find(customerOf(request), request.language)),
  );
  app.put(
    '/cart/lines/:skuId',
    {
      schema: {
        summary: 'Set how many of a SKU the cart holds',
        params: LineParams,
        body: Type.Object(
          { quantity: Type.Integer({ minimum: 1, maximum: 999 }) },
          { additionalProperties: false },
        ),
        response: answers(
          { 200: CartSchema },
          general('no_session', 'bad_origin'),
          refusalsOf(catalogProblems, 'sku_not_found', 'not_for_sale'),
          refusalsOf(cartProblems, 'cart_full'),
        ),
      },
      config: { access: 'customer' },
    },
    async (request, reply) => {
      const { skuId } = request.params;
      const outcome = await carts.setLine(
        customerOf(request),
        skuId,
        request.body.quantity,
        request.language,
      );
      return outcome.ok ? reply.send(outcome.value) : sendRefusal(reply, outcome.error);
    },
  );
  app.delete(
    '/cart/lines/:skuId',
    {
      schema: {
        summary: 'Take a SKU out of the cart',
        params: LineParams,
        response: answers({ 200: CartSchema }, general('no_session', 'bad_origin')),
      },
      config: { access: 'customer' },
    },
    async (request, reply) =>
      reply.send(await carts.removeLine(customerOf(request), request.params.skuId, request.language)),
  );
}
