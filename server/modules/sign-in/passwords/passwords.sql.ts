import type { CustomerId } from '../../../kernel/ids.ts';
import type { Queryable } from '../../../platform/database.ts';
import { CUSTOMERS } from '../../customers/index.ts';

/** Sets or replaces it. */
export async function savePassword(
  database: Queryable,
  customerId: CustomerId,
  hash: string,
  now: Date,
): Promise<void> {
  await database.query({
    name: 'passwords-save',
    text: `insert into passwords (customer_id, hash, changed_at) values ($1, $2, $3)
      on conflict (customer_id) do update set hash = excluded.hash, changed_at = excluded.changed_at`,
    values: [customerId, hash, now],
  });
}

/** Answers whether there was one. */
export async function deletePassword(database: Queryable, customerId: CustomerId): Promise<boolean> {
  const { rowCount } = await database.query('delete from passwords where customer_id = $1', [customerId]);
  return rowCount === 1;
}

/** When the customer's password was last changed; undefined where there is none. */
export async function findPasswordChange(
  database: Queryable,
  customerId: CustomerId,
): Promise<Date | undefined> {
  const { rows } = await database.query<{ changedAt: Date }>({
    name: 'passwords-find-change',
    text: 'select changed_at as "changedAt" from passwords where customer_id = $1',
    values: [customerId],
  });
  return rows[0]?.changedAt;
}

export async function findPasswordHash(
  database: Queryable,
  customerId: CustomerId,
): Promise<string | undefined> {
  const { rows } = await database.query<{ hash: string }>({
    name: 'passwords-find-hash',
    text: 'select hash from passwords where customer_id = $1',
    values: [customerId],
  });
  return rows[0]?.hash;
}

/**
 * Puts another hash of the same password in the place of one that was found right, which may be the same. Answers false
 * where the password was changed or removed meanwhile, or the phone is no longer the customer's; waits for a change of
 * the password that is under way.
 */
export async function confirmPassword(
  database: Queryable,
  customerId: CustomerId,
  { phoneHash, found, hash }: { phoneHash: Buffer; found: string; hash: string },
): Promise<boolean> {
  const { rowCount } = await database.query({
    name: 'passwords-confirm',
    text: `update passwords set hash = $3 where customer_id = $1 and hash = $2
      and exists (select from ${CUSTOMERS} c where c.customer_id = $1 and c.phone_hash = $4)`,
    values: [customerId, found, hash, phoneHash],
  });
  return rowCount === 1;
}
