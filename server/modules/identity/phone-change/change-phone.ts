import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction, type Transaction } from '../../../platform/database.ts';
import type { DataKey } from '../../../platform/sealing/index.ts';
import { phoneBinding } from '../bindings.ts';
import { takeTry } from '../codes.sql.ts';
import { findSealedPhone } from '../customers.sql.ts';
import type { CodeSent, Session, StepUpRequired } from '../identity.ts';
import { maskPhone, parseMobile, type Mobile } from '../phone.ts';
import { isProved } from '../prove-session.ts';
import { hashCode, sendCodeTo, type RequestCodeDeps } from '../request-code.ts';
import type { SessionCache } from '../session-cache.ts';
import { endSessionsElsewhere } from '../sessions.sql.ts';
import { TRIES } from '../sign-in.ts';
import type { Guessers } from '../slow-guessers.ts';
import type {
  ChangePhone,
  ChangePhoneRefusal,
  PhoneChanged,
  PhoneNotice,
  RequestPhoneChange,
  RequestPhoneChangeRefusal,
} from './phone-change.ts';
import { claimFreePhone, deleteCodes, freePhone, lockPhone, updatePhone } from './phone-change.sql.ts';

export type PhoneChangeDeps = RequestCodeDeps & {
  readonly guessers: Guessers;
  readonly cache: SessionCache;
  /** Does not reject: the phone is changed by then, whether or not a message goes out. */
  sendNotice(
    phone: string,
    notice: PhoneNotice,
    language: ChangePhone['language'],
    params: { readonly phone: string },
  ): Promise<void>;
};

/**
 * Another phone for an account. Whoever asks has proved who is there, so that a device left on a table changes nothing,
 * and shows by a code that the new phone is theirs.
 */
export type PhoneChanges = {
  /**
   * Sends a code to the new phone; its limits are those of every code. Who has that phone is not looked at, so neither
   * answer nor time tells. Refuses `step_up_required`, `phone_invalid`, `phone_unchanged`, `too_many_codes`.
   */
  requestPhoneChange(
    session: Session,
    request: RequestPhoneChange,
  ): Promise<Result<CodeSent, RequestPhoneChangeRefusal>>;
  /**
   * Changes it by that code, ends all other sessions and tells the old phone. Refuses as above, then as a sign-in does,
   * and `phone_taken` only to who had the right code.
   */
  changePhone(session: Session, change: ChangePhone): Promise<Result<PhoneChanged, ChangePhoneRefusal>>;
};

export function changePhones(deps: PhoneChangeDeps): PhoneChanges {
  return {
    async requestPhoneChange(session, request) {
      const phone = await checkNewPhone(deps, session, request.phone);
      if (!phone.ok) return phone;
      return sendCodeTo(deps, { ...request, phone: phone.value.next, purpose: 'change-phone' });
    },
    async changePhone(session, change) {
      const phone = await checkNewPhone(deps, session, change.phone);
      if (!phone.ok) return phone;
      const { next, dataKey } = phone.value;
      const refusal = await checkCode(deps, next, change);
      if (refusal !== undefined) return refuse(refusal);
      const moved = await inTransaction(deps.database, (tx) => movePhone(deps, tx, session, next, dataKey));
      if (!moved.ok) return moved;
      const { previous, ended } = moved.value;
      // Its own entry too, which still shows the old phone.
      deps.cache.end([...ended, session.sessionId]);
      const phoneMasked = maskPhone(next);
      await deps.sendNotice(previous, 'phone_changed', change.language, { phone: phoneMasked });
      return ok({ phoneMasked });
    },
  };
}

type NewPhone = { readonly next: Mobile; readonly dataKey: DataKey };
type Unfit = StepUpRequired | { readonly code: 'phone_invalid' | 'phone_unchanged' };

async function checkNewPhone(
  deps: PhoneChangeDeps,
  session: Session,
  typed: string,
): Promise<Result<NewPhone, Unfit>> {
  if (!(await isProved(deps, session, 'change_phone'))) return refuse({ code: 'step_up_required' });
  const next = parseMobile(typed);
  if (next === undefined) return refuse({ code: 'phone_invalid' });
  const { customerId } = session;
  const found = await findSealedPhone(deps.database, customerId);
  const dataKey = found && (await deps.sealing.openDataKeys(found.dataKeys)).get(customerId);
  if (found === undefined || dataKey === undefined) throw new Error('a session has no customer');
  const present = deps.sealing.open(dataKey, phoneBinding(customerId), found.phoneSealed);
  return next === present ? refuse({ code: 'phone_unchanged' }) : ok({ next, dataKey });
}

/** A wrong one counts as a wrong sign-in does. No puzzle is asked for: whoever guesses here has proved who they are. */
async function checkCode(
  { database, sealing, clock, limits, guessers }: PhoneChangeDeps,
  phone: Mobile,
  change: ChangePhone,
): Promise<ChangePhoneRefusal | undefined> {
  const waitSeconds = await limits.takeFrom('try', change, TRIES);
  if (waitSeconds > 0) return { code: 'too_many_tries', retryAfterSeconds: waitSeconds };
  const attempt = await takeTry(database, {
    phoneHash: sealing.lookUpHash('phone', phone),
    codeHash: hashCode(sealing, 'change-phone', phone, change.code),
    now: clock.now(),
  });
  if (attempt?.correct === true) return undefined;
  await guessers.note(change.clientAddress);
  return attempt === undefined
    ? { code: 'code_expired' }
    : { code: 'code_wrong', triesLeft: attempt.triesLeft };
}

type Moved = { readonly previous: string; readonly ended: readonly string[] };

/**
 * The order matters. The customer is held first, so of two changes of one account the second sees what the first did: its
 * session may be ended by then. The new phone is claimed before the old one is given up, so that the account is found by
 * one of them all the time, and two accounts that swap phones are both refused rather than wait for each other.
 */
async function movePhone(
  deps: PhoneChangeDeps,
  tx: Transaction,
  session: Session,
  next: Mobile,
  dataKey: DataKey,
): Promise<Result<Moved, ChangePhoneRefusal>> {
  const { sealing } = deps;
  const { customerId, sessionId } = session;
  const present = await lockPhone(tx, customerId);
  if (present === undefined || !(await isProved({ ...deps, database: tx }, session, 'change_phone')))
    return refuse({ code: 'step_up_required' });
  const phoneHash = sealing.lookUpHash('phone', next);
  if (present.phoneHash.equals(phoneHash)) return refuse({ code: 'phone_unchanged' });
  if (!(await claimFreePhone(tx, phoneHash, customerId))) return refuse({ code: 'phone_taken' });
  const binding = phoneBinding(customerId);
  await updatePhone(tx, customerId, { phoneHash, phoneSealed: sealing.seal(dataKey, binding, next) });
  await freePhone(tx, present.phoneHash, customerId);
  await deleteCodes(tx, present.phoneHash);
  const ended = await endSessionsElsewhere(tx, { customerId, kept: sessionId });
  return ok({ previous: sealing.open(dataKey, binding, present.phoneSealed), ended });
}
