import type { CustomerId } from '../../kernel/ids.ts';
import type { Database, Queryable, Transaction } from '../../platform/database.ts';

/** The customer of a phone: the one who has it, else `candidate`, who has it from then on. Safe however many ask at once. */
export async function claimPhone(
  database: Database,
  phoneHash: Buffer,
  candidate: CustomerId,
): Promise<CustomerId> {
  const { rows } = await database.query<{ customerId: CustomerId }>({
    name: 'customers-claim-phone',
    // `do nothing` would answer nothing where the phone is known; this leaves the row as it is and answers it.
    text: `insert into customer_phones as p (phone_hash, customer_id) values ($1, $2)
      on conflict (phone_hash) do update set customer_id = p.customer_id
      returning customer_id as "customerId"`,
    values: [phoneHash, candidate],
  });
  return rows[0]!.customerId;
}

/** Whose phone that is; undefined where it is nobody's. */
export async function findCustomerOfPhone(
  database: Queryable,
  phoneHash: Buffer,
): Promise<CustomerId | undefined> {
  const { rows } = await database.query<{ customerId: CustomerId }>({
    name: 'customers-find-customer-of-phone',
    text: 'select customer_id as "customerId" from customer_phones where phone_hash = $1',
    values: [phoneHash],
  });
  return rows[0]?.customerId;
}

/**
 * Holds a customer, and answers the phone. `for update`, so that a session which is being opened, whose foreign key looks
 * at the customer, comes before this or after it. Undefined where there is no such customer.
 */
export async function lockPhone(
  tx: Transaction,
  customerId: CustomerId,
): Promise<{ phoneHash: Buffer; phoneSealed: Buffer } | undefined> {
  const { rows } = await tx.query<{ phoneHash: Buffer; phoneSealed: Buffer }>(
    `select phone_hash as "phoneHash", phone_sealed as "phoneSealed" from customers
     where customer_id = $1 for update`,
    [customerId],
  );
  return rows[0];
}

/** Makes a phone that nobody has this customer's. Answers whether it was free; waits for who is claiming it just now. */
export async function claimFreePhone(
  tx: Transaction,
  phoneHash: Buffer,
  customerId: CustomerId,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'insert into customer_phones (phone_hash, customer_id) values ($1, $2) on conflict (phone_hash) do nothing',
    [phoneHash, customerId],
  );
  return rowCount === 1;
}

export async function updatePhone(
  tx: Transaction,
  customerId: CustomerId,
  { phoneHash, phoneSealed }: { phoneHash: Buffer; phoneSealed: Buffer },
): Promise<void> {
  await tx.query('update customers set phone_hash = $2, phone_sealed = $3 where customer_id = $1', [
    customerId,
    phoneHash,
    phoneSealed,
  ]);
}

/** From then on the phone is nobody's, and may register anew. */
export async function freePhone(tx: Queryable, phoneHash: Buffer, customerId: CustomerId): Promise<void> {
  await tx.query('delete from customer_phones where phone_hash = $1 and customer_id = $2', [
    phoneHash,
    customerId,
  ]);
}

/** By which phones of these customers are known again; of who was erased or is not there, none. */
export async function findPhoneHashes(
  on: Queryable,
  customerIds: readonly CustomerId[],
): Promise<ReadonlyMap<CustomerId, Buffer>> {
  const { rows } = await on.query<{ customerId: CustomerId; phoneHash: Buffer }>({
    name: 'customers-find-phone-hashes',
    text: `select customer_id as "customerId", phone_hash as "phoneHash" from customers
      where customer_id = any($1::text[]) and phone_sealed <> ''::bytea`,
    values: [customerIds],
  });
  return new Map(rows.map(({ customerId, phoneHash }) => [customerId, phoneHash]));
}
