import { LRUCache } from 'lru-cache';
import type { Result } from '../../../kernel/result.ts';
import type { Session, SignedIn } from '../way-in.ts';
import type { SecurityEvent, SecurityLog } from './security-log.ts';

/** Refusals that come as fast as somebody can ask: one a minute of each address is noted. */
const FLOODS = new Set([
  'too_many_codes',
  'too_many_tries',
  'too_many_changes',
  'overloaded',
  'login_state_unknown',
]);
/** Typed wrongly, thought better of, not agreed yet, or not there: nobody was kept out. */
const INNOCENT = new Set([
  'phone_invalid',
  'phone_unchanged',
  'consent_required',
  'password_unfit',
  'passkey_name_invalid',
  'passkeys_not_here',
  'login_denied',
  'not_found',
]);
const MINUTE_MS = 60_000;

export type NoteOutcome = <Value>(
  outcome: Result<Value, { readonly code: string }>,
  name: string,
  known: Omit<SecurityEvent, 'event'>,
  done?: (value: Value) => Partial<SecurityEvent>,
) => void;

/** Notes how something ended: by its name where it was done, else as refused and why. */
export function makeNotes(log: SecurityLog): NoteOutcome {
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

/** Whose session it is that asks. */
export function whose({ customerId, sessionId }: Session): Pick<SecurityEvent, 'customerId' | 'sessionId'> {
  return { customerId, sessionId };
}

/** Whose session was opened. */
export function entered({ sessionId, customer }: SignedIn): Pick<SecurityEvent, 'customerId' | 'sessionId'> {
  return { customerId: customer.id, sessionId };
}
