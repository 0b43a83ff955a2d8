import type { StaffId } from '../../../kernel/actor.ts';
import type { Queryable, Transaction } from '../../../platform/database.ts';

export async function savePasswordHash(tx: Transaction, id: StaffId, passwordHash: string): Promise<void> {
  await tx.query({
    name: 'staff-save-password',
    text: 'update staff_members set password_hash = $2 where member_id = $1',
    values: [id, passwordHash],
  });
}

/** What protects somebody's account, as they see it. */
export type StoredSafety = {
  readonly hasPassword: boolean;
  readonly hasAuthenticator: boolean;
  readonly recoveryCodes: number;
};

export async function findSafety(on: Queryable, id: StaffId): Promise<StoredSafety> {
  const { rows } = await on.query<StoredSafety>({
    name: 'staff-find-safety',
    text: `select password_hash is not null as "hasPassword", totp_sealed is not null as "hasAuthenticator",
        (select count(*)::int from staff_recovery_codes c where c.member_id = m.member_id) as "recoveryCodes"
      from staff_members m where member_id = $1`,
    values: [id],
  });
  return rows[0]!;
}

/** The secret of an authenticator that is being set up since after `since`, as it is sealed. */
export async function findNextTotp(on: Queryable, id: StaffId, since: Date): Promise<Buffer | undefined> {
  const { rows } = await on.query<{ sealed: Buffer }>({
    name: 'staff-find-next-totp',
    text: `select totp_next_sealed as sealed from staff_members
      where member_id = $1 and totp_next_sealed is not null and totp_next_at > $2`,
    values: [id, since],
  });
  return rows[0]?.sealed;
}

export async function saveNextTotp(on: Queryable, id: StaffId, sealed: Buffer, now: Date): Promise<void> {
  await on.query({
    name: 'staff-save-next-totp',
    text: 'update staff_members set totp_next_sealed = $2, totp_next_at = $3 where member_id = $1',
    values: [id, sealed, now],
  });
}

/** Takes the authenticator that was being set up; false where it is another one by now. */
export async function takeNextTotp(
  tx: Transaction,
  { id, next, sealed, step }: { id: StaffId; next: Buffer; sealed: Buffer; step: number },
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'staff-take-next-totp',
    text: `update staff_members set totp_sealed = $3, totp_step = $4, totp_next_sealed = null, totp_next_at = null
      where member_id = $1 and totp_next_sealed = $2`,
    values: [id, next, sealed, step],
  });
  return rowCount === 1;
}

export async function deleteRecoveryCodes(tx: Transaction, id: StaffId): Promise<void> {
  await tx.query({
    name: 'staff-delete-recovery-codes',
    text: 'delete from staff_recovery_codes where member_id = $1',
    values: [id],
  });
}
