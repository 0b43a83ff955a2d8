import type { CustomerId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { Deletion } from './privacy.ts';

const COLUMNS = `requested_at as "requestedAt", erase_at as "eraseAt"`;

export async function findDeletion(on: Queryable, customerId: CustomerId): Promise<Deletion | undefined> {
  const { rows } = await on.query<Deletion>({
    name: 'privacy-find-deletion',
    text: `select ${COLUMNS} from account_deletions where customer_id = $1`,
    values: [customerId],
  });
  return rows[0];
}

/** The deletion that stands, be it this one or an earlier one: asking twice does not put it off. */
export async function insertDeletion(
  tx: Transaction,
  { customerId, requestedAt, eraseAt }: Deletion & { customerId: CustomerId },
): Promise<Deletion & { isNew: boolean }> {
  const { rows } = await tx.query<Deletion & { isNew: boolean }>(
    `insert into account_deletions as d (customer_id, requested_at, erase_at) values ($1, $2, $3)
     on conflict (customer_id) do update set customer_id = d.customer_id
     returning ${COLUMNS}, xmax = 0 as "isNew"`,
    [customerId, requestedAt, eraseAt],
  );
  return rows[0]!;
}

export async function deleteDeletion(on: Queryable, customerId: CustomerId): Promise<boolean> {
  const { rowCount } = await on.query('delete from account_deletions where customer_id = $1', [customerId]);
  return rowCount === 1;
}

/** Somebody to be erased, and the place in the walk over all: the time as the database tells it, with its microseconds. */
export type WalkedCustomer = { readonly customerId: CustomerId; readonly walkedAt: string };

/** For a job, across customers: the next page of those whose time has come by `now`, in the order in which it came. */
export async function listDueDeletions(
  on: Queryable,
  now: Date,
  after: WalkedCustomer | undefined,
  size: number,
): Promise<WalkedCustomer[]> {
  const { rows } = await on.query<WalkedCustomer>(
    `select customer_id as "customerId", erase_at::text as "walkedAt" from account_deletions
     where erase_at <= $1 and ($2::timestamptz is null or (erase_at, customer_id) > ($2::timestamptz, $3))
     order by erase_at, customer_id limit $4`,
    [now, after?.walkedAt ?? null, after?.customerId ?? '', size],
  );
  return rows;
}

/** Holds a deletion whose time has come; false where it was taken back meanwhile. */
export async function lockDueDeletion(tx: Transaction, customerId: CustomerId, now: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    'select from account_deletions where customer_id = $1 and erase_at <= $2 for update',
    [customerId, now],
  );
  return rowCount === 1;
}

export async function postponeDeletion(on: Queryable, customerId: CustomerId, until: Date): Promise<void> {
  await on.query('update account_deletions set erase_at = $2 where customer_id = $1', [customerId, until]);
}

export async function insertErasure(tx: Transaction, customerId: CustomerId, at: Date): Promise<void> {
  await tx.query('insert into erasures (customer_id, erased_at) values ($1, $2) on conflict do nothing', [
    customerId,
    at,
  ]);
}

export type Erasure = { readonly customerId: CustomerId; readonly at: Date };

/** The next page of all who were erased, by the customer's id. */
export async function listErasures(
  on: Queryable,
  after: Erasure | undefined,
  size: number,
): Promise<Erasure[]> {
  const { rows } = await on.query<Erasure>(
    `select customer_id as "customerId", erased_at as at from erasures where (customer_id) > ($1)
     order by customer_id limit $2`,
    [after?.customerId ?? '', size],
  );
  return rows;
}

/** For a job, across customers: the next page of those erased before `before`, with records of trade still there. */
export async function listErasedWithTrade(
  on: Queryable,
  before: Date,
  after: WalkedCustomer | undefined,
  size: number,
): Promise<WalkedCustomer[]> {
  const { rows } = await on.query<WalkedCustomer>(
    `select customer_id as "customerId", erased_at::text as "walkedAt" from erasures
     where trade_removed_at is null and erased_at <= $1
       and ($2::timestamptz is null or (erased_at, customer_id) > ($2::timestamptz, $3))
     order by erased_at, customer_id limit $4`,
    [before, after?.walkedAt ?? null, after?.customerId ?? '', size],
  );
  return rows;
}

export async function saveTradeRemoved(tx: Transaction, customerId: CustomerId, at: Date): Promise<void> {
  await tx.query('update erasures set trade_removed_at = $2 where customer_id = $1', [customerId, at]);
}
