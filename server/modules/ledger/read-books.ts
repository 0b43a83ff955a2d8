import { addFen, fen, ZERO, type Fen } from '../../kernel/money.ts';
import type { Page } from '../../kernel/page.ts';
import { DAY_MS, beginningOfDay } from '../../kernel/shop-day.ts';
import type { Database } from '../../platform/database.ts';
import { findNewestDay, sumDaysBefore } from './ledger-days.sql.ts';
import { OWN_ACCOUNTS, type Account, type Posting } from './posting.ts';
import {
  findOldestPosting,
  listPostings,
  sumPostings,
  type PostingPlace,
  type Sums,
} from './postings.sql.ts';

/** An account on a day: what stood in it before, what came and went, what stands in it then. Balances are debits less credits. */
export type AccountOfDay = Sums & { readonly openingFen: Fen; readonly balanceFen: Fen };
export type BooksOfDay = { readonly day: string; readonly accounts: readonly AccountOfDay[] };

export type PostingsQuery = {
  /** As `2026-11-27`, a day of Shanghai that exists. */
  readonly day: string;
  readonly account?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
};

/** `at-leg-orderNo-fact`, with its time in milliseconds. */
export const POSTINGS_CURSOR = /^(\d{1,15})-(\d{1,2})-([0-9A-Z]{1,40})-([ \w]{1,80})$/;

/** Every account as it stands on a day, those of gateways first. */
export async function readBooks(database: Database, day: string): Promise<BooksOfDay> {
  const from = beginningOfDay(day)!;
  const [before, within] = await Promise.all([
    sumBefore(database, from, day),
    sumPostings(database, from, new Date(from.getTime() + DAY_MS)),
  ]);
  const known = new Set<Account>([...before, ...within].map(({ account }) => account));
  const gateways = [...known].filter((account) => account.startsWith('gateway ')).toSorted();
  return {
    day,
    accounts: [...gateways, ...OWN_ACCOUNTS].map((account) => {
      const openingFen = balanceOf(before.filter((sums) => sums.account === account));
      const { debitFen = ZERO, creditFen = ZERO } = within.find((sums) => sums.account === account) ?? {};
      return { account, openingFen, debitFen, creditFen, balanceFen: fen(openingFen + debitFen - creditFen) };
    }),
  };
}

const balanceOf = (sums: readonly Sums[]): Fen =>
  addFen(...sums.map(({ debitFen, creditFen }) => fen(debitFen - creditFen)));

/** Days that are kept by their sums, and those since then counted now. */
async function sumBefore(database: Database, from: Date, day: string): Promise<Sums[]> {
  const newest = await findNewestDay(database);
  const keptUntil =
    newest === undefined
      ? await findOldestPosting(database)
      : new Date(beginningOfDay(newest)!.getTime() + DAY_MS);
  const [kept, since] = await Promise.all([
    sumDaysBefore(database, day),
    keptUntil !== undefined && keptUntil < from ? sumPostings(database, keptUntil, from) : [],
  ]);
  return [...kept, ...since];
}

/** What was posted on a day, newest first. */
export async function readPostings(
  database: Database,
  { day, account, cursor = '', limit }: PostingsQuery,
): Promise<Page<Posting>> {
  const from = beginningOfDay(day)!;
  const found = await listPostings(database, {
    ...{ from, before: new Date(from.getTime() + DAY_MS), account, limit: limit + 1 },
    after: readCursor(cursor),
  });
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  const nextCursor =
    last === undefined ? null : `${last.at.getTime()}-${last.leg}-${last.orderNo}-${last.fact}`;
  return { items, nextCursor };
}

function readCursor(cursor: string): PostingPlace | undefined {
  const [, at, leg, orderNo, fact] = POSTINGS_CURSOR.exec(cursor) ?? [];
  if (at === undefined) return undefined;
  return { at: new Date(Number(at)), leg: Number(leg), orderNo: orderNo as Posting['orderNo'], fact: fact! };
}
