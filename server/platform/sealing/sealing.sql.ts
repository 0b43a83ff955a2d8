import type { Queryable, Transaction } from '../database.ts';

/** A key-encryption key, or the key of look-up hashes, wrapped by the master key. */
export type StoredKey = {
  id: number;
  purpose: 'data-keys' | 'look-up';
  wrapped: Buffer;
  masterKeyFingerprint: string;
  retired: boolean;
};

export type NewKey = Omit<StoredKey, 'retired'>;

/** A few rows in the whole shop. */
export async function listKeys(database: Queryable): Promise<StoredKey[]> {
  const { rows } = await database.query<StoredKey>(
    `select id, purpose, wrapped, master_key_fingerprint as "masterKeyFingerprint", retired_at is not null as retired
     from key_encryption_keys order by id limit 1000`,
  );
  return rows;
}

/** One statement, in order of id: of several processes that start at once, the first one's keys stand, all of them. */
export async function insertFirstKeys(database: Queryable, keys: readonly NewKey[]): Promise<void> {
  await database.query(
    `insert into key_encryption_keys (id, purpose, wrapped, master_key_fingerprint)
     select * from unnest($1::integer[], $2::text[], $3::bytea[], $4::text[]) as k (id, purpose, wrapped, fingerprint)
     order by k.id
     on conflict (id) do nothing`,
    [
      keys.map((key) => key.id),
      keys.map((key) => key.purpose),
      keys.map((key) => key.wrapped),
      keys.map((key) => key.masterKeyFingerprint),
    ],
  );
}

/** Holds all keys of the shop until the transaction ends. */
export async function lockKeys(tx: Transaction): Promise<StoredKey[]> {
  await tx.query('select from key_encryption_keys order by id for update');
  return listKeys(tx);
}

export async function saveWrappedKeys(
  tx: Transaction,
  keys: readonly { id: number; wrapped: Buffer }[],
  masterKeyFingerprint: string,
): Promise<void> {
  await tx.query(
    `update key_encryption_keys k set wrapped = v.wrapped, master_key_fingerprint = $3
     from unnest($1::integer[], $2::bytea[]) as v (id, wrapped) where k.id = v.id`,
    [keys.map((key) => key.id), keys.map((key) => key.wrapped), masterKeyFingerprint],
  );
}
