import { toFen } from '../../kernel/money.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Account } from './posting.ts';
import type { Sums } from './postings.sql.ts';

/** The newest day that is kept, as `2026-11-27`. */
export async function findNewestDay(on: Queryable): Promise<string | undefined> {
  const { rows } = await on.query<{ day: string | null }>({
    name: 'ledger-find-newest-day',
    text: 'select max(day)::text as day from ledger_days',
  });
  return rows[0]?.day ?? undefined;
}

/** Writes a day as it is now, whatever was known of it. */
export async function saveDay(on: Queryable, day: string, sums: readonly Sums[]): Promise<void> {
  await on.query({
    name: 'ledger-save-day',
    text: `insert into ledger_days (day, account, debit_fen, credit_fen)
      select $1::date, account, debit, credit from unnest($2::text[], $3::bigint[], $4::bigint[]) as s (account, debit, credit)
      on conflict (day, account) do update set debit_fen = excluded.debit_fen, credit_fen = excluded.credit_fen`,
    values: [
      day,
      sums.map(({ account }) => account),
      sums.map(({ debitFen }) => debitFen),
      sums.map(({ creditFen }) => creditFen),
    ],
  });
}

/** By account, of all kept days before this one. */
export async function sumDaysBefore(on: Queryable, day: string): Promise<Sums[]> {
  const { rows } = await on.query<{ account: Account; debitFen: string; creditFen: string }>({
    name: 'ledger-sum-days-before',
    text: `select account, sum(debit_fen) as "debitFen", sum(credit_fen) as "creditFen"
      from ledger_days where day < $1::date group by account order by account`,
    values: [day],
  });
  return rows.map(({ account, debitFen, creditFen }) => ({
    account,
    debitFen: toFen(debitFen),
    creditFen: toFen(creditFen),
  }));
}
