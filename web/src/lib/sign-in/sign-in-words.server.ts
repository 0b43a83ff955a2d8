import { m } from '#lib/words/m.ts';
import type { RequestCodeRefusal, SignInRefusal, TooManyCodes } from '#server/modules/sign-in/index.ts';

export type SignInErrors = Readonly<Partial<Record<'phone' | 'code' | 'consent' | 'passkey', string>>>;

/** A wait in the largest unit that tells it well. */
export function waitWords(seconds: number): string {
  if (seconds <= 90) return m.wait_seconds({ count: Math.max(1, Math.ceil(seconds)) });
  if (seconds <= 90 * 60) return m.wait_minutes({ count: Math.ceil(seconds / 60) });
  return m.wait_hours({ count: Math.ceil(seconds / 3600) });
}

export function requestCodeErrors(refusal: RequestCodeRefusal): SignInErrors {
  switch (refusal.code) {
    case 'phone_invalid':
      return { phone: m.phone_invalid() };
    case 'too_many_codes':
      return { code: tooManyCodesWords(refusal) };
    case 'work_required':
      return { code: m.sign_in_work_required() };
  }
}

function tooManyCodesWords({ retryAfterSeconds, limitOf }: TooManyCodes): string {
  const wait = waitWords(retryAfterSeconds);
  if (limitOf === 'phone') return m.sign_in_too_many_codes_phone({ wait });
  return limitOf === 'network'
    ? m.sign_in_too_many_codes_network({ wait })
    : m.sign_in_too_many_codes({ wait });
}

export function signInErrors(refusal: SignInRefusal): SignInErrors {
  switch (refusal.code) {
    case 'phone_invalid':
      return { phone: m.phone_invalid() };
    case 'account_deactivated':
      return { code: m.account_deactivated_text() };
    case 'consent_required':
      return { consent: m.sign_in_consent_changed() };
    case 'code_wrong':
      return { code: m.sign_in_code_wrong({ count: refusal.triesLeft }) };
    case 'code_expired':
      return { code: m.sign_in_code_expired() };
    case 'too_many_tries':
      return {
        code:
          refusal.limitOf === 'phone'
            ? m.sign_in_too_many_tries_phone({ wait: waitWords(refusal.retryAfterSeconds) })
            : m.sign_in_too_many_tries({ wait: waitWords(refusal.retryAfterSeconds) }),
      };
    case 'work_required':
      return { code: m.sign_in_work_required() };
  }
}
