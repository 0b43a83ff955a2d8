import type { CustomerId } from '../../kernel/ids.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { DATA_KEYS, dataKeysIn, type DataKeyRow, type StoredDataKey } from '../../platform/sealing/index.ts';

export type NewCustomer = {
  customerId: CustomerId;
  phoneHash: Buffer;
  phoneSealed: Buffer;
  dataKey: StoredDataKey;
  now: Date;
};

/**
 * Writes a customer who signs in, and holds the row till the end of the transaction. Answers whether the customer is new, and whether
 * the shop has closed the account; undefined where the one of that id has another phone.
 */
export async function writeCustomer(
  tx: Queryable,
  { customerId, phoneHash, phoneSealed, now }: NewCustomer,
): Promise<{ isNew: boolean; isClosed: boolean } | undefined> {
  const { rows } = await tx.query<{ isNew: boolean; isClosed: boolean }>({
    name: 'customers-write-customer',
    // The row is held even where the phone is another, and nothing is answered then.
    text: `insert into customers as c (customer_id, phone_hash, phone_sealed, created_at, last_signed_in_at)
      values ($1, $2, $3, $4, $4)
      on conflict (customer_id) do update
        set last_signed_in_at = greatest(c.last_signed_in_at, excluded.last_signed_in_at)
        where c.phone_hash = excluded.phone_hash
      returning c.xmax = 0 as "isNew", c.deactivated_at is not null as "isClosed"`,
    values: [customerId, phoneHash, phoneSealed, now],
  });
  return rows[0];
}

export async function touchCustomer(
  tx: Queryable,
  { customerId, now }: { customerId: CustomerId; now: Date },
): Promise<void> {
  await tx.query({
    name: 'customers-touch-customer',
    text: 'update customers set last_signed_in_at = $2 where customer_id = $1 and last_signed_in_at < $2',
    values: [customerId, now],
  });
}

/** The first key of a new customer; does nothing where there is one, or where the customer has another phone. */
export async function insertDataKey(
  tx: Queryable,
  { customerId, phoneHash, dataKey, now }: NewCustomer,
): Promise<void> {
  await tx.query({
    name: 'customers-insert-data-key',
    // Not `on conflict`: a customer whose values were sealed anew has later versions, and must not get the first again.
    text: `insert into data_keys (customer_id, version, kek_id, wrapped, created_at)
      select customer_id, $2, $3, $4, $5 from customers where customer_id = $1 and phone_hash = $6
        and not exists (select from data_keys where customer_id = $1)`,
    values: [customerId, dataKey.version, dataKey.kekId, dataKey.wrapped, now, phoneHash],
  });
}

/** A customer's sealed phone with the data keys that open it; undefined where there is no such customer. */
export async function findSealedPhone(
  database: Queryable,
  customerId: CustomerId,
): Promise<{ phoneSealed: Buffer; dataKeys: StoredDataKey[] } | undefined> {
  const { rows } = await database.query<DataKeyRow & { phoneSealed: Buffer }>({
    name: 'customers-find-sealed-phone',
    text: `select c.customer_id as "customerId", c.phone_sealed as "phoneSealed", k.version, k."kekId", k.wrapped
      from customers c join ${DATA_KEYS} k on k.customer_id = c.customer_id where c.customer_id = $1`,
    values: [customerId],
  });
  const [first] = rows;
  if (first === undefined) return undefined;
  return { phoneSealed: first.phoneSealed, dataKeys: dataKeysIn(customerId, rows) };
}

/** The data keys of many customers, in all their versions, in one query. */
export async function listDataKeys(
  database: Database,
  customerIds: readonly CustomerId[],
): Promise<StoredDataKey[]> {
  const { rows } = await database.query<DataKeyRow & { customerId: string }>({
    name: 'customers-list-data-keys',
    text: `select k.customer_id as "customerId", k.version, k."kekId", k.wrapped
      from ${DATA_KEYS} k where k.customer_id = any($1::text[])`,
    values: [customerIds],
  });
  return rows.map(({ customerId, ...key }) => ({ ownerId: customerId, ...key }));
}

/** Which of these have their phone or a data key: of who was erased there is neither. */
export async function listUnerased(on: Queryable, customerIds: readonly string[]): Promise<CustomerId[]> {
  const { rows } = await on.query<{ customerId: CustomerId }>(
    `select customer_id as "customerId" from customers
     where customer_id = any($1::text[]) and phone_sealed <> ''::bytea
     union select k.customer_id from ${DATA_KEYS} k where k.customer_id = any($1::text[])`,
    [customerIds],
  );
  return rows.map(({ customerId }) => customerId);
}

/** How many came from `from` on, before `before`, by the clock hour; hours without any are missing. */
export async function countNewByHour(
  on: Queryable,
  from: Date,
  before: Date,
): Promise<{ hour: Date; count: number }[]> {
  const { rows } = await on.query<{ hour: Date; count: number }>({
    name: 'customers-count-new-by-hour',
    text: `select date_bin('1 hour', created_at, timestamptz 'epoch') as hour, count(*)::int as count
      from customers where created_at >= $1 and created_at < $2 group by 1`,
    values: [from, before],
  });
  return rows;
}
