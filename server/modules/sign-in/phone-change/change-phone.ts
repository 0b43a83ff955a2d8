import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction, type Transaction } from '../../../platform/database.ts';
import type { Emit } from '../../../platform/events.ts';
import { readBehind } from '../../../platform/lanes.ts';
import type { DataKey } from '../../../platform/sealing/index.ts';
import {
  claimFreePhone,
  findSealedPhone,
  freePhone,
  lockPhone,
  phoneBinding,
  updatePhone,
  writePhoneChange,
} from '../../customers/index.ts';
import { sessionCaller } from '../codes/code-caller.ts';
import type { CodeSent, Session, StepUpRequired } from '../way-in.ts';
import { maskPhone, parseMobile, type Mobile } from '../../../kernel/phone.ts';
import { isProved } from '../proofs/prove-session.ts';
import { sendCodeToSession, type RequestCodeDeps } from '../codes/request-code.ts';
import type { SessionCache } from '../sessions/session-cache.ts';
import { endSessionsElsewhere } from '../sessions/sessions.sql.ts';
import { trySessionCode } from '../codes/try-code.ts';
import { changeBy, type SignInEvent } from '../sign-in.events.ts';
import type {
  ChangePhone,
  ChangePhoneRefusal,
  PhoneChanged,
  RequestPhoneChange,
  RequestPhoneChangeRefusal,
} from './phone-change.ts';
import { deleteCodes } from './phone-change.sql.ts';

export type PhoneChangeDeps = RequestCodeDeps & {
  readonly cache: SessionCache;
  readonly emit: Emit<SignInEvent>;
};

/**
 * Another phone for an account. Whoever asks has proved who is there, so that a device left on a table changes nothing,
 * and shows by a code that the new phone is theirs.
 */
export type PhoneChanges = {
  /**
   * Sends a code to the new phone, for this session alone, on budgets of the customer's and of all such changes to that
   * phone. Who has that phone is not looked at, so neither answer nor time tells. Refuses `step_up_required`, `phone_invalid`, `phone_unchanged`, `too_many_codes`.
   */
  requestPhoneChange(
    session: Session,
    request: RequestPhoneChange,
  ): Promise<Result<CodeSent, RequestPhoneChangeRefusal>>;
  /**
   * Changes it by that code, ends all other sessions and keeps the old phone to be told. Refuses as above, then `code_expired`,
   * `code_wrong`, and `phone_taken` only to who had the right code.
   */
  changePhone(session: Session, change: ChangePhone): Promise<Result<PhoneChanged, ChangePhoneRefusal>>;
};

export function changePhones(deps: PhoneChangeDeps): PhoneChanges {
  return {
    async requestPhoneChange(session, request) {
      const phone = await checkNewPhone(deps, session, request.phone);
      if (!phone.ok) return phone;
      const { next } = phone.value;
      const caller = sessionCaller(deps.sealing, 'change-phone', next, session);
      return sendCodeToSession(deps, {
        phone: next,
        purpose: 'change-phone',
        language: request.language,
        caller,
        budgets: deps.codeBudgets.ofPhoneChange(caller, session.customerId),
      });
    },
    async changePhone(session, change) {
      const phone = await checkNewPhone(deps, session, change.phone);
      if (!phone.ok) return phone;
      const { next, dataKey } = phone.value;
      const caller = sessionCaller(deps.sealing, 'change-phone', next, session);
      const attempt = { purpose: 'change-phone', phone: next, caller, code: change.code } as const;
      const refusal = await trySessionCode(deps, attempt);
      if (refusal !== undefined) return refuse(refusal);
      const { language } = change;
      const moved = await inTransaction(deps.database, (tx) =>
        movePhone(deps, tx, session, { next, dataKey, language }),
      );
      if (!moved.ok) return moved;
      // Its own entry too, which still shows the old phone.
      deps.cache.end([...moved.value, session.sessionId]);
      return ok({ phoneMasked: maskPhone(next) });
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

/**
 * The order matters. The customer is held first, so of two changes of one account the second sees what the first did: its
 * session may be ended by then. The new phone is claimed before the old one is given up, so that the account is found by
 * one of them all the time, and two accounts that swap phones are both refused rather than wait for each other. Answers the
 * sessions that ended.
 */
async function movePhone(
  deps: PhoneChangeDeps,
  tx: Transaction,
  session: Session,
  { next, dataKey, language }: NewPhone & Pick<ChangePhone, 'language'>,
): Promise<Result<readonly string[], ChangePhoneRefusal>> {
  const { sealing } = deps;
  const { customerId, sessionId } = session;
  const present = await lockPhone(tx, customerId);
  const isProvedStill =
    present !== undefined &&
    (await readBehind(deps.database, (on) => isProved({ ...deps, database: on }, session, 'change_phone')));
  if (!isProvedStill) return refuse({ code: 'step_up_required' });
  const phoneHash = sealing.lookUpHash('phone', next);
  if (present.phoneHash.equals(phoneHash)) return refuse({ code: 'phone_unchanged' });
  if (!(await claimFreePhone(tx, phoneHash, customerId))) return refuse({ code: 'phone_taken' });
  const binding = phoneBinding(customerId);
  await updatePhone(tx, customerId, { phoneHash, phoneSealed: sealing.seal(dataKey, binding, next) });
  await freePhone(tx, present.phoneHash, customerId);
  await deleteCodes(tx, present.phoneHash);
  const now = deps.clock.now();
  const change = changeBy(customerId, language, now);
  const oldPhone = sealing.open(dataKey, binding, present.phoneSealed);
  const phones = { customerId, changeId: change.changeId, oldPhone, newPhone: next };
  await writePhoneChange(sealing, tx, { ...phones, dataKey, language, now });
  await deps.emit(tx, [{ type: 'phone_changed', ...change }]);
  return ok(await endSessionsElsewhere(tx, { customerId, kept: sessionId }));
}
