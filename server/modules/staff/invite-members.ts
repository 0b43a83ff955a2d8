import type { StaffId } from '../../kernel/actor.ts';
import { newUuid } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Transaction } from '../../platform/database.ts';
import { hashSecret } from '../../platform/passwords/hash-password.ts';
import { judgePassword } from '../../platform/passwords/judge-password.ts';
import { openGivenPassword } from '../../platform/passwords/open-sealed-password.ts';
import {
  normalise,
  type GivenPassword,
  type SealedPasswordInvalid,
  type Unfit,
} from '../../platform/passwords/password.ts';
import { record } from '../audit/index.ts';
import { actBy, actOfJoining } from './act-by.ts';
import {
  deleteFirstInvitations,
  findInvitation,
  insertInvitation,
  saveSecret,
  useInvitation,
  type Invitation,
} from './invitations.sql.ts';
import { openSession } from './keep-staff-sessions.ts';
import {
  hasOwner,
  insertMember,
  insertRecoveryCodes,
  listMembers,
  lockMembers,
  type NewMember,
} from './members.sql.ts';
import { rightsNow, type NotPermitted } from './rights-now.ts';
import { skeletonOf } from './look-alike.ts';
import { isReadyMade, mayGive, OWNER } from './role.ts';
import { openTotp, sealTotp } from './seal-totp.ts';
import { slowedAs } from './prove-member.ts';
import { hashOfToken, newRecoveryCodes, newSecretToken } from './secret-tokens.ts';
import type { StaffDeps } from './staff.deps.ts';
import type { From, StaffSession, StaffSignedIn } from './staff.ts';
import { newTotpSecret, stepOfCode, totpUri } from './totp.ts';

const GOOD_FOR_MS = 72 * 3_600_000;
/** Those of a demo shop's visitors are taken. */
const ACCOUNT = /^(?!demo-)[a-z0-9][a-z0-9._-]{2,31}$/;

/** What the one who invites hands on: the token is told this once. */
export type NewInvitation = { readonly token: string; readonly expiresAt: Date };
export type InviteRefusal = NotPermitted | { readonly code: 'role_unknown' | 'role_beyond_own' };

/** Invites somebody to roles that the inviter may give. */
export async function invite(
  deps: StaffDeps,
  by: StaffSession,
  roles: readonly string[],
): Promise<Result<NewInvitation, InviteRefusal>> {
  return inTransaction(deps.database, async (tx) => {
    await lockMembers(tx);
    const rights = await rightsNow(tx, by);
    if (!rights?.permissions.has('members:change'))
      return refuse({ code: 'not_permitted', permission: 'members:change' });
    if (!roles.every((name) => isReadyMade(name) || rights.ownRoles.has(name)))
      return refuse({ code: 'role_unknown' });
    if (!mayGive(rights, roles, rights.ownRoles)) return refuse({ code: 'role_beyond_own' });
    const { invitationId, ...told } = await writeInvitation(deps, tx, roles, by.staffId);
    const subject = { kind: 'invitation', id: invitationId };
    const did = { what: 'member:invite', subject, after: { roles: [...roles] } };
    await record(tx, [actBy(by, deps.clock.now(), did)]);
    return ok(told);
  });
}

/**
 * Invites the first owner of a shop that has none: an earlier such invitation is worth nothing any more. Undefined where the
 * shop has an owner.
 */
export async function inviteFirstOwner(deps: StaffDeps): Promise<NewInvitation | undefined> {
  return inTransaction(deps.database, async (tx) => {
    await lockMembers(tx);
    if (await hasOwner(tx)) return undefined;
    await deleteFirstInvitations(tx);
    const { invitationId, ...told } = await writeInvitation(deps, tx, [OWNER], null);
    const subject = { kind: 'invitation', id: invitationId };
    const actor = { by: 'system', job: 'invite-first-owner' } as const;
    const did = { what: 'member:invite', subject, before: null, after: { roles: [OWNER] } };
    await record(tx, [{ ...did, actor, reason: null, from: null, at: deps.clock.now() }]);
    return told;
  });
}

export async function writeInvitation(
  { clock, sealing }: StaffDeps,
  tx: Transaction,
  roles: readonly string[],
  invitedBy: StaffId | null,
): Promise<NewInvitation & { invitationId: string }> {
  const now = clock.now();
  const { token, hash } = newSecretToken();
  const invitationId = newUuid(now);
  const totpSealed = sealTotp(sealing, invitationId, newTotpSecret());
  const expiresAt = new Date(now.getTime() + GOOD_FOR_MS);
  await insertInvitation(tx, {
    ...{ invitationId, roles, invitedBy, totpSealed, expiresAt, tokenHash: hash, now },
  });
  return { invitationId, token, expiresAt };
}

/** What somebody who opens an invitation is shown: the roles, and the secret for the authenticator, as text and for a QR code. */
export type OpenedInvitation = {
  readonly roles: readonly string[];
  readonly expiresAt: Date;
  readonly totp: { readonly secret: string; readonly uri: string };
};
export type InvitationGone = { readonly code: 'invitation_gone' };

/**
 * The secret is another one each time, so that whoever opened it before, the inviter too, knows nothing of use. `known` is the one
 * that the same person was shown just now: it stays, where it is still the one that counts.
 */
export async function openInvitation(
  deps: StaffDeps,
  token: string,
  account: string,
  known?: string,
): Promise<Result<OpenedInvitation, InvitationGone>> {
  const invitation = await findByToken(deps, token);
  if (invitation === undefined) return refuse({ code: 'invitation_gone' });
  const { invitationId, totpSealed, roles, expiresAt } = invitation;
  const isKnown = known !== undefined && known === openTotp(deps.sealing, invitationId, totpSealed);
  const secret = isKnown ? known : newTotpSecret();
  if (!isKnown) await saveSecret(deps.database, invitationId, sealTotp(deps.sealing, invitationId, secret));
  return ok({ roles, expiresAt, totp: { secret, uri: totpUri(secret, account) } });
}

async function findByToken({ database, clock }: StaffDeps, token: string): Promise<Invitation | undefined> {
  const hash = hashOfToken(token);
  return hash && (await findInvitation(database, hash, clock.now()));
}

export type Acceptance = {
  readonly token: string;
  readonly account: string;
  readonly name: string;
  readonly password: GivenPassword;
  /** Of the authenticator that was given the secret: shows that it has it. */
  readonly otp: string;
};
export type AcceptRefusal =
  | InvitationGone
  | SealedPasswordInvalid
  | { readonly code: 'account_invalid' | 'account_taken' | 'name_taken' | 'second_factor_wrong' }
  | { readonly code: 'staff_password_unfit'; readonly reasons: readonly Unfit[] };
export type Accepted = StaffSignedIn & { readonly recoveryCodes: readonly string[] };

/** Makes a member of whoever was invited, and signs them in. Recovery codes are told this once. */
export async function acceptInvitation(
  deps: StaffDeps,
  { token, account: typed, name, password: given, otp }: Acceptance,
  from: From,
): Promise<Result<Accepted, AcceptRefusal>> {
  const invitation = await findByToken(deps, token);
  if (invitation === undefined) return refuse({ code: 'invitation_gone' });
  const account = typed.trim().toLowerCase();
  if (!ACCOUNT.test(account)) return refuse({ code: 'account_invalid' });
  const opened = await openGivenPassword(deps, given, deps.clock.now());
  if (!opened.ok) return opened;
  const password = opened.value;
  const { reasons } = await judgePassword(password, undefined);
  if (reasons.length > 0) return refuse({ code: 'staff_password_unfit', reasons });
  const now = deps.clock.now();
  const secret = openTotp(deps.sealing, invitation.invitationId, invitation.totpSealed);
  const totpStep = stepOfCode(secret, otp, now);
  if (totpStep === undefined) return refuse({ code: 'second_factor_wrong' });
  const id = newUuid(now) as StaffId;
  const passwordHash = await deps.hashing.check(from.clientAddress, () =>
    hashSecret(Buffer.from(normalise(password))),
  );
  const secrets = { passwordHash, totpSealed: sealTotp(deps.sealing, id, secret), totpStep };
  const member = { id, account, name, roles: invitation.roles, createdAt: now, secrets };
  return join(deps, invitation, member, from);
}

/** Thrown, so that what was written is rolled back. */
class CalledOff extends Error {
  readonly code: 'invitation_gone' | 'account_taken' | 'name_taken';
  constructor(code: CalledOff['code']) {
    super(code);
    this.code = code;
  }
}

async function join(
  deps: StaffDeps,
  invitation: Invitation,
  member: NewMember,
  from: From,
): Promise<Result<Accepted, AcceptRefusal>> {
  const { codes, hashes } = newRecoveryCodes();
  try {
    const signedIn = await inTransaction(deps.database, async (tx) => {
      await lockMembers(tx);
      if (!(await isStillMeant(tx, invitation)) || !(await useInvitation(tx, invitation.invitationId)))
        throw new CalledOff('invitation_gone');
      await refuseLookAlike(tx, member);
      if (!(await insertMember(tx, member))) throw new CalledOff('account_taken');
      await insertRecoveryCodes(tx, member.id, hashes);
      return openSession(deps, tx, member, from, {
        by: 'invitation',
        isProof: true,
        also: (session) => [actOfJoining(session, member, { invitationId: invitation.invitationId })],
      });
    });
    await deps.slowDown.trust(slowedAs(member.account), from.clientAddress);
    return ok({ ...signedIn!, recoveryCodes: codes });
  } catch (error) {
    if (error instanceof CalledOff) return refuse({ code: error.code });
    throw error;
  }
}

/**
 * Nobody joins under an account or a name that is taken for somebody's: the trail, notes and orders tell of people by their names.
 * Behind the lock of members. Those who may come in no more count too: what they did is still told by their names.
 */
async function refuseLookAlike(tx: Transaction, { account, name }: NewMember): Promise<void> {
  const members = await listMembers(tx);
  if (members.some((one) => skeletonOf(one.account) === skeletonOf(account)))
    throw new CalledOff('account_taken');
  if (members.some((one) => skeletonOf(one.name) === skeletonOf(name))) throw new CalledOff('name_taken');
}

/** Whether whoever has invited could do so now: an invitation does not outlive the rights that it was given by. */
async function isStillMeant(tx: Transaction, { invitedBy, roles }: Invitation): Promise<boolean> {
  if (invitedBy === null) return !(await hasOwner(tx));
  const rights = await rightsNow(tx, { staffId: invitedBy });
  return rights?.permissions.has('members:change') === true && mayGive(rights, roles, rights.ownRoles);
}
