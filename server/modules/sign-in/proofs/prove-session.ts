import { ok, refuse, type Result } from '../../../kernel/result.ts';
import type { Language } from '../../../kernel/language.ts';
import type { Queryable } from '../../../platform/database.ts';
import { phoneBinding } from '../../customers/index.ts';
import { sessionCaller } from '../codes/code-caller.ts';
import { findSealedPhone } from '../../customers/index.ts';
import { noteProvedDevice } from '../devices/devices.sql.ts';
import { hashDevice } from '../devices/hash-device.ts';
import type { Attempter } from '../../../platform/budgets/attempter.ts';
import type { CodeRefusal, CodeSent, Session, TooManyCodes } from '../way-in.ts';
import type { Mobile } from '../../../kernel/phone.ts';
import { PROTECTED_ACTS, type Proof, type ProtectedAct } from './protected-acts.ts';
import { sendCodeToSession, type RequestCodeDeps } from '../codes/request-code.ts';
import { hasProof, saveProof } from '../sessions/sessions.sql.ts';
import { trySessionCode } from '../codes/try-code.ts';

type AskForProof = Attempter & { readonly language?: Language };

/**
 * Step-up: a session that may have been left open on a table proves by a fresh code that its customer is there, before
 * what is hard to undo is done. A sign-in by code or passkey is such a proof itself.
 */
export type Proofs = {
  /**
   * Sends a code to the phone of the session's customer, for this session alone. Its budgets are the session's and the
   * customer's: what strangers ask for by that phone is counted elsewhere.
   */
  requestProofCode(session: Session, ask: AskForProof): Promise<Result<CodeSent, TooManyCodes>>;
  /** Proves by that code. Refuses `code_expired`, `code_wrong`. */
  proveByCode(session: Session, code: string, who: Attempter): Promise<Result<null, CodeRefusal>>;
  /** Whether the customer has proved who is there as this act needs it. One round trip: asked only where it matters. */
  isProved(session: Pick<Session, 'customerId' | 'sessionId'>, act: ProtectedAct): Promise<boolean>;
};

export function proveSessions(deps: RequestCodeDeps): Proofs {
  const { database, sealing, clock } = deps;

  async function phoneOf({ customerId }: Session): Promise<Mobile> {
    const found = await findSealedPhone(database, customerId);
    const dataKey = found && (await sealing.openDataKeys(found.dataKeys)).get(customerId);
    if (found === undefined || dataKey === undefined) throw new Error('a session has no customer');
    return sealing.open(dataKey, phoneBinding(customerId), found.phoneSealed) as Mobile;
  }

  return {
    async requestProofCode(session, { language = 'zh-CN' }) {
      const phone = await phoneOf(session);
      const caller = sessionCaller(sealing, 'step-up', phone, session);
      const budgets = deps.codeBudgets.ofSession(caller, session.customerId);
      return sendCodeToSession(deps, { phone, purpose: 'step-up', language, caller, budgets });
    },
    async proveByCode(session, code, { deviceMark }) {
      const { customerId } = session;
      const phone = await phoneOf(session);
      const caller = sessionCaller(sealing, 'step-up', phone, session);
      const refusal = await trySessionCode(deps, { purpose: 'step-up', phone, caller, code });
      if (refusal !== undefined) return refuse(refusal);
      const now = clock.now();
      const deviceHash = hashDevice(sealing, customerId, deviceMark);
      await Promise.all([
        saveProof(database, session, 'code', now),
        ...(deviceHash === undefined ? [] : [noteProvedDevice(database, customerId, deviceHash, now)]),
      ]);
      return ok(null);
    },
    isProved: (session, act) => isProved(deps, session, act),
  };
}

type Asking = Pick<RequestCodeDeps, 'clock'> & { readonly database: Queryable };

/** As `Proofs.isProved`, also within a transaction. `proofs`: those that count, where not all that open the act do. */
export function isProved(
  { database, clock }: Asking,
  session: Pick<Session, 'customerId' | 'sessionId'>,
  act: ProtectedAct,
  proofs: readonly Proof[] = PROTECTED_ACTS[act].proofs,
): Promise<boolean> {
  const since = new Date(clock.now().getTime() - PROTECTED_ACTS[act].withinMinutes * 60_000);
  return hasProof(database, session, proofs, since);
}
