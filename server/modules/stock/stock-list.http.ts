import { Type } from 'typebox';
import type { Language } from '../../kernel/language.ts';
import type { Page } from '../../kernel/page.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers } from '../../platform/http/answers.ts';
import { general } from '../../platform/http/problems.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import { STOCK_CURSOR, type StockItem, type StockQuery } from './list-stock.ts';
import { StockItemSchema, writeItem } from './stock.schemas.ts';
import { SHORTAGES } from './stock.ts';

const PAGE = 50;
const LONGEST_QUERY = 100;

export type StockList = { list(query: StockQuery, language: Language): Promise<Page<StockItem>> };

/** What there is of everything, or of what is looked for or short. */
export function stockListRoute(app: ApiApp, stock: StockList): void {
  app.get(
    '/staff/stock',
    {
      schema: {
        summary: 'What there is of every SKU; looked for, or what is short alone, the newest shortage first',
        description:
          'A page of a search among what is short may hold fewer than `limit` and go on all the same. What is short is marked within a minute.',
        querystring: Type.Object(
          {
            q: Type.Optional(typedText('search', { maxLength: LONGEST_QUERY })),
            filter: Type.Optional(Type.Enum([...SHORTAGES], { description: '`low` has also what is out.' })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
            cursor: Type.Optional(Type.String({ pattern: STOCK_CURSOR.source })),
          },
          { additionalProperties: false },
        ),
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(StockItemSchema),
              nextCursor: Type.Union([Type.String(), Type.Null()]),
            }),
          },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'stock:read' } },
    },
    async (request, reply) => {
      const { q, filter, cursor, limit = PAGE } = request.query;
      const { items, nextCursor } = await stock.list({ q, filter, cursor, limit }, request.language);
      return reply.send({ items: items.map(writeItem), nextCursor });
    },
  );
}
