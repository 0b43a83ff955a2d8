import { LRUCache } from 'lru-cache';
import type { Result } from '../../../kernel/result.ts';
import type { Session, SignedIn } from '../identity.ts';
import type { Identity } from '../index.ts';
import type { SecurityEvent, SecurityLog } from './security-log.ts';

/** Refusals that come as fast as somebody can ask: one a minute of each address is noted. */
const FLOODS = new Set(['too_many_codes', 'too_many_tries']);
/** Typed wrongly or not agreed yet: nobody was kept out. */
const INNOCENT = new Set(['phone_invalid', 'consent_required']);
const MINUTE_MS = 60_000;

/** The same identity, of which sign-ins, sign-outs, codes and refusals are written down. */
export function withSecurityLog(identity: Identity, log: SecurityLog): Identity {
  const noteOutcome = makeNotes(log);
  const of = ({ customerId, sessionId }: Session): Pick<SecurityEvent, 'customerId' | 'sessionId'> => ({
    customerId,
    sessionId,
  });

  return {
    ...identity,
    async requestCode(request) {
      const outcome = await identity.requestCode(request);
      const { phone, clientAddress, purpose } = request;
      noteOutcome(outcome, 'code_sent', { phone, clientAddress, way: purpose });
      return outcome;
    },
    async signIn(request) {
      const outcome = await identity.signIn(request);
      const { phone, clientAddress } = request;
      noteOutcome(outcome, 'signed_in', { phone, clientAddress, way: 'code' }, entered);
      return outcome;
    },
    async requestProofCode(session, ask) {
      const outcome = await identity.requestProofCode(session, ask);
      noteOutcome(outcome, 'code_sent', { ...of(session), clientAddress: ask.clientAddress, way: 'step-up' });
      return outcome;
    },
    async proveByCode(session, code, who) {
      const outcome = await identity.proveByCode(session, code, who);
      noteOutcome(outcome, 'proved', { ...of(session), clientAddress: who.clientAddress, way: 'code' });
      return outcome;
    },
    async signOut(session) {
      await identity.signOut(session);
      log.note({ event: 'signed_out', ...of(session) });
    },
    async endSession(session, sessionId) {
      const isEnded = await identity.endSession(session, sessionId);
      if (isEnded) log.note({ event: 'session_ended', customerId: session.customerId, sessionId });
      return isEnded;
    },
    async endOtherSessions(session) {
      const ended = await identity.endOtherSessions(session);
      log.note({ event: 'other_sessions_ended', ...of(session) });
      return ended;
    },
  };
}

type NoteOutcome = <Value>(
  outcome: Result<Value, { readonly code: string }>,
  name: string,
  known: Omit<SecurityEvent, 'event'>,
  done?: (value: Value) => Partial<SecurityEvent>,
) => void;

/** Notes how something ended: by its name where it was done, else as refused and why. */
function makeNotes(log: SecurityLog): NoteOutcome {
  const noted = new LRUCache<string, true>({ max: 10_000, ttl: MINUTE_MS });
  return (outcome, name, known, done) => {
    if (outcome.ok) return log.note({ event: name, ...known, ...done?.(outcome.value) });
    const reason = outcome.error.code;
    if (INNOCENT.has(reason)) return;
    if (FLOODS.has(reason)) {
      const flood = `${name} ${known.clientAddress ?? ''}`;
      if (noted.has(flood)) return;
      noted.set(flood, true);
    }
    log.note({ event: `${name}_refused`, ...known, reason });
  };
}

function entered({ sessionId, customer }: SignedIn): Partial<SecurityEvent> {
  return { customerId: customer.id, sessionId };
}
