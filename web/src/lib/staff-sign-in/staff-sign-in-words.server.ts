import { m } from '#lib/words/m.ts';
import type { GivenPassword } from '#server/platform/passwords/password.ts';
import type { PasskeyRefusal, NotHere, SignInRefusal } from '#server/modules/staff/index.ts';
import { waitWords } from '../sign-in/sign-in-words.server.ts';

/** What is wrong with a sign-in, at its fields or as a whole, and the status of the page that tells it. */
export type StaffSignInTrouble = {
  readonly status: number;
  readonly errors: Readonly<Partial<Record<'account' | 'password' | 'code' | 'passkey', string>>>;
  readonly trouble?: { readonly title: string; readonly text: string };
};

type Given = {
  readonly account: string;
  readonly password: GivenPassword | undefined;
  readonly otp: string;
};

/** What was left out, or undefined where nothing was. */
export function missingWords({ account, password, otp }: Given): StaffSignInTrouble | undefined {
  if (account !== '' && password !== undefined && otp !== '') return undefined;
  const errors = {
    ...(account === '' && { account: m.staff_account_missing() }),
    ...(password === undefined && { password: m.staff_password_missing() }),
    ...(otp === '' && { code: m.staff_code_missing() }),
  };
  return { status: 422, errors };
}

type Refusal = SignInRefusal | NotHere | PasskeyRefusal;

export function refusalWords(refusal: Refusal): StaffSignInTrouble {
  switch (refusal.code) {
    case 'sealed_password_invalid':
      return { status: 422, errors: { password: m.password_sealed_invalid() } };
    case 'staff_sign_in_wrong': {
      const trouble = { title: m.staff_sign_in_wrong_title(), text: m.staff_sign_in_wrong_text() };
      return { status: 422, errors: {}, trouble };
    }
    case 'second_factor_required':
      return { status: 422, errors: { code: m.staff_code_missing() } };
    case 'second_factor_wrong':
      return { status: 422, errors: { code: m.staff_code_wrong() } };
    case 'staff_too_many_tries': {
      const wait = waitWords(refusal.retryAfterSeconds);
      const trouble = { title: m.staff_too_many_title({ wait }), text: m.staff_too_many_text() };
      return { status: 429, errors: {}, trouble };
    }
    default:
      return { status: 422, errors: { passkey: passkeyRefusalWords(refusal) } };
  }
}

/** What a refusal of a passkey says to one of the staff. */
export function passkeyRefusalWords({ code }: NotHere | PasskeyRefusal): string {
  switch (code) {
    case 'staff_passkeys_not_here':
      return m.passkey_not_here_title();
    case 'staff_challenge_expired':
      return m.passkey_expired();
    case 'staff_passkey_unknown':
      return m.staff_passkey_unknown();
    case 'staff_passkey_rejected':
      return m.staff_passkey_rejected();
    case 'staff_passkey_copied':
      return m.staff_passkey_copied();
  }
}
