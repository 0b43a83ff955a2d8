import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Language } from '../../kernel/language.ts';
import type { Queryable } from '../../platform/database.ts';
import { phoneBinding } from './bindings.ts';
import { takeTry } from './codes.sql.ts';
import { findSealedPhone } from './customers.sql.ts';
import type { Attempter, CodeSent, ProofRefusal, RequestCodeRefusal, Session } from './identity.ts';
import type { Mobile } from './phone.ts';
import { hashCode, sendCodeTo, type RequestCodeDeps } from './request-code.ts';
import { PROTECTED_ACTS, type Proof, type ProtectedAct } from './proofs/protected-acts.ts';
import { hasProof, saveProof } from './sessions.sql.ts';
import { TRIES } from './sign-in.ts';

type AskForProof = Attempter & { readonly language?: Language };

/**
 * Step-up: a session that may have been left open on a table proves by a fresh code that its customer is there, before
 * what is hard to undo is done. A sign-in by code or passkey is such a proof itself.
 */
export type Proofs = {
  /** Sends a code to the phone of the session's customer. Its limits are those of every code. */
  requestProofCode(
    session: Session,
    ask: AskForProof,
  ): Promise<Result<CodeSent, Extract<RequestCodeRefusal, { code: 'too_many_codes' }>>>;
  /** Proves by that code. Refuses `too_many_tries`, `code_expired`, `code_wrong`, as a sign-in does. */
  proveByCode(session: Session, code: string, who: Attempter): Promise<Result<null, ProofRefusal>>;
  /** Whether the customer has proved who is there as this act needs it. One round trip: asked only where it matters. */
  isProved(session: Pick<Session, 'customerId' | 'sessionId'>, act: ProtectedAct): Promise<boolean>;
};

export function proveSessions(deps: RequestCodeDeps): Proofs {
  const { database, sealing, clock, limits } = deps;

  async function phoneOf({ customerId }: Session): Promise<Mobile> {
    const found = await findSealedPhone(database, customerId);
    const dataKey = found && (await sealing.openDataKeys(found.dataKeys)).get(customerId);
    if (found === undefined || dataKey === undefined) throw new Error('a session has no customer');
    return sealing.open(dataKey, phoneBinding(customerId), found.phoneSealed) as Mobile;
  }

  return {
    async requestProofCode(session, ask) {
      return sendCodeTo(deps, { ...ask, phone: await phoneOf(session), purpose: 'step-up' });
    },
    async proveByCode(session, code, who) {
      const waitSeconds = await limits.takeFrom('try', who, TRIES);
      if (waitSeconds > 0) return refuse({ code: 'too_many_tries', retryAfterSeconds: waitSeconds });
      const phone = await phoneOf(session);
      const attempt = await takeTry(database, {
        phoneHash: sealing.lookUpHash('phone', phone),
        codeHash: hashCode(sealing, 'step-up', phone, code),
        now: clock.now(),
      });
      if (attempt === undefined) return refuse({ code: 'code_expired' });
      if (!attempt.correct) return refuse({ code: 'code_wrong', triesLeft: attempt.triesLeft });
      await saveProof(database, session, 'code', clock.now());
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
