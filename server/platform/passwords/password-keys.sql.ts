import type { Queryable } from '../database.ts';

export type StoredPasswordKey = { publicKey: string; privateKeySealed: Buffer };

export async function findPasswordKey(
  database: Queryable,
  day: number,
): Promise<StoredPasswordKey | undefined> {
  const { rows } = await database.query<StoredPasswordKey>(
    'select public_key as "publicKey", private_key_sealed as "privateKeySealed" from password_keys where day = $1',
    [day],
  );
  return rows[0];
}

/** Of several processes that make the key of a day at once, the first one's stands. */
export async function insertPasswordKey(
  database: Queryable,
  day: number,
  { publicKey, privateKeySealed }: StoredPasswordKey,
): Promise<void> {
  await database.query(
    `insert into password_keys (day, public_key, private_key_sealed) values ($1, $2, $3)
     on conflict (day) do nothing`,
    [day, publicKey, privateKeySealed],
  );
}

/** Forgets the keys of earlier days. */
export async function deletePasswordKeys(database: Queryable, before: number): Promise<void> {
  await database.query('delete from password_keys where day < $1', [before]);
}
