import type { ApiKeyId, StaffId } from '../../kernel/actor.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';

/** What a key is, with what its permissions are judged by. */
export type StoredKey = {
  readonly id: ApiKeyId;
  readonly name: string;
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly makerId: StaffId;
  readonly makerAccount: string;
  readonly makerName: string;
  readonly makerRoles: readonly string[];
  readonly isMakerActive: boolean;
  /** The permissions of those of the maker's roles that are the shop's own. */
  readonly ownRoles: Readonly<Record<string, readonly string[]>>;
};

const KEYS = `select k.key_id as id, k.name, k.hint, k.scopes, k.created_at as "createdAt", k.expires_at as "expiresAt",
    k.last_used_at as "lastUsedAt", m.member_id as "makerId", m.account as "makerAccount", m.name as "makerName",
    m.roles as "makerRoles", m.is_active as "isMakerActive",
    (select coalesce(json_object_agg(r.name, r.permissions), '{}') from staff_roles r
      where r.name = any(m.roles)) as "ownRoles"
  from api_keys k join staff_members m on m.member_id = k.made_by`;

/** The key of a token that has not run out. */
export async function findKey(on: Queryable, tokenHash: Buffer, now: Date): Promise<StoredKey | undefined> {
  const { rows } = await on.query<StoredKey>({
    name: 'staff-find-key',
    text: `${KEYS} where k.token_hash = $1 and k.expires_at > $2`,
    values: [tokenHash, now],
  });
  return rows[0];
}

/** All of the shop, the newest first; they are few. */
export async function listKeys(on: Queryable): Promise<StoredKey[]> {
  const { rows } = await on.query<StoredKey>({
    name: 'staff-list-keys',
    text: `${KEYS} order by k.key_id desc`,
  });
  return rows;
}

export async function countKeys(on: Queryable): Promise<number> {
  const { rows } = await on.query<{ count: number }>({
    name: 'staff-count-keys',
    text: 'select count(*)::int as count from api_keys',
  });
  return rows[0]!.count;
}

export async function insertKey(
  tx: Transaction,
  key: Pick<StoredKey, 'id' | 'name' | 'hint' | 'scopes' | 'createdAt' | 'expiresAt' | 'makerId'> & {
    readonly tokenHash: Buffer;
  },
): Promise<void> {
  await tx.query({
    name: 'staff-insert-key',
    text: `insert into api_keys (key_id, name, token_hash, hint, scopes, made_by, created_at, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      key.id,
      key.name,
      key.tokenHash,
      key.hint,
      key.scopes,
      key.makerId,
      key.createdAt,
      key.expiresAt,
    ],
  });
}

export async function noteKeyUsed(on: Queryable, id: ApiKeyId, now: Date): Promise<void> {
  await on.query({
    name: 'staff-note-key-used',
    text: `update api_keys set last_used_at = $2 where key_id = $1 and (last_used_at is null or last_used_at < $2)`,
    values: [id, now],
  });
}

/** What was taken back, for the trail. */
export type RemovedKey = Pick<StoredKey, 'id' | 'name' | 'scopes'>;

/** Undefined where there is none such. */
export async function deleteKey(tx: Transaction, id: string): Promise<RemovedKey | undefined> {
  const { rows } = await tx.query<RemovedKey>({
    name: 'staff-delete-key',
    text: 'delete from api_keys where key_id = $1 returning key_id as id, name, scopes',
    values: [id],
  });
  return rows[0];
}

export async function deleteKeysOf(tx: Transaction, makerId: StaffId): Promise<RemovedKey[]> {
  const { rows } = await tx.query<RemovedKey>({
    name: 'staff-delete-keys-of',
    text: 'delete from api_keys where made_by = $1 returning key_id as id, name, scopes',
    values: [makerId],
  });
  return rows;
}

/** What ran out so long ago that nobody wonders any more why a program is let in no longer. */
export async function deleteOldKeys(on: Queryable, before: Date): Promise<void> {
  await on.query({
    name: 'staff-delete-old-keys',
    text: 'delete from api_keys where expires_at < $1',
    values: [before],
  });
}
