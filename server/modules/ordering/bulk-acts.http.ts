import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { wordsIn, type Language } from '../../kernel/language.ts';
import { staffOf } from '../../platform/http/access.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { idempotencyKeyOf, IdempotencyHeaders } from '../../platform/http/idempotency.ts';
import type { Problems } from '../../platform/http/problem.ts';
import { general, generalProblems } from '../../platform/http/problems.ts';
import type { StaffSession } from '../staff/index.ts';
import { MOST_IN_BULK, type BulkRow } from './bulk-acts.ts';
import type { StaffOrders } from './make-staff-orders.ts';
import { orderProblems } from './order.problems.ts';
import { NoteText, Reason, Tags } from './staff-orders.schemas.ts';
import { staffOrderProblems } from './staff-orders.problems.ts';

const closed = { additionalProperties: false };
const OrderNos = Type.Array(Type.String({ maxLength: 64 }), {
  ...{ minItems: 1, maxItems: MOST_IN_BULK, uniqueItems: true },
});
const Act = Type.Union([
  Type.Object({ kind: Type.Literal('tag'), add: Tags, remove: Tags }, closed),
  Type.Object({ kind: Type.Literal('note'), text: NoteText }, closed),
  Type.Object({ kind: Type.Literal('cancel_unpaid'), reason: Reason }, closed),
]);
const BulkBody = Type.Object({ orderNos: OrderNos, act: Act }, closed);

const rowsOf = (outcomes: readonly string[]) =>
  Type.Object({
    items: Type.Array(
      Type.Object({
        orderNo: Type.String(),
        outcome: Type.Enum([...outcomes]),
        problem: Type.Optional(
          Type.Object({ code: Type.String(), title: Type.String(), detail: Type.String() }),
        ),
      }),
      { description: 'One for each order, in the order in which they were asked.' },
    ),
  });

/** Points of work: each order is looked up, or changed in a transaction of its own. */
const costOf = ({ body }: FastifyRequest): number => (body as { orderNos: unknown[] }).orderNos.length / 20;

/** What staff do to many orders at once, and what that would come to. */
export function bulkActRoutes(app: ApiApp, orders: Pick<StaffOrders, 'previewBulk' | 'actInBulk'>): void {
  app.post(
    '/staff/orders/bulk-previews',
    {
      schema: {
        summary: 'What an act would do to each of many orders; nothing is done',
        body: BulkBody,
        response: answers(
          { 200: rowsOf(['ready', 'unchanged', 'refused']) },
          general('no_session', 'bad_origin', 'not_permitted'),
        ),
      },
      config: { access: { staff: 'orders:change' }, cost: costOf },
    },
    async ({ body, language }, reply) => {
      const rows = await orders.previewBulk(body.orderNos, body.act);
      return reply.send({ items: rows.map((row) => writeRow(row, language)) });
    },
  );
  app.post(
    '/staff/orders/bulk-acts',
    {
      schema: {
        summary: 'Do it, each order by itself; the same request once more changes nothing',
        headers: IdempotencyHeaders,
        body: BulkBody,
        response: answers(
          { 200: rowsOf(['done', 'unchanged', 'refused', 'failed']) },
          general('no_session', 'bad_origin', 'not_permitted', 'idempotency_key_required'),
        ),
      },
      config: { access: { staff: 'orders:change' }, cost: costOf },
    },
    async (request, reply) => {
      const key = idempotencyKeyOf(request);
      if (key === undefined) return sendRefusal(reply, { code: 'idempotency_key_required' });
      const { body, language } = request;
      const rows = await orders.actInBulk(staffOf<StaffSession>(request), body.orderNos, body.act, key);
      return reply.send({ items: rows.map((row) => writeRow(row, language)) });
    },
  );
}

const PROBLEMS: Problems = { ...generalProblems, ...orderProblems, ...staffOrderProblems };

function writeRow(row: BulkRow, language: Language) {
  const { orderNo, outcome } = row;
  if (row.outcome !== 'refused') return { orderNo, outcome };
  const { code } = row.refusal;
  const { title, detail } = PROBLEMS[code]!;
  const said = typeof detail === 'function' ? detail(row.refusal) : detail;
  const problem = { code, title: wordsIn(title, language), detail: wordsIn(said, language) };
  return { orderNo, outcome, problem };
}
