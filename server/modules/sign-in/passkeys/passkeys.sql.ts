import type { CustomerId } from '../../../kernel/ids.ts';
import type { Database, Queryable } from '../../../platform/database.ts';

export type StoredPasskey = {
  id: string;
  nameSealed: Buffer;
  credentialId: Buffer;
  publicKey: Buffer;
  counter: number;
  transports: string[];
  deviceType: 'singleDevice' | 'multiDevice';
  backedUp: boolean;
  /** Whether its customer had just proved by a code who is there. */
  addedAfterCode: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
  copiedAt: Date | null;
};

const COLUMNS = `passkey_id as id, name_sealed as "nameSealed", credential_id as "credentialId", public_key as "publicKey",
  counter, transports, device_type as "deviceType", backed_up as "backedUp", added_after_code as "addedAfterCode", created_at as "createdAt",
  last_used_at as "lastUsedAt", copied_at as "copiedAt"`;

type PasskeyRow = Omit<StoredPasskey, 'counter'> & { counter: string };

const fromRow = (row: PasskeyRow): StoredPasskey => ({ ...row, counter: Number(row.counter) });

/** The handle by which devices know this customer: the one there is, else `candidate` from then on. */
export async function claimUserHandle(
  database: Queryable,
  customerId: CustomerId,
  candidate: Buffer,
): Promise<Buffer> {
  const { rows } = await database.query<{ userHandle: Buffer }>(
    // `do nothing` would answer nothing where there is one; this leaves the row as it is and answers it.
    `insert into passkey_users as u (customer_id, user_handle) values ($1, $2)
     on conflict (customer_id) do update set user_handle = u.user_handle
     returning user_handle as "userHandle"`,
    [customerId, candidate],
  );
  return rows[0]!.userHandle;
}

/** Lets changes of one customer's passkeys wait for one another, and answers how many there are. */
export async function lockPasskeys(tx: Queryable, customerId: CustomerId): Promise<number> {
  const [, { rowCount }] = await Promise.all([
    tx.query('select from passkey_users where customer_id = $1 for update', [customerId]),
    // In the order in which values are sealed anew, so that the two never wait for each other.
    tx.query('select from passkeys where customer_id = $1 order by passkey_id for no key update', [
      customerId,
    ]),
  ]);
  return rowCount ?? 0;
}

/** Newest first. There are ten at most. */
export async function listPasskeys(database: Queryable, customerId: CustomerId): Promise<StoredPasskey[]> {
  const { rows } = await database.query<PasskeyRow>(
    `select ${COLUMNS} from passkeys where customer_id = $1 order by created_at desc, passkey_id desc`,
    [customerId],
  );
  return rows.map(fromRow);
}

/** Gives a credential to a customer. False where it is known already, whoever has it. */
export async function claimCredential(
  tx: Queryable,
  credentialHash: Buffer,
  customerId: CustomerId,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'insert into passkey_credentials (credential_hash, customer_id) values ($1, $2) on conflict do nothing',
    [credentialHash, customerId],
  );
  return rowCount === 1;
}

export async function insertPasskey(
  tx: Queryable,
  customerId: CustomerId,
  passkey: StoredPasskey,
): Promise<void> {
  await tx.query(
    `insert into passkeys (customer_id, passkey_id, name_sealed, credential_id, public_key, counter, transports,
       device_type, backed_up, added_after_code, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      customerId,
      passkey.id,
      passkey.nameSealed,
      passkey.credentialId,
      passkey.publicKey,
      passkey.counter,
      passkey.transports,
      passkey.deviceType,
      passkey.backedUp,
      passkey.addedAfterCode,
      passkey.createdAt,
    ],
  );
}

/** Whose a credential is. */
export async function findCredentialOwner(
  database: Queryable,
  credentialHash: Buffer,
): Promise<CustomerId | undefined> {
  const { rows } = await database.query<{ customerId: CustomerId }>({
    name: 'sign-in-find-credential-owner',
    text: 'select customer_id as "customerId" from passkey_credentials where credential_hash = $1',
    values: [credentialHash],
  });
  return rows[0]?.customerId;
}

/** A customer's passkey with the handle that its device must name. */
export async function findPasskey(
  database: Queryable,
  customerId: CustomerId,
  credentialId: Buffer,
): Promise<(StoredPasskey & { userHandle: Buffer }) | undefined> {
  const { rows } = await database.query<PasskeyRow & { userHandle: Buffer }>({
    name: 'sign-in-find-passkey',
    text: `select ${COLUMNS}, user_handle as "userHandle"
      from passkeys join passkey_users using (customer_id) where customer_id = $1 and credential_id = $2`,
    values: [customerId, credentialId],
  });
  const [row] = rows;
  return row && { ...fromRow(row), userHandle: row.userHandle };
}

export type PasskeyUse = {
  customerId: CustomerId;
  passkeyId: string;
  counter: number;
  backedUp: boolean;
  now: Date;
};

/**
 * Notes a use, unless its counter has not grown since the last one. One statement, so of two uses with the same counter
 * at once one counts. A device that does not count says 0 always.
 */
export async function saveUse(database: Queryable, use: PasskeyUse): Promise<boolean> {
  const { rowCount } = await database.query({
    name: 'sign-in-save-passkey-use',
    text: `update passkeys set counter = $3, backed_up = $4, last_used_at = $5
      where customer_id = $1 and passkey_id = $2 and (counter < $3 or (counter = 0 and $3 = 0))`,
    values: [use.customerId, use.passkeyId, use.counter, use.backedUp, use.now],
  });
  return rowCount === 1;
}

/** Notes that somebody may have a copy of it. False where it was removed meanwhile. */
export async function saveSuspicion(
  database: Queryable,
  customerId: CustomerId,
  passkeyId: string,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await database.query(
    'update passkeys set copied_at = $3 where customer_id = $1 and passkey_id = $2',
    [customerId, passkeyId, now],
  );
  return rowCount === 1;
}

/** Answers the passkey with its new name; undefined where the customer has no such one. */
export async function renamePasskey(
  database: Database,
  customerId: CustomerId,
  passkeyId: string,
  nameSealed: Buffer,
): Promise<StoredPasskey | undefined> {
  const { rows } = await database.query<PasskeyRow>(
    `update passkeys set name_sealed = $3 where customer_id = $1 and passkey_id = $2 returning ${COLUMNS}`,
    [customerId, passkeyId, nameSealed],
  );
  return rows[0] && fromRow(rows[0]);
}

/** Answers the id of its credential; undefined where the customer has no such passkey. */
export async function deletePasskey(
  tx: Queryable,
  customerId: CustomerId,
  passkeyId: string,
): Promise<Buffer | undefined> {
  const { rows } = await tx.query<{ credentialId: Buffer }>(
    `delete from passkeys where customer_id = $1 and passkey_id = $2 returning credential_id as "credentialId"`,
    [customerId, passkeyId],
  );
  return rows[0]?.credentialId;
}

export async function releaseCredential(
  tx: Queryable,
  credentialHash: Buffer,
  customerId: CustomerId,
): Promise<void> {
  await tx.query('delete from passkey_credentials where credential_hash = $1 and customer_id = $2', [
    credentialHash,
    customerId,
  ]);
}
