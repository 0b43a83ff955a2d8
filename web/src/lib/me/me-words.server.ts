import { m } from '#lib/words/m.ts';
import type { Staff } from '#server/modules/staff/index.ts';
import { unfitWords } from '../password/password-words.server.ts';
import {
  passkeyRefusalWords,
  refusalWords,
  type StaffSignInTrouble,
} from '../staff-sign-in/staff-sign-in-words.server.ts';

type RefusalOf<Asked extends (...args: never[]) => Promise<{ ok: boolean }>> = Extract<
  Awaited<ReturnType<Asked>>,
  { ok: false }
>['error'];

/** What is wrong with a proof. `hasTyped`: whether a password came; without one nothing else is looked at. */
export function proofErrors(
  refusal: RefusalOf<Staff['own']['prove']>,
  hasTyped: boolean,
): StaffSignInTrouble {
  if (refusal.code !== 'staff_sign_in_wrong') return refusalWords(refusal);
  return {
    status: 422,
    errors: { password: hasTyped ? m.me_prove_password_wrong() : m.staff_password_missing() },
  };
}

export function passwordErrors(
  refusal: Exclude<RefusalOf<Staff['own']['setPassword']>, { code: 'staff_proof_required' }>,
): readonly string[] {
  switch (refusal.code) {
    case 'staff_password_unfit':
      return refusal.reasons.map(unfitWords);
    case 'sealed_password_invalid':
      return [m.password_sealed_invalid()];
    case 'staff_authenticator_first':
      return [m.me_authenticator_first()];
  }
}

/** What is wrong with a passkey that was made, at its name or as a whole. */
export function addRefusal(
  refusal: Exclude<RefusalOf<Staff['passkeys']['add']>, { code: 'staff_proof_required' }>,
): { readonly nameError?: string; readonly addRefusal?: string } {
  switch (refusal.code) {
    case 'staff_passkey_name_invalid':
      return { nameError: m.passkey_name_invalid() };
    case 'staff_passkey_exists':
      return { addRefusal: m.passkey_exists() };
    case 'staff_too_many_passkeys':
      return { addRefusal: m.passkey_too_many({ count: refusal.limit }) };
    case 'staff_passkeys_not_here':
    case 'staff_challenge_expired':
    case 'staff_passkey_rejected':
      return { addRefusal: passkeyRefusalWords({ code: refusal.code }) };
  }
}
