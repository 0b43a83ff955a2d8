import { ok, refuse, type Result } from '../../kernel/result.ts';
import { isPermission, type Permission } from '../../kernel/permission.ts';
import { inTransaction } from '../../platform/database.ts';
import { record } from '../audit/index.ts';
import { actBy } from './act-by.ts';
import { deleteKeysOf } from './api-keys.sql.ts';
import { actOfRevoking } from './keep-api-keys.ts';
import {
  countOtherOwners,
  countRoleUses,
  deleteRole,
  findMember,
  lockMembers,
  saveMember,
  saveRole,
} from './members.sql.ts';
import { rightsNow, type NotPermitted, type RightsNow } from './rights-now.ts';
import { isReadyMade, mayGive, OWNER, ROLE_NAME } from './role.ts';
import type { StaffDeps } from './staff.deps.ts';
import type { Member, StaffSession } from './staff.ts';
import { endSessionsOf } from './staff-sessions.sql.ts';

export type MemberChange = { readonly roles?: readonly string[]; readonly isActive?: boolean };
export type ChangeRefusal =
  NotPermitted | { readonly code: 'member_not_found' | 'role_unknown' | 'role_beyond_own' | 'last_owner' };

/**
 * Gives a member other roles, or lets them in no more: then all their sessions and keys end with it. Nobody gives or takes roles that
 * permit more than they may do themselves, and the last owner stays one.
 */
export async function changeMember(
  deps: StaffDeps,
  by: StaffSession,
  id: string,
  change: MemberChange,
): Promise<Result<Member, ChangeRefusal>> {
  return inTransaction(deps.database, async (tx) => {
    await lockMembers(tx);
    const [before, rights] = await Promise.all([findMember(tx, id), rightsNow(tx, by)]);
    if (!rights?.permissions.has('members:change'))
      return refuse({ code: 'not_permitted', permission: 'members:change' });
    if (before === undefined) return refuse({ code: 'member_not_found' });
    const after = { ...before, ...change };
    const refusal = refuseRoles(rights, before, after);
    if (refusal !== undefined) return refuse({ code: refusal });
    if (isOwner(before) && !isOwner(after) && (await countOtherOwners(tx, before.id)) === 0)
      return refuse({ code: 'last_owner' });
    if (isSame(before, after)) return ok(before);
    await saveMember(tx, after);
    if (!after.isActive) await endSessionsOf(tx, after.id);
    const keys = after.isActive ? [] : await deleteKeysOf(tx, after.id);
    const told = ({ roles, isActive }: Member) => ({ roles: [...roles], isActive });
    const at = deps.clock.now();
    await record(tx, [
      ...keys.map((key) => actOfRevoking(by, at, key)),
      actBy(by, at, {
        what: 'member:change',
        subject: { kind: 'staff_member', id: before.id },
        before: told(before),
        after: told(after),
      }),
    ]);
    return ok(after);
  });
}

const isSame = (before: Member, after: Member): boolean =>
  before.isActive === after.isActive && before.roles.join() === after.roles.join();

const isOwner = ({ roles, isActive }: Member): boolean => isActive && roles.includes(OWNER);

function refuseRoles(
  rights: RightsNow,
  before: Member,
  after: Member,
): 'role_unknown' | 'role_beyond_own' | undefined {
  const isKnown = (name: string): boolean =>
    isReadyMade(name) || rights.ownRoles.has(name) || before.roles.includes(name);
  if (!after.roles.every(isKnown)) return 'role_unknown';
  return mayGive(rights, [...before.roles, ...after.roles], rights.ownRoles) ? undefined : 'role_beyond_own';
}

export type RoleRefusal =
  | NotPermitted
  | { readonly code: 'role_ready_made' | 'role_name_invalid' | 'permission_unknown' | 'role_beyond_own' };

/** Makes or changes a role of the shop's own. It takes effect with the next request of whoever has it. */
export async function changeRole(
  deps: StaffDeps,
  by: StaffSession,
  name: string,
  permissions: readonly string[],
): Promise<Result<{ name: string; permissions: readonly Permission[] }, RoleRefusal>> {
  if (isReadyMade(name)) return refuse({ code: 'role_ready_made' });
  if (!ROLE_NAME.test(name)) return refuse({ code: 'role_name_invalid' });
  const wanted = [...new Set(permissions)];
  if (!wanted.every(isPermission)) return refuse({ code: 'permission_unknown' });
  const role = { name, permissions: wanted };
  return inTransaction(deps.database, async (tx) => {
    await lockMembers(tx);
    const rights = await rightsNow(tx, by);
    if (!rights?.permissions.has('roles:change'))
      return refuse({ code: 'not_permitted', permission: 'roles:change' });
    const before = rights.ownRoles.get(name);
    const touched = [...wanted, ...(before ?? []).filter(isPermission)];
    if (!touched.every((permission) => rights.permissions.has(permission)))
      return refuse({ code: 'role_beyond_own' });
    await saveRole(tx, role);
    await record(tx, [
      actBy(by, deps.clock.now(), {
        what: 'role:change',
        subject: { kind: 'staff_role', id: name },
        before: before === undefined ? null : { permissions: [...before] },
        after: { permissions: wanted },
      }),
    ]);
    return ok(role);
  });
}

export type RemoveRoleRefusal =
  | NotPermitted
  | { readonly code: 'role_ready_made' | 'role_not_found' | 'role_beyond_own' }
  | { readonly code: 'role_in_use'; readonly count: number };

/** Removes a role of the shop's own that nobody has, and nobody was invited to. */
export async function removeRole(
  { database, clock }: StaffDeps,
  by: StaffSession,
  name: string,
): Promise<Result<null, RemoveRoleRefusal>> {
  if (isReadyMade(name)) return refuse({ code: 'role_ready_made' });
  return inTransaction(database, async (tx) => {
    await lockMembers(tx);
    const rights = await rightsNow(tx, by);
    if (!rights?.permissions.has('roles:change'))
      return refuse({ code: 'not_permitted', permission: 'roles:change' });
    const permissions = rights.ownRoles.get(name);
    if (permissions === undefined) return refuse({ code: 'role_not_found' });
    if (!permissions.filter(isPermission).every((permission) => rights.permissions.has(permission)))
      return refuse({ code: 'role_beyond_own' });
    const at = clock.now();
    const count = await countRoleUses(tx, name, at);
    if (count > 0) return refuse({ code: 'role_in_use', count });
    await deleteRole(tx, name);
    const subject = { kind: 'staff_role', id: name };
    const before = { permissions: [...permissions] };
    await record(tx, [actBy(by, at, { what: 'role:remove', subject, before })]);
    return ok(null);
  });
}
