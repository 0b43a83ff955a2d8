import { Type } from 'typebox';
import { beginningOfDay } from '../../kernel/shop-day.ts';
import type { ApiApp } from '../../platform/http/api.ts';
import { answers, sendRefusal } from '../../platform/http/answers.ts';
import { refusalsOf } from '../../platform/http/problem.ts';
import { general } from '../../platform/http/problems.ts';
import { typedText } from '../../platform/http/typed-text.ts';
import type { Page } from '../../kernel/page.ts';
import { ledgerProblems } from './ledger.problems.ts';
import type { Posting } from './posting.ts';
import { POSTINGS_CURSOR, type BooksOfDay, type PostingsQuery } from './read-books.ts';

/** The books as staff read them. Days are those of Shanghai, and exist. */
export type Books = {
  /** Today, as `2026-11-27`. */
  today(): string;
  ofDay(day: string): Promise<BooksOfDay>;
  postings(query: PostingsQuery): Promise<Page<Posting>>;
};

const PAGE = 50;
const Amount = Type.Integer({ description: 'Fen: 100 are one yuan.' });
const Account = Type.String({
  description: '`gateway <name>`, `sales`, `freight`, `discounts`, `refunds` or `owed`.',
});

const LedgerSchema = Type.Object({
  day: Type.String({ format: 'date' }),
  accounts: Type.Array(
    Type.Object({
      account: Account,
      openingAmount: Amount,
      debitAmount: Amount,
      creditAmount: Amount,
      balanceAmount: Amount,
    }),
  ),
  items: Type.Array(
    Type.Object({
      orderNo: Type.String(),
      fact: Type.String({
        description: 'What has happened, and its number: `payment …`, `refund …`, `placing`.',
      }),
      debit: Account,
      credit: Account,
      amount: Amount,
      at: Type.String({ format: 'date-time' }),
    }),
  ),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
});

export function ledgerRoutes(app: ApiApp, books: Books): void {
  app.get(
    '/staff/ledger',
    {
      schema: {
        summary: 'The books of a day: how each account stands, and what was posted, newest first',
        description:
          'Balances are debits less credits; all accounts together are nothing. `account` narrows the postings, not the balances.',
        querystring: Type.Object(
          {
            day: Type.Optional(
              typedText('line', {
                maxLength: 10,
                description: 'A date of Shanghai, as `2026-11-27`; today where unsaid.',
              }),
            ),
            account: Type.Optional(typedText('line', { maxLength: 60 })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
            cursor: Type.Optional(Type.String({ pattern: POSTINGS_CURSOR.source })),
          },
          { additionalProperties: false },
        ),
        response: answers(
          { 200: LedgerSchema },
          general('no_session', 'not_permitted'),
          refusalsOf(ledgerProblems, 'no_such_day'),
        ),
      },
      config: { access: { staff: 'payments:read' } },
    },
    async (request, reply) => {
      const { day = books.today(), account, cursor, limit = PAGE } = request.query;
      if (beginningOfDay(day) === undefined) return sendRefusal(reply, { code: 'no_such_day' });
      const [{ accounts }, { items, nextCursor }] = await Promise.all([
        books.ofDay(day),
        books.postings({ day, account, cursor, limit }),
      ]);
      return reply.send({
        day,
        accounts: accounts.map(({ account: name, openingFen, debitFen, creditFen, balanceFen }) => ({
          ...{ account: name, openingAmount: openingFen, debitAmount: debitFen },
          ...{ creditAmount: creditFen, balanceAmount: balanceFen },
        })),
        items: items.map(({ orderNo, fact, debit, credit, amountFen, at }) => ({
          ...{ orderNo, fact, debit, credit, amount: amountFen, at: at.toISOString() },
        })),
        nextCursor,
      });
    },
  );
}
