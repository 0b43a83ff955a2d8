import { ok, refuse, type Result } from '../../kernel/result.ts';
import { DAY_MS, HOUR_MS, type Budget } from '../../platform/budgets/budget.ts';
import { describeDevice } from '../../platform/client/device.ts';
import { placeOf } from '../../platform/client/place.ts';
import { inTransaction, type Transaction } from '../../platform/database.ts';
import { networksOf } from '../../platform/http/client-address.ts';
import { hashSecret, isSecret } from '../../platform/passwords/hash-password.ts';
import { openGivenPassword } from '../../platform/passwords/open-sealed-password.ts';
import { normalise, type GivenPassword } from '../../platform/passwords/password.ts';
import { record } from '../audit/index.ts';
import { actBy } from './act-by.ts';
import { describeFrom } from './keep-staff-sessions.ts';
import { findByAccount, useRecoveryCode, useStep, type StoredMember } from './members.sql.ts';
import { checkStaffAssertion, type PasskeyAnswer } from './passkeys/check-staff-assertion.ts';
import type { NotHere, PasskeyRefusal } from './passkeys/staff-passkey.ts';
import { listStaffPasskeys } from './passkeys/staff-passkeys.sql.ts';
import { openTotp } from './seal-totp.ts';
import { hashOfRecoveryCode } from './secret-tokens.ts';
import type { StaffDeps } from './staff.deps.ts';
import type { From, SecondFactor, SignInRefusal } from './staff.ts';
import { stepOfCode } from './totp.ts';

export type MemberSecrets = {
  readonly account: string;
  readonly password: GivenPassword;
  /** A code of the authenticator, or a recovery code. */
  readonly otp?: string | undefined;
  /** In place of a code. */
  readonly passkey?: PasskeyAnswer | undefined;
};

/** Tries an hour from a network that nobody of the account has signed in from, whatever accounts they are for. */
export const FROM_NETWORK = { perAddress: 60, perDevice: 60 };
/** Codes of an authenticator that somebody who knows the password may get wrong; recovery codes go on being taken. */
const CODES_FROM_NETWORK = { windowMs: HOUR_MS, free: 10, most: 10 };
/** All networks together, but those that they have signed in from: nobody elsewhere takes their codes away. */
const CODES_FROM_ELSEWHERE = { windowMs: DAY_MS, free: 100, most: 100 };

/** Acts of the trail that wrong passwords of an account are worth: one tells of all that follow, and nobody floods the trail. */
const ACTS_OF_WRONG_PASSWORDS = { windowMs: HOUR_MS, free: 1, most: 1 };

/** By which tries at an account are slowed down. */
export const slowedAs = (account: string): string => `staff ${account}`;

/** Made once, so that an account that does not exist takes as long as one that does. */
let nobodys: Promise<string> | undefined;

/**
 * Does `then` for whoever has shown the password and a second factor of that account, in the transaction that uses the factor up.
 * Refuses `sealed_password_invalid`, `staff_too_many_tries`, `staff_sign_in_wrong`, `second_factor_required` (where the password
 * is right), `second_factor_wrong`, and what keeps a passkey from being one.
 */
export async function proveMember<Done>(
  deps: StaffDeps,
  { account: typed, password, otp, passkey }: MemberSecrets,
  from: From,
  then: (tx: Transaction, member: StoredMember, by: SecondFactor) => Promise<Done | undefined>,
): Promise<Result<Done, SignInRefusal | NotHere | PasskeyRefusal>> {
  const account = typed.trim().toLowerCase();
  const opened = await openGivenPassword(deps, password, deps.clock.now());
  if (!opened.ok) return opened;
  const { waitSeconds, taken } = await deps.slowDown.take(slowedAs(account), from.clientAddress);
  const elsewhere = taken.isKnownNetwork
    ? 0
    : await deps.limits.takeFrom('staff-sign-in', from, FROM_NETWORK);
  const seconds = Math.max(waitSeconds, elsewhere);
  if (seconds > 0) return refuse({ code: 'staff_too_many_tries', retryAfterSeconds: seconds });
  const member = await findByAccount(deps.database, account);
  if (!(await isTheirs(deps, member, opened.value, from))) {
    await noteWrongPassword(deps, account, member, from);
    return refuse({ code: 'staff_sign_in_wrong' });
  }
  const given = { otp: otp?.trim() ?? '', passkey };
  if (given.otp === '' && passkey === undefined) {
    await deps.slowDown.giveBack(taken);
    return refuse({ code: 'second_factor_required', ways: await waysOf(deps, member!) });
  }
  const where = { ...from, isKnownNetwork: taken.isKnownNetwork };
  const factor = await proveFactor(deps, member!, given, where);
  if (!factor.ok) return factor;
  const done = await inTransaction(deps.database, async (tx) => {
    const { by, use } = factor.value;
    return (await use(tx)) ? then(tx, member!, by) : undefined;
  });
  if (done === undefined) return noteWrong(deps, member!, from);
  await deps.slowDown.accept(slowedAs(account), from.clientAddress, taken);
  return ok(done);
}

async function isTheirs(
  { hashing }: StaffDeps,
  member: StoredMember | undefined,
  password: string,
  { clientAddress }: From,
): Promise<boolean> {
  nobodys ??= hashSecret(Buffer.from('nobody'));
  const stored = member?.passwordHash ?? (await nobodys);
  const isRight = await hashing.check(clientAddress, () =>
    isSecret(Buffer.from(normalise(password)), stored),
  );
  return isRight && member !== undefined && member.isActive && member.passwordHash !== null;
}

async function waysOf({ database, passkeyPlace }: StaffDeps, { id }: StoredMember): Promise<SecondFactor[]> {
  const hasPasskey = passkeyPlace.offered && (await listStaffPasskeys(database, id)).length > 0;
  return ['totp', 'recovery_code', ...(hasPasskey ? (['passkey'] as const) : [])];
}

type Factor = {
  readonly by: SecondFactor;
  /** Uses it up; false where it was, or where it is none. */
  use(tx: Transaction): Promise<boolean>;
};
type FactorRefusal = Extract<SignInRefusal, { code: 'second_factor_wrong' | 'staff_too_many_tries' }>;
type Where = From & { readonly isKnownNetwork: boolean };

/** A code that is used up in the transaction of what it opens, or never; a passkey is by having signed. */
async function proveFactor(
  deps: StaffDeps,
  member: StoredMember,
  { otp, passkey }: { readonly otp: string; readonly passkey: PasskeyAnswer | undefined },
  from: Where,
): Promise<Result<Factor, FactorRefusal | NotHere | PasskeyRefusal>> {
  if (passkey !== undefined) {
    const checked = await checkStaffAssertion(deps, passkey, member.id);
    if (checked.ok) return ok({ by: 'passkey', use: async () => true });
    if (checked.error.code !== 'staff_challenge_expired') await noteWrong(deps, member, from);
    return checked;
  }
  const recovery = hashOfRecoveryCode(otp);
  return recovery === undefined
    ? proveCode(deps, member, otp, from)
    : ok({ by: 'recovery_code', use: (tx) => useRecoveryCode(tx, member.id, recovery) });
}

async function proveCode(
  deps: StaffDeps,
  member: StoredMember,
  otp: string,
  from: Where,
): Promise<Result<Factor, FactorRefusal>> {
  const tries = [
    budgetOf(deps, 'staff-code', `${member.id} ${networkOf(from)}`, CODES_FROM_NETWORK),
    ...(from.isKnownNetwork ? [] : [budgetOf(deps, 'staff-code-elsewhere', member.id, CODES_FROM_ELSEWHERE)]),
  ];
  const verdict = await deps.budgets.spend(tries);
  if (verdict.do === 'wait')
    return refuse({ code: 'staff_too_many_tries', retryAfterSeconds: verdict.seconds });
  const step = stepOfCode(openTotp(deps.sealing, member.id, member.totpSealed!), otp, deps.clock.now());
  if (step === undefined) return noteWrong(deps, member, from);
  return ok({
    by: 'totp',
    async use(tx) {
      const isNew = await useStep(tx, member.id, step);
      if (isNew) await deps.budgets.giveBack(tries);
      return isNew;
    },
  });
}

/** Somebody knows the password and not the rest: the trail says so, whoever it was. */
async function noteWrong(
  deps: StaffDeps,
  member: StoredMember,
  from: From,
): Promise<Result<never, FactorRefusal>> {
  await writeAct(deps, member, 'session:refused', from);
  return refuse({ code: 'second_factor_wrong' });
}

/** Somebody tries passwords of an account that is there. Of one that is not, as much is counted, and there is no act. */
async function noteWrongPassword(
  deps: StaffDeps,
  account: string,
  member: StoredMember | undefined,
  from: From,
): Promise<void> {
  const verdict = await deps.budgets.spend([
    budgetOf(deps, 'staff-wrong-password', account, ACTS_OF_WRONG_PASSWORDS),
  ]);
  if (member !== undefined && verdict.do !== 'wait')
    await writeAct(deps, member, 'session:wrong_password', from);
}

async function writeAct(
  { database, clock }: StaffDeps,
  { id }: StoredMember,
  what: string,
  { userAgent, clientAddress }: From,
): Promise<void> {
  const from = describeFrom(describeDevice(userAgent), placeOf(clientAddress));
  const subject = { kind: 'staff_member', id };
  const act = actBy({ staffId: id, from }, clock.now(), { what, subject });
  await inTransaction(database, (tx) => record(tx, [act]));
}

const networkOf = ({ clientAddress }: From): string => networksOf(clientAddress).subscriber;

function budgetOf(
  { sealing }: StaffDeps,
  kind: string,
  who: string,
  limit: Pick<Budget, 'windowMs' | 'free' | 'most'>,
): Budget {
  return { of: 'caller', subject: sealing.lookUpHash(kind, who), ...limit };
}
