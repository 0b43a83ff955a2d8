import type { Permission } from '../../kernel/permission.ts';
import type { Transaction } from '../../platform/database.ts';
import { findMember, listOwnRoles } from './members.sql.ts';
import { permissionsOf, type OwnRoles } from './role.ts';
import type { StaffSession } from './staff.ts';

export type NotPermitted = { readonly code: 'not_permitted'; readonly permission: Permission };

/** What somebody may do, as it stands behind the lock of members: their session was looked up before it. */
export type RightsNow = {
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<Permission>;
  readonly ownRoles: OwnRoles;
};

/** Undefined where they may not come in any more. For transactions that have called `lockMembers`. */
export async function rightsNow(
  tx: Transaction,
  { staffId }: Pick<StaffSession, 'staffId'>,
): Promise<RightsNow | undefined> {
  const [member, ownRoles] = await Promise.all([findMember(tx, staffId), listOwnRoles(tx)]);
  if (member === undefined || !member.isActive) return undefined;
  return { roles: member.roles, permissions: permissionsOf(member.roles, ownRoles), ownRoles };
}
