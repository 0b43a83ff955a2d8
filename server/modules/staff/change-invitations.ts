import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Transaction } from '../../platform/database.ts';
import { record } from '../audit/index.ts';
import { actBy } from './act-by.ts';
import { findOpenInvitation, useInvitation } from './invitations.sql.ts';
import { writeInvitation, type NewInvitation } from './invite-members.ts';
import { lockMembers } from './members.sql.ts';
import { rightsNow, type NotPermitted } from './rights-now.ts';
import { mayGive } from './role.ts';
import type { StaffDeps } from './staff.deps.ts';
import type { StaffSession } from './staff.ts';

export type InvitationRefusal = NotPermitted | { readonly code: 'invitation_gone' | 'role_beyond_own' };

/** Takes an invitation back. Nobody takes what they may not give: an owner's invitation only an owner takes back. */
export async function takeBack(
  deps: StaffDeps,
  by: StaffSession,
  invitationId: string,
): Promise<Result<null, InvitationRefusal>> {
  const at = deps.clock.now();
  return inTransaction(deps.database, async (tx) => {
    const open = await lockToChange(tx, by, invitationId, at);
    if (!open.ok) return open;
    await useInvitation(tx, invitationId);
    const subject = { kind: 'invitation', id: invitationId };
    await record(tx, [actBy(by, at, { what: 'member:uninvite', subject })]);
    return ok(null);
  });
}

/** Makes another invitation to the same roles in the place of one whose link was lost; that one is worth nothing any more. */
export async function renewInvitation(
  deps: StaffDeps,
  by: StaffSession,
  invitationId: string,
): Promise<Result<NewInvitation & { readonly roles: readonly string[] }, InvitationRefusal>> {
  const at = deps.clock.now();
  return inTransaction(deps.database, async (tx) => {
    const open = await lockToChange(tx, by, invitationId, at);
    if (!open.ok) return open;
    const roles = open.value;
    await useInvitation(tx, invitationId);
    const { invitationId: id, ...told } = await writeInvitation(deps, tx, roles, by.staffId);
    const act = (what: string, of: string, more = {}) =>
      actBy(by, at, { what, subject: { kind: 'invitation', id: of }, ...more });
    await record(tx, [
      act('member:uninvite', invitationId),
      act('member:invite', id, { after: { roles: [...roles] } }),
    ]);
    return ok({ ...told, roles });
  });
}

/** The roles of an invitation that these may change, as all of it stands behind the lock of members. */
async function lockToChange(
  tx: Transaction,
  by: StaffSession,
  invitationId: string,
  at: Date,
): Promise<Result<readonly string[], InvitationRefusal>> {
  await lockMembers(tx);
  const rights = await rightsNow(tx, by);
  if (!rights?.permissions.has('members:change'))
    return refuse({ code: 'not_permitted', permission: 'members:change' });
  const open = await findOpenInvitation(tx, invitationId, at);
  if (open === undefined) return refuse({ code: 'invitation_gone' });
  return mayGive(rights, open.roles, rights.ownRoles) ? ok(open.roles) : refuse({ code: 'role_beyond_own' });
}
