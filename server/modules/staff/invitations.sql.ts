import type { StaffId } from '../../kernel/actor.ts';
import type { Queryable } from '../../platform/database.ts';

export type Invitation = {
  readonly invitationId: string;
  readonly roles: readonly string[];
  /** Null: the shop itself has invited its first owner. */
  readonly invitedBy: StaffId | null;
  readonly totpSealed: Buffer;
  readonly expiresAt: Date;
};

export async function insertInvitation(
  on: Queryable,
  invitation: Invitation & { readonly tokenHash: Buffer; readonly now: Date },
): Promise<void> {
  await on.query({
    name: 'staff-insert-invitation',
    text: `insert into staff_invitations
        (invitation_id, token_hash, roles, invited_by, totp_sealed, created_at, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      invitation.invitationId,
      invitation.tokenHash,
      invitation.roles,
      invitation.invitedBy,
      invitation.totpSealed,
      invitation.now,
      invitation.expiresAt,
    ],
  });
}

export async function findInvitation(
  on: Queryable,
  tokenHash: Buffer,
  now: Date,
): Promise<Invitation | undefined> {
  const { rows } = await on.query<Invitation>({
    name: 'staff-find-invitation',
    text: `select invitation_id as "invitationId", roles, invited_by as "invitedBy", totp_sealed as "totpSealed",
        expires_at as "expiresAt"
      from staff_invitations where token_hash = $1 and expires_at > $2`,
    values: [tokenHash, now],
  });
  return rows[0];
}

/** One that can still be accepted, by its id. */
export async function findOpenInvitation(
  on: Queryable,
  invitationId: string,
  now: Date,
): Promise<Pick<Invitation, 'invitationId' | 'roles'> | undefined> {
  const { rows } = await on.query<Pick<Invitation, 'invitationId' | 'roles'>>({
    name: 'staff-find-open-invitation',
    text: `select invitation_id as "invitationId", roles from staff_invitations
      where invitation_id = $1 and expires_at > $2`,
    values: [invitationId, now],
  });
  return rows[0];
}

/** Gives it another secret for an authenticator; whoever has seen the one before has seen nothing of use. */
export async function saveSecret(on: Queryable, invitationId: string, totpSealed: Buffer): Promise<void> {
  await on.query({
    name: 'staff-save-invitation-secret',
    text: 'update staff_invitations set totp_sealed = $2 where invitation_id = $1',
    values: [invitationId, totpSealed],
  });
}

/** Those that can still be accepted, the newest first. */
export async function listInvitations(on: Queryable, now: Date): Promise<Omit<Invitation, 'totpSealed'>[]> {
  const { rows } = await on.query<Omit<Invitation, 'totpSealed'>>({
    name: 'staff-list-invitations',
    text: `select invitation_id as "invitationId", roles, invited_by as "invitedBy", expires_at as "expiresAt"
      from staff_invitations where expires_at > $1 order by invitation_id desc`,
    values: [now],
  });
  return rows;
}

/** Uses an invitation up; false where somebody else was faster, or it was taken back. */
export async function useInvitation(on: Queryable, invitationId: string): Promise<boolean> {
  const { rowCount } = await on.query({
    name: 'staff-use-invitation',
    text: 'delete from staff_invitations where invitation_id = $1',
    values: [invitationId],
  });
  return rowCount === 1;
}

/** Takes back what the shop itself has sent out before. */
export async function deleteFirstInvitations(on: Queryable): Promise<void> {
  await on.query({
    name: 'staff-delete-first-invitations',
    text: 'delete from staff_invitations where invited_by is null',
  });
}
