import type { CustomerId } from '../../../kernel/ids.ts';
import type { Language } from '../../../kernel/language.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { phoneBinding } from '../../customers/index.ts';
import type { Budgets } from '../../../platform/budgets/keep-budgets.ts';
import { findSealedPhone } from '../../customers/index.ts';
import { inTransaction } from '../../../platform/database.ts';
import type { Emit } from '../../../platform/events.ts';
import { changeBy, type SignInEvent } from '../sign-in.events.ts';
import type { Session, SignedIn, StepUpRequired } from '../way-in.ts';
import type { Sessions } from '../sessions/keep-sessions.ts';
import type { AttemptLimits } from '../../../platform/budgets/limit-attempts.ts';
import type { OpenSessionDeps } from '../sessions/open-session.ts';
import type { Mobile } from '../../../kernel/phone.ts';
import type { Proofs } from '../proofs/prove-session.ts';
import { hashNewPassword, waitToChange } from './hash-new-password.ts';
import { makeHashing } from '../../../platform/passwords/hashing.ts';
import { judgePassword } from '../../../platform/passwords/judge-password.ts';
import { keepPasswordKeys } from '../../../platform/passwords/keep-password-key.ts';
import { openGivenPassword } from '../../../platform/passwords/open-sealed-password.ts';
import { deletePassword, findPasswordChange, savePassword } from './passwords.sql.ts';
import type {
  GivenPassword,
  Judgement,
  PasswordKey,
  SealedPasswordInvalid,
} from '../../../platform/passwords/password.ts';
import type {
  PasswordSignInRefusal,
  PasswordStatus,
  SetPassword,
  SetPasswordRefusal,
  SignInByPassword,
} from './passwords.ts';
import { signInByPassword } from './sign-in-by-password.ts';
import { slowDown } from '../../../platform/passwords/slow-down.ts';

export type KeepPasswordsDeps = OpenSessionDeps & {
  readonly limits: AttemptLimits;
  readonly budgets: Budgets;
  readonly sessions: Sessions;
  readonly proofs: Proofs;
  readonly emit: Emit<SignInEvent>;
};

/** Passwords: a way in that a customer may add, and that opens nothing which a code would not. */
export type Passwords = {
  signInByPassword(request: SignInByPassword): Promise<Result<SignedIn, PasswordSignInRefusal>>;
  /** Sets or changes it, and ends all other sessions. */
  setPassword(session: Session, request: SetPassword): Promise<Result<null, SetPasswordRefusal>>;
  removePassword(session: Session, language: Language): Promise<Result<null, StepUpRequired>>;
  passwordStatus(session: Session): Promise<PasswordStatus>;
  /** How strong a new one would be for this customer, while it is being typed; changes nothing. */
  judgePassword(session: Session, given: GivenPassword): Promise<Result<Judgement, SealedPasswordInvalid>>;
  passwordKey(): Promise<PasswordKey>;
};

export function keepPasswords(deps: KeepPasswordsDeps): Passwords {
  const { database, clock, sessions, proofs } = deps;
  const keys = keepPasswordKeys(deps);
  const inner = {
    ...deps,
    keys,
    slowDown: slowDown(deps),
    hashing: makeHashing(),
    endByToken: (token: string | undefined) => sessions.endByToken(token),
  };

  const ownerOf = ({ customerId }: Session): Promise<Owner> => findOwner(deps, customerId);

  async function setPassword(
    session: Session,
    { newPassword, clientAddress, language }: SetPassword,
  ): Promise<Result<null, SetPasswordRefusal>> {
    if (!(await proofs.isProved(session, 'set_password'))) return refuse({ code: 'step_up_required' });
    // Before anything is opened or judged, which costs as well.
    const refusal = waitToChange(inner, session.customerId);
    if (refusal !== undefined) return refuse(refusal);
    const given = await openGivenPassword(inner, newPassword, clock.now());
    if (!given.ok) return given;
    const owner = await ownerOf(session);
    const judgement = await judgePassword(given.value, owner.phone);
    if (judgement.reasons.length > 0) return refuse({ code: 'password_unfit', ...judgement });
    const { customerId } = session;
    const hash = await hashNewPassword(inner, customerId, given.value);
    if (!hash.ok) return hash;
    await saveChange(deps, customerId, language, hash.value);
    // Only after it stands: see `enter` in sign-in-by-password.ts.
    await sessions.endAllBut(session);
    await inner.slowDown.trust(owner.phone, clientAddress);
    return ok(null);
  }

  return {
    signInByPassword: (request) => signInByPassword(inner, request),
    setPassword,
    async removePassword(session, language) {
      if (!(await proofs.isProved(session, 'remove_password'))) return refuse({ code: 'step_up_required' });
      await saveRemoval(deps, session.customerId, language);
      return ok(null);
    },
    async passwordStatus({ customerId }) {
      const changedAt = await findPasswordChange(database, customerId);
      return changedAt === undefined ? { isSet: false } : { isSet: true, changedAt };
    },
    async judgePassword(session, given) {
      const opened = await openGivenPassword(inner, given, clock.now());
      return opened.ok ? ok(await judgePassword(opened.value, (await ownerOf(session)).phone)) : opened;
    },
    async passwordKey() {
      const now = clock.now();
      const { keyId, jwk } = await keys.current(now);
      return { keyId, jwk, now };
    },
  };
}

type SaveDeps = Pick<KeepPasswordsDeps, 'database' | 'clock' | 'emit'>;

async function saveChange(
  { database, clock, emit }: SaveDeps,
  customerId: CustomerId,
  language: Language,
  hash: string,
): Promise<void> {
  const now = clock.now();
  const change = changeBy(customerId, language, now);
  await inTransaction(database, async (tx, writes) => {
    writes.push(savePassword(tx, customerId, hash, now), emit(tx, [{ type: 'password_changed', ...change }]));
  });
}

/** Does nothing where there is none. */
async function saveRemoval(
  { database, clock, emit }: SaveDeps,
  customerId: CustomerId,
  language: Language,
): Promise<void> {
  const change = changeBy(customerId, language, clock.now());
  await inTransaction(database, async (tx, writes) => {
    if (await deletePassword(tx, customerId))
      writes.push(emit(tx, [{ type: 'password_removed', ...change }]));
  });
}

type Owner = { readonly customerId: CustomerId; readonly phone: Mobile };

/** A customer who is signed in, with the phone. */
async function findOwner(
  { database, sealing }: Pick<KeepPasswordsDeps, 'database' | 'sealing'>,
  customerId: CustomerId,
): Promise<Owner> {
  const found = await findSealedPhone(database, customerId);
  const dataKey = found && (await sealing.openDataKeys(found.dataKeys)).get(customerId);
  if (found === undefined || dataKey === undefined) throw new Error('a session has no customer');
  return { customerId, phone: sealing.open(dataKey, phoneBinding(customerId), found.phoneSealed) as Mobile };
}
