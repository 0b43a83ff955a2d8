import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction } from '../../../platform/database.ts';
import { hashSecret } from '../../../platform/passwords/hash-password.ts';
import { judgePassword } from '../../../platform/passwords/judge-password.ts';
import { openGivenPassword } from '../../../platform/passwords/open-sealed-password.ts';
import {
  normalise,
  type GivenPassword,
  type SealedPasswordInvalid,
  type Unfit,
} from '../../../platform/passwords/password.ts';
import { record, type NewAct } from '../../audit/index.ts';
import { actBy } from '../act-by.ts';
import { insertRecoveryCodes, lockMember } from '../members.sql.ts';
import type { ProofRequired } from '../passkeys/staff-passkey.ts';
import { openTotp, sealTotp } from '../seal-totp.ts';
import { newRecoveryCodes } from '../secret-tokens.ts';
import type { StaffDeps } from '../staff.deps.ts';
import { endOtherSessions } from '../staff-sessions.sql.ts';
import type { From, StaffSession } from '../staff.ts';
import { newTotpSecret, stepOfCode, totpUri } from '../totp.ts';
import {
  deleteRecoveryCodes,
  findNextTotp,
  findSafety,
  saveNextTotp,
  savePasswordHash,
  takeNextTotp,
  type StoredSafety,
} from './own-account.sql.ts';
import { isProved, PROOF_MS, provedUntil } from './prove-session.ts';

/** What protects the member's account. */
export type Safety = StoredSafety & {
  /** Until when what needs a proof may be done; null where it asks for one. */
  readonly provedUntil: Date | null;
};

export async function describeSafety(deps: StaffDeps, session: StaffSession): Promise<Safety> {
  const [stored, until] = await Promise.all([
    findSafety(deps.database, session.staffId),
    provedUntil(deps, session),
  ]);
  return { ...stored, provedUntil: until ?? null };
}

function actOn(session: StaffSession, at: Date, what: string): NewAct {
  return actBy(session, at, { what, subject: { kind: 'staff_member', id: session.staffId } });
}

export type PasswordRefusal =
  | ProofRequired
  | SealedPasswordInvalid
  | { readonly code: 'staff_authenticator_first' }
  | { readonly code: 'staff_password_unfit'; readonly reasons: readonly Unfit[] };

/** Sets the member's password, and ends their other sessions. Needs a proof, and an authenticator to go with it. */
export async function setOwnPassword(
  deps: StaffDeps,
  session: StaffSession,
  given: GivenPassword,
  { clientAddress }: From,
): Promise<Result<null, PasswordRefusal>> {
  if (!(await isProved(deps, session))) return refuse({ code: 'staff_proof_required' });
  const opened = await openGivenPassword(deps, given, deps.clock.now());
  if (!opened.ok) return opened;
  const { reasons } = await judgePassword(opened.value, undefined);
  if (reasons.length > 0) return refuse({ code: 'staff_password_unfit', reasons });
  const { hasAuthenticator } = await findSafety(deps.database, session.staffId);
  if (!hasAuthenticator) return refuse({ code: 'staff_authenticator_first' });
  const hash = await deps.hashing.check(clientAddress, () =>
    hashSecret(Buffer.from(normalise(opened.value))),
  );
  await inTransaction(deps.database, async (tx) => {
    await lockMember(tx, session.staffId);
    await savePasswordHash(tx, session.staffId, hash);
    await endOtherSessions(tx, session.staffId, session.sessionId);
    await record(tx, [actOn(session, deps.clock.now(), 'password:change')]);
  });
  return ok(null);
}

/** Of an authenticator that is to be set up: as text, and for a QR code. */
export type OfferedAuthenticator = { readonly secret: string; readonly uri: string };

/** What is being set up is bound to its own place, so that it cannot be taken for the one that counts. */
const nextOf = (memberId: string): string => `${memberId} next`;

/** The secret for a new authenticator: the same for ten minutes, as long as nobody has confirmed it. Needs a proof. */
export async function offerAuthenticator(
  { database, sealing, clock }: StaffDeps,
  session: StaffSession,
): Promise<Result<OfferedAuthenticator, ProofRequired>> {
  if (!(await isProved({ database, clock }, session))) return refuse({ code: 'staff_proof_required' });
  const { staffId, account } = session;
  const now = clock.now();
  const known = await findNextTotp(database, staffId, new Date(now.getTime() - PROOF_MS));
  const secret = known === undefined ? newTotpSecret() : openTotp(sealing, nextOf(staffId), known);
  if (known === undefined)
    await saveNextTotp(database, staffId, sealTotp(sealing, nextOf(staffId), secret), now);
  return ok({ secret, uri: totpUri(secret, account) });
}

/** Takes the new authenticator in the place of the one before, once it has shown a code. Needs a proof. */
export async function confirmAuthenticator(
  { database, sealing, clock }: StaffDeps,
  session: StaffSession,
  otp: string,
): Promise<Result<null, ProofRequired | { readonly code: 'second_factor_wrong' }>> {
  if (!(await isProved({ database, clock }, session))) return refuse({ code: 'staff_proof_required' });
  const { staffId } = session;
  const now = clock.now();
  const next = await findNextTotp(database, staffId, new Date(now.getTime() - PROOF_MS));
  const secret = next && openTotp(sealing, nextOf(staffId), next);
  const step = secret === undefined ? undefined : stepOfCode(secret, otp, now);
  if (next === undefined || secret === undefined || step === undefined)
    return refuse({ code: 'second_factor_wrong' });
  const sealed = sealTotp(sealing, staffId, secret);
  return inTransaction(database, async (tx) => {
    if (!(await takeNextTotp(tx, { id: staffId, next, sealed, step })))
      return refuse({ code: 'second_factor_wrong' });
    await record(tx, [actOn(session, now, 'authenticator:change')]);
    return ok(null);
  });
}

/** Ten new recovery codes, told this once; those before are worth nothing any more. Needs a proof. */
export async function renewRecoveryCodes(
  deps: StaffDeps,
  session: StaffSession,
): Promise<Result<readonly string[], ProofRequired>> {
  if (!(await isProved(deps, session))) return refuse({ code: 'staff_proof_required' });
  const { codes, hashes } = newRecoveryCodes();
  await inTransaction(deps.database, async (tx) => {
    await lockMember(tx, session.staffId);
    await deleteRecoveryCodes(tx, session.staffId);
    await insertRecoveryCodes(tx, session.staffId, hashes);
    await record(tx, [actOn(session, deps.clock.now(), 'recovery_codes:renew')]);
  });
  return ok(codes);
}
