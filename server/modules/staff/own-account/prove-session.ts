import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction } from '../../../platform/database.ts';
import { describePasskey, passkeyRequest } from '../../../platform/webauthn/passkey-options.ts';
import { record } from '../../audit/index.ts';
import { actBy } from '../act-by.ts';
import { findMemberSecrets } from '../members.sql.ts';
import { checkStaffAssertion, whereOffered } from '../passkeys/check-staff-assertion.ts';
import type { NotHere, PasskeyRefusal } from '../passkeys/staff-passkey.ts';
import { listStaffPasskeys } from '../passkeys/staff-passkeys.sql.ts';
import { proveMember, type MemberSecrets } from '../prove-member.ts';
import type { StaffDeps } from '../staff.deps.ts';
import { findProof, saveProof } from '../staff-sessions.sql.ts';
import type { From, SignInRefusal, StaffSession } from '../staff.ts';

/** So long a proof opens what would let somebody stay in, or keep its owner out. */
export const PROOF_MS = 10 * 60_000;

/** Until when the session's last proof is good; undefined where it has none that is. */
export async function provedUntil(
  { database, clock }: Pick<StaffDeps, 'database' | 'clock'>,
  { sessionId }: Pick<StaffSession, 'sessionId'>,
): Promise<Date | undefined> {
  const provedAt = await findProof(database, sessionId);
  if (provedAt === undefined) return undefined;
  const until = new Date(provedAt.getTime() + PROOF_MS);
  return until > clock.now() ? until : undefined;
}

export async function isProved(
  deps: Pick<StaffDeps, 'database' | 'clock'>,
  session: Pick<StaffSession, 'sessionId'>,
): Promise<boolean> {
  return (await provedUntil(deps, session)) !== undefined;
}

/** What one of the member's own passkeys is to sign, beside the password or in place of it where there is none. */
export async function proofOptions(
  deps: StaffDeps,
  { staffId, sessionId }: StaffSession,
): Promise<Result<PublicKeyCredentialRequestOptionsJSON, NotHere>> {
  const place = whereOffered(deps.passkeyPlace);
  if (!place.ok) return place;
  const own = (await listStaffPasskeys(deps.database, staffId)).map(describePasskey);
  return ok(await passkeyRequest(deps.challenges, place.value.rpId, 'proof', sessionId, own));
}

/** What somebody shows once more: the password and a second factor, or a passkey alone where they have no password. */
export type Proof = Omit<MemberSecrets, 'account' | 'passkey' | 'password'> & {
  readonly password?: MemberSecrets['password'] | undefined;
  readonly response?: unknown;
};

/** Proves once more who is there; good for ten minutes, for this session. */
export async function proveSession(
  deps: StaffDeps,
  session: StaffSession,
  { password, otp, response }: Proof,
  from: From,
): Promise<Result<null, SignInRefusal | NotHere | PasskeyRefusal>> {
  const passkey =
    response === undefined ? undefined : ({ purpose: 'proof', holder: session.sessionId, response } as const);
  const now = deps.clock.now();
  const subject = { kind: 'staff_session', id: session.sessionId };
  const act = (by: string) => actBy(session, now, { what: 'session:prove', subject, after: { by } });
  if (password !== undefined) {
    const secrets = { account: session.account, password, otp, passkey };
    const proved = await proveMember(deps, secrets, from, async (tx, _member, by) => {
      await saveProof(tx, session.sessionId, now);
      await record(tx, [act(by)]);
      return true;
    });
    return proved.ok ? ok(null) : proved;
  }
  const member = await findMemberSecrets(deps.database, session.staffId);
  if (member === undefined || member.passwordHash !== null || passkey === undefined)
    return refuse({ code: 'staff_sign_in_wrong' });
  const checked = await checkStaffAssertion(deps, passkey, session.staffId);
  if (!checked.ok) return checked;
  await inTransaction(deps.database, async (tx) => {
    await saveProof(tx, session.sessionId, now);
    await record(tx, [act('passkey')]);
  });
  return ok(null);
}
