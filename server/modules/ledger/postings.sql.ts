import { toFen, type Fen } from '../../kernel/money.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { Account, OfOrder, Posting } from './posting.ts';

/**
 * Fails where a fact was posted before, and the transaction with it: what happened, happened once. One by one and sent together: a
 * transaction that holds rows does not insert what a query gives (decision 0048), and an order has three at most.
 */
export async function insertPostings(tx: Transaction, postings: readonly Posting[]): Promise<void> {
  await Promise.all(postings.map((posting) => insertPosting(tx, posting)));
}

async function insertPosting(tx: Transaction, posting: Posting): Promise<void> {
  const { customerId, orderNo, fact, leg, debit, credit, amountFen, at } = posting;
  await tx.query({
    name: 'ledger-insert-posting',
    text: `insert into ledger_postings (customer_id, order_no, fact, leg, debit, credit, amount_fen, at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [customerId, orderNo, fact, leg, debit, credit, amountFen, at],
  });
}

/** What came into an account and went out of it. */
export type Sums = { readonly account: Account; readonly debitFen: Fen; readonly creditFen: Fen };
type SumsRow = Readonly<Record<'debitFen' | 'creditFen', string>> & { readonly account: Account };

const toSums = ({ account, debitFen, creditFen }: SumsRow): Sums => ({
  account,
  debitFen: toFen(debitFen),
  creditFen: toFen(creditFen),
});

/** By account, of what was posted from `from` on and before `before`; accounts without any are missing. */
export async function sumPostings(on: Queryable, from: Date, before: Date): Promise<Sums[]> {
  const { rows } = await on.query<SumsRow>({
    name: 'ledger-sum-postings',
    text: `select account, sum(debit_fen) as "debitFen", sum(credit_fen) as "creditFen" from (
        select debit as account, sum(amount_fen) as debit_fen, 0::numeric as credit_fen from ledger_postings
          where at >= $1 and at < $2 group by debit
        union all
        select credit, 0, sum(amount_fen) from ledger_postings where at >= $1 and at < $2 group by credit
      ) as legs group by account order by account`,
    values: [from, before],
  });
  return rows.map(toSums);
}

/** Where a list of postings goes on. */
export type PostingPlace = Pick<Posting, 'orderNo' | 'fact' | 'leg' | 'at'>;

/** Newest first, of one account or of all. */
export async function listPostings(
  on: Queryable,
  asked: {
    readonly from: Date;
    readonly before: Date;
    readonly account: string | undefined;
    readonly after: PostingPlace | undefined;
    readonly limit: number;
  },
): Promise<Posting[]> {
  const { from, before, account, after, limit } = asked;
  const { rows } = await on.query<Omit<Posting, 'amountFen'> & { amountFen: string }>({
    name: 'ledger-list-postings',
    text: `select customer_id as "customerId", order_no as "orderNo", fact, leg, debit, credit, amount_fen as "amountFen", at
      from ledger_postings
      where at >= $1 and at < $2 and ($3::text is null or debit = $3 or credit = $3)
        and (at, order_no, fact, leg) < ($4::timestamptz, $5::text, $6::text, $7::smallint)
      order by at desc, order_no desc, fact desc, leg desc limit $8`,
    values: [
      ...[from, before, account ?? null],
      ...[after?.at ?? 'infinity', after?.orderNo ?? '', after?.fact ?? '', after?.leg ?? 0, limit],
    ],
  });
  return rows.map(({ amountFen, ...row }) => ({ ...row, amountFen: toFen(amountFen) }));
}

/** When the first of all was posted. */
export async function findOldestPosting(on: Queryable): Promise<Date | undefined> {
  const { rows } = await on.query<{ at: Date | null }>({
    name: 'ledger-find-oldest-posting',
    text: 'select min(at) as at from ledger_postings',
  });
  return rows[0]?.at ?? undefined;
}

/** What of each of these facts stands in the account of a gateway: what came in, or, below nothing, went back. Those not posted are missing. */
export async function sumFacts(
  on: Queryable,
  facts: readonly (OfOrder & { readonly fact: string })[],
): Promise<ReadonlyMap<string, Fen>> {
  const { rows } = await on.query<{ fact: string; amountFen: string }>({
    name: 'ledger-sum-facts',
    text: `select fact, sum(case when debit like 'gateway %' then amount_fen when credit like 'gateway %' then -amount_fen else 0 end)
        as "amountFen" from ledger_postings
      where customer_id = any($1::text[]) and order_no = any($2::text[]) and fact = any($3::text[]) group by fact`,
    values: [
      facts.map(({ customerId }) => customerId),
      facts.map(({ orderNo }) => orderNo),
      facts.map(({ fact }) => fact),
    ],
  });
  return new Map(rows.map(({ fact, amountFen }) => [fact, toFen(amountFen)]));
}
