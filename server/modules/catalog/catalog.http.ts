import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { sendDocument } from '../../platform/http/send-document.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import { catalogProblems } from './catalog.problems.ts';
import type { Answer } from './answer-cache.ts';
import { CategoryTreeBody, DetailBody, PageBody } from './catalog.bodies.ts';
import { PRODUCT_SORTS } from './catalog.ts';
import { DEFAULT_LIMIT, MOST_LIMIT } from './list-products.ts';
import type { Catalog } from './make-catalog.ts';
import { LONGEST_QUERY } from './search-query.ts';

const closed = { additionalProperties: false } as const;
const amount = (description: string) =>
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });

const ListQuery = Type.Object(
  {
    q: Type.Optional(
      typedText('search', {
        maxLength: LONGEST_QUERY,
        description: 'Words to find, in Chinese, English, pinyin or its initials. Titles rank first.',
      }),
    ),
    category: Type.Optional(
      Type.String({ maxLength: 80, description: 'Slug of a category; those below it are included.' }),
    ),
    sort: Type.Optional(
      Type.Enum([...PRODUCT_SORTS], { description: 'Where left out: relevance with q, else sales' }),
    ),
    minPrice: Type.Optional(amount('Fen, included')),
    maxPrice: Type.Optional(amount('Fen, included')),
    inStock: Type.Optional(
      Type.Enum(['true', 'false', '1', '0'], { description: 'true or 1: only what can be bought now' }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MOST_LIMIT, description: `${DEFAULT_LIMIT} where left out` }),
    ),
    cursor: Type.Optional(
      Type.String({ maxLength: 200, description: 'nextCursor of the page before, of the same query' }),
    ),
  },
  closed,
);
/** Points of work: words are taken apart, and every product is asked whether it has them. */
const SEARCH_COST = 2;
const ProductParams = Type.Object({ slug: Type.String({ maxLength: 200 }) }, closed);

/** GET /categories, /products, /products/{slug}: for anyone, the same for everyone. */
export function catalogRoutes(app: ApiApp, { catalog }: { catalog: Catalog }): void {
  const config = { access: 'public' } as const;
  const tags = ['catalogue'];

  app.get(
    '/categories',
    {
      config,
      schema: {
        tags,
        summary: 'All categories, as a tree',
        querystring: Type.Object({}, closed),
        response: answers({ 200: CategoryTreeBody }),
      },
    },
    async (request, reply) => sendAnswer(reply, await catalog.answers.categories(request.language)),
  );

  app.get(
    '/products',
    {
      config: {
        ...config,
        cost: ({ query }) => ((query as { q?: string }).q === undefined ? 0 : SEARCH_COST),
      },
      schema: {
        tags,
        summary: 'Products on sale, filtered, sorted or searched, a page at a time',
        querystring: ListQuery,
        response: answers(
          { 200: PageBody },
          refusalsOf(catalogProblems, 'cursor_invalid', 'category_not_found'),
        ),
      },
    },
    async (request, reply) => {
      const { inStock, ...query } = request.query;
      const wanted = { ...query, inStock: inStock === 'true' || inStock === '1' };
      const answer = await catalog.answers.products(wanted, request.language);
      return answer.value.ok ? sendAnswer(reply, answer) : sendRefusal(reply, answer.value.error);
    },
  );

  app.get(
    '/products/:slug',
    {
      config,
      schema: {
        tags,
        summary: 'A product with its SKUs and what is left of each',
        params: ProductParams,
        querystring: Type.Object({}, closed),
        response: answers({ 200: DetailBody }, refusalsOf(catalogProblems, 'product_not_found')),
      },
    },
    async (request, reply) => {
      const answer = await catalog.answers.product(request.params.slug, request.language);
      return answer.value === undefined
        ? sendRefusal(reply, { code: 'product_not_found' })
        : sendAnswer(reply, answer);
    },
  );
}

/**
 * Sends a document that is already made. Anyone may keep it, but has to ask each time whether it still holds (prices and
 * stock change at any moment), which costs a 304 without a body.
 */
function sendAnswer(reply: FastifyReply, answer: Answer<unknown>): FastifyReply {
  return sendDocument(reply, answer, {
    'cache-control': 'public, max-age=0, must-revalidate',
    vary: 'accept-language',
  });
}
