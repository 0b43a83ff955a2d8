import { Type } from 'typebox';
import type { SkuId } from '../../kernel/ids.ts';
import type { Page } from '../../kernel/page.ts';
import type { Result } from '../../kernel/result.ts';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { idempotencyKeyOf, IdempotencyHeaders } from '../../platform/http/idempotency.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import type { StaffSession } from '../staff/index.ts';
import type { RuleRefusal } from './change-rule.ts';
import type { Moved, MoveRefusal, MoveStock } from './move-stock.ts';
import { MOST_ON_HAND, STOCK_WORK } from './movement.decide.ts';
import { LEDGER_CURSOR, type LedgerEntry } from './read-ledger.ts';
import { stockListRoute, type StockList } from './stock-list.http.ts';
import { stockProblems } from './stock.problems.ts';
import {
  LedgerEntrySchema,
  LevelSchema,
  MovementSchema,
  Number64,
  SkuParams,
  writeEntry,
  writeLevel,
  writeMovement,
} from './stock.schemas.ts';
import { MOST_LOW_STOCK_AT, type StockLevel } from './stock.ts';

/** What staff may ask of stock. */
export type StaffStock = StockList & {
  find(skuId: SkuId): Promise<StockLevel | undefined>;
  ledger(skuId: SkuId, page: { cursor: string | undefined; limit: number }): Promise<Page<LedgerEntry>>;
  move(by: StaffSession, asked: MoveStock): Promise<Result<Moved, MoveRefusal>>;
  changeRule(by: StaffSession, skuId: SkuId, lowStockAt: number): Promise<Result<null, RuleRefusal>>;
};

const PAGE = 50;
export const LONGEST_REASON = 200;

/** What there is, what came and went, and the work of the warehouse. */
export function stockRoutes(app: ApiApp, stock: StaffStock): void {
  stockListRoute(app, stock);
  readRoutes(app, stock);
  ruleRoute(app, stock);
  app.post(
    '/staff/stock-movements',
    {
      schema: {
        summary: 'Receive goods, count them, or write them off',
        description:
          'A repeat under the same Idempotency-Key is answered with what was done (200), and not done again.',
        headers: IdempotencyHeaders,
        body: Type.Object(
          {
            skuId: Number64('The number of a SKU.'),
            kind: Type.Enum([...STOCK_WORK]),
            quantity: Type.Integer({
              minimum: 0,
              maximum: MOST_ON_HAND,
              description: 'How many came (`receive`), lie there (`count`), or are gone (`write_off`).',
            }),
            reason: typedText('line', { minLength: 1, maxLength: LONGEST_REASON }),
          },
          { additionalProperties: false },
        ),
        response: answers(
          {
            200: Type.Object({ movement: MovementSchema, stock: LevelSchema }),
            201: Type.Object({ movement: MovementSchema, stock: LevelSchema }),
          },
          general(
            ...(['idempotency_key_required', 'idempotency_key_reused'] as const),
            ...(['no_session', 'bad_origin', 'not_permitted'] as const),
          ),
          refusalsOf(stockProblems, 'stock_not_found', 'below_reserved', 'too_much_stock'),
        ),
      },
      config: { access: { staff: 'stock:change' } },
    },
    async (request, reply) => {
      const idempotencyKey = idempotencyKeyOf(request);
      if (idempotencyKey === undefined) return sendRefusal(reply, { code: 'idempotency_key_required' });
      const skuId = request.body.skuId as SkuId;
      const asked = { ...request.body, skuId, idempotencyKey };
      const outcome = await stock.move(staffOf<StaffSession>(request), asked);
      if (!outcome.ok) return sendRefusal(reply, outcome.error);
      const { movement, level, replayed } = outcome.value;
      const told = { movement: writeMovement(movement), stock: writeLevel(skuId, level) };
      return reply.code(replayed ? 200 : 201).send(told);
    },
  );
}

function readRoutes(app: ApiApp, stock: StaffStock): void {
  const refusals = [
    general('no_session', 'not_permitted'),
    refusalsOf(stockProblems, 'stock_not_found'),
  ] as const;
  app.get(
    '/staff/skus/:skuId/stock',
    {
      schema: {
        summary: 'How much there is of a SKU',
        params: SkuParams,
        response: answers({ 200: LevelSchema }, ...refusals),
      },
      config: { access: { staff: 'stock:read' } },
    },
    async (request, reply) => {
      const skuId = request.params.skuId as SkuId;
      const level = await stock.find(skuId);
      return level === undefined
        ? sendRefusal(reply, { code: 'stock_not_found' })
        : reply.send(writeLevel(skuId, level));
    },
  );
  app.get(
    '/staff/skus/:skuId/stock-movements',
    {
      schema: {
        summary: 'What came and went of a SKU, newest first, with what there was after each',
        params: SkuParams,
        querystring: Type.Object(
          {
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
            cursor: Type.Optional(Type.String({ pattern: LEDGER_CURSOR.source })),
          },
          { additionalProperties: false },
        ),
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(LedgerEntrySchema),
              nextCursor: Type.Union([Type.String(), Type.Null()]),
            }),
          },
          general('no_session', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'stock:read' } },
    },
    async (request, reply) => {
      const { limit = PAGE, cursor } = request.query;
      const { items, nextCursor } = await stock.ledger(request.params.skuId as SkuId, { cursor, limit });
      return reply.send({ items: items.map(writeEntry), nextCursor });
    },
  );
}

function ruleRoute(app: ApiApp, stock: StaffStock): void {
  app.put(
    '/staff/skus/:skuId/low-stock-rule',
    {
      schema: {
        summary: 'From how few that can be sold on a SKU is short; 0: only when nothing is left',
        params: SkuParams,
        body: Type.Object(
          { lowStockAt: Type.Integer({ minimum: 0, maximum: MOST_LOW_STOCK_AT }) },
          { additionalProperties: false },
        ),
        response: answers(
          { 204: Type.Null() },
          general('no_session', 'bad_origin', 'not_permitted'),
          refusalsOf(stockProblems, 'stock_not_found'),
        ),
      },
      config: { access: { staff: 'stock:change' } },
    },
    async (request, reply) => {
      const by = staffOf<StaffSession>(request);
      const outcome = await stock.changeRule(by, request.params.skuId as SkuId, request.body.lowStockAt);
      return outcome.ok ? reply.code(204).send(null) : sendRefusal(reply, outcome.error);
    },
  );
}
