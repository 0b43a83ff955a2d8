import type { StaffId } from '../../../kernel/actor.ts';
import type { Queryable } from '../../../platform/database.ts';
import type { MadePasskey } from '../../../platform/webauthn/verify-passkey.ts';

export type StoredStaffPasskey = MadePasskey & {
  readonly id: string;
  readonly memberId: StaffId;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly copiedAt: Date | null;
};

const COLUMNS = `passkey_id as id, member_id as "memberId", name, credential_id as "credentialId", public_key as "publicKey",
  counter::float8 as counter, transports, device_type as "deviceType", backed_up as "backedUp", created_at as "createdAt",
  last_used_at as "lastUsedAt", copied_at as "copiedAt"`;

/** Newest first. There are ten at most. */
export async function listStaffPasskeys(on: Queryable, memberId: StaffId): Promise<StoredStaffPasskey[]> {
  const { rows } = await on.query<StoredStaffPasskey>({
    name: 'staff-list-passkeys',
    text: `select ${COLUMNS} from staff_passkeys where member_id = $1 order by created_at desc, passkey_id desc`,
    values: [memberId],
  });
  return rows;
}

export async function findStaffPasskey(
  on: Queryable,
  credentialId: Buffer,
): Promise<StoredStaffPasskey | undefined> {
  const { rows } = await on.query<StoredStaffPasskey>({
    name: 'staff-find-passkey',
    text: `select ${COLUMNS} from staff_passkeys where credential_id = $1`,
    values: [credentialId],
  });
  return rows[0];
}

/** False where the credential is known already, whoever has it. */
export async function insertStaffPasskey(on: Queryable, passkey: StoredStaffPasskey): Promise<boolean> {
  const { rowCount } = await on.query({
    name: 'staff-insert-passkey',
    text: `insert into staff_passkeys (passkey_id, member_id, name, credential_id, public_key, counter, transports,
        device_type, backed_up, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (credential_id) do nothing`,
    values: [
      passkey.id,
      passkey.memberId,
      passkey.name,
      passkey.credentialId,
      passkey.publicKey,
      passkey.counter,
      passkey.transports,
      passkey.deviceType,
      passkey.backedUp,
      passkey.createdAt,
    ],
  });
  return rowCount === 1;
}

/**
 * Notes a use, unless its counter has not grown since the last one. One statement, so of two uses with the same counter
 * at once one counts. A device that does not count says 0 always.
 */
export async function saveStaffPasskeyUse(
  on: Queryable,
  use: { readonly id: string; readonly counter: number; readonly backedUp: boolean; readonly now: Date },
): Promise<boolean> {
  const { rowCount } = await on.query({
    name: 'staff-save-passkey-use',
    text: `update staff_passkeys set counter = $2, backed_up = $3, last_used_at = $4
      where passkey_id = $1 and (counter < $2 or (counter = 0 and $2 = 0))`,
    values: [use.id, use.counter, use.backedUp, use.now],
  });
  return rowCount === 1;
}

/** Notes that somebody may have a copy of it. False where it was removed meanwhile. */
export async function saveStaffPasskeySuspicion(on: Queryable, id: string, now: Date): Promise<boolean> {
  const { rowCount } = await on.query({
    name: 'staff-save-passkey-suspicion',
    text: 'update staff_passkeys set copied_at = $2 where passkey_id = $1',
    values: [id, now],
  });
  return rowCount === 1;
}

/** Answers the passkey with its new name; undefined where the member has no such one. */
export async function renameStaffPasskey(
  on: Queryable,
  memberId: StaffId,
  id: string,
  name: string,
): Promise<StoredStaffPasskey | undefined> {
  const { rows } = await on.query<StoredStaffPasskey>({
    name: 'staff-rename-passkey',
    text: `update staff_passkeys set name = $3 where member_id = $1 and passkey_id = $2 returning ${COLUMNS}`,
    values: [memberId, id, name],
  });
  return rows[0];
}

/** Answers its name; undefined where the member has no such passkey. */
export async function deleteStaffPasskey(
  on: Queryable,
  memberId: StaffId,
  id: string,
): Promise<string | undefined> {
  const { rows } = await on.query<{ name: string }>({
    name: 'staff-delete-passkey',
    text: 'delete from staff_passkeys where member_id = $1 and passkey_id = $2 returning name',
    values: [memberId, id],
  });
  return rows[0]?.name;
}
