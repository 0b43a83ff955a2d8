import type { StaffId } from '../../kernel/actor.ts';
import { ADVISORY_LOCKS } from '../../platform/advisory-locks.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import { OWNER, type OwnRoles } from './role.ts';
import type { Member } from './staff.ts';

const COLUMNS = `member_id as id, account, name, roles, is_active as "isActive", created_at as "createdAt"`;

/** What a sign-in checks. */
export type StoredMember = Member & {
  readonly passwordHash: string | null;
  readonly totpSealed: Buffer | null;
};

export async function findByAccount(on: Queryable, account: string): Promise<StoredMember | undefined> {
  const { rows } = await on.query<StoredMember>({
    name: 'staff-find-by-account',
    text: `select ${COLUMNS}, password_hash as "passwordHash", totp_sealed as "totpSealed"
      from staff_members where account = $1`,
    values: [account],
  });
  return rows[0];
}

/** The same of a member who may still come in; undefined where they may not. */
export async function findMemberSecrets(on: Queryable, id: StaffId): Promise<StoredMember | undefined> {
  const { rows } = await on.query<StoredMember>({
    name: 'staff-find-member-secrets',
    text: `select ${COLUMNS}, password_hash as "passwordHash", totp_sealed as "totpSealed"
      from staff_members where member_id = $1 and is_active`,
    values: [id],
  });
  return rows[0];
}

/** Lets changes of one member's secrets wait for one another. */
export async function lockMember(tx: Transaction, id: StaffId): Promise<{ readonly hasPassword: boolean }> {
  const { rows } = await tx.query<{ hasPassword: boolean }>({
    name: 'staff-lock-member',
    text: `select password_hash is not null as "hasPassword" from staff_members where member_id = $1 for no key update`,
    values: [id],
  });
  return rows[0]!;
}

/** Everybody, those who may still come in first; staff are few. */
export async function listMembers(on: Queryable): Promise<Member[]> {
  const { rows } = await on.query<Member>({
    name: 'staff-list-members',
    text: `select ${COLUMNS} from staff_members order by is_active desc, name, member_id`,
  });
  return rows;
}

export async function findMember(on: Queryable, id: string): Promise<Member | undefined> {
  const { rows } = await on.query<Member>({
    name: 'staff-find-member',
    text: `select ${COLUMNS} from staff_members where member_id = $1`,
    values: [id],
  });
  return rows[0];
}

/** Until the transaction ends nobody else changes who is of the staff, so that of two changes at once one sees the other. */
export async function lockMembers(tx: Transaction): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.staff]);
}

export async function countOtherOwners(on: Queryable, id: StaffId): Promise<number> {
  const { rows } = await on.query<{ count: number }>({
    name: 'staff-count-other-owners',
    text: `select count(*)::int as count from staff_members
      where is_active and member_id <> $1 and roles @> array[$2]`,
    values: [id, OWNER],
  });
  return rows[0]!.count;
}

export async function hasOwner(on: Queryable): Promise<boolean> {
  const { rowCount } = await on.query({
    name: 'staff-has-owner',
    // Visitors of a demo shop are no owners of what it becomes.
    text: `select from staff_members where is_active and roles @> array[$1] and account not like 'demo-%' limit 1`,
    values: [OWNER],
  });
  return rowCount === 1;
}

export type NewMember = Pick<Member, 'id' | 'account' | 'name' | 'roles' | 'createdAt'> & {
  readonly secrets?: {
    readonly passwordHash: string;
    readonly totpSealed: Buffer;
    readonly totpStep: number;
  };
};

/** False where the account is taken. */
export async function insertMember(on: Queryable, member: NewMember): Promise<boolean> {
  const { rowCount } = await on.query({
    name: 'staff-insert-member',
    text: `insert into staff_members (member_id, account, name, roles, password_hash, totp_sealed, totp_step, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (account) do nothing`,
    values: [
      member.id,
      member.account,
      member.name,
      member.roles,
      member.secrets?.passwordHash ?? null,
      member.secrets?.totpSealed ?? null,
      member.secrets?.totpStep ?? null,
      member.createdAt,
    ],
  });
  return rowCount === 1;
}

export async function saveMember(
  tx: Transaction,
  { id, roles, isActive }: Pick<Member, 'id' | 'roles' | 'isActive'>,
): Promise<void> {
  await tx.query({
    name: 'staff-save-member',
    text: 'update staff_members set roles = $2, is_active = $3 where member_id = $1',
    values: [id, roles, isActive],
  });
}

/** Uses up the codes of a step and of all before it; false where they were. */
export async function useStep(on: Queryable, id: StaffId, step: number): Promise<boolean> {
  const { rowCount } = await on.query({
    name: 'staff-use-step',
    text: `update staff_members set totp_step = $2 where member_id = $1 and (totp_step is null or totp_step < $2)`,
    values: [id, step],
  });
  return rowCount === 1;
}

export async function insertRecoveryCodes(
  tx: Transaction,
  id: StaffId,
  hashes: readonly Buffer[],
): Promise<void> {
  await tx.query({
    name: 'staff-insert-recovery-codes',
    text: `insert into staff_recovery_codes (member_id, code_hash) select $1, hash from unnest($2::bytea[]) as c (hash)`,
    values: [id, hashes],
  });
}

/** Uses a recovery code up; false where there is none such. */
export async function useRecoveryCode(on: Queryable, id: StaffId, hash: Buffer): Promise<boolean> {
  const { rowCount } = await on.query({
    name: 'staff-use-recovery-code',
    text: 'delete from staff_recovery_codes where member_id = $1 and code_hash = $2',
    values: [id, hash],
  });
  return rowCount === 1;
}

export async function listOwnRoles(on: Queryable): Promise<OwnRoles> {
  const { rows } = await on.query<{ name: string; permissions: string[] }>({
    name: 'staff-list-own-roles',
    text: 'select name, permissions from staff_roles order by name',
  });
  return new Map(rows.map(({ name, permissions }) => [name, permissions]));
}

export async function saveRole(
  tx: Transaction,
  role: { name: string; permissions: readonly string[] },
): Promise<void> {
  await tx.query({
    name: 'staff-save-role',
    text: `insert into staff_roles (name, permissions) values ($1, $2)
      on conflict (name) do update set permissions = excluded.permissions`,
    values: [role.name, role.permissions],
  });
}

export async function deleteRole(tx: Transaction, name: string): Promise<void> {
  await tx.query({
    name: 'staff-delete-role',
    text: 'delete from staff_roles where name = $1',
    values: [name],
  });
}

/** How many have a role: members, whether or not they may come in, and invitations that can still be accepted. */
export async function countRoleUses(on: Queryable, role: string, now: Date): Promise<number> {
  const { rows } = await on.query<{ count: number }>({
    name: 'staff-count-role-uses',
    text: `select (select count(*) from staff_members where roles @> array[$1::text])::int
        + (select count(*) from staff_invitations where roles @> array[$1::text] and expires_at > $2)::int as count`,
    values: [role, now],
  });
  return rows[0]!.count;
}
