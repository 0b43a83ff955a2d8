import type { Language } from '../../../kernel/language.ts';
import type { StepUpRequired } from '../identity.ts';
import type { Arrival } from '../open-session.ts';

/** A password as it comes: as typed, or sealed for the shop by the page (see `open-sealed-password.ts`). */
export type GivenPassword = { readonly password: string } | { readonly sealedPassword: string };

/** From 0, guessed at once, to 4, not to be guessed. */
export type Strength = 0 | 1 | 2 | 3 | 4;

/** Why a password cannot be taken. */
export type Unfit = 'too_short' | 'too_long' | 'too_common' | 'holds_phone' | 'too_guessable';

export type Judgement = { readonly strength: Strength; readonly reasons: readonly Unfit[] };

export type SetPassword = {
  readonly newPassword: GivenPassword;
  /** From where a later sign-in is not slowed down by what others try elsewhere. */
  readonly clientAddress: string;
  /** Of the message that says so. */
  readonly language: Language;
};

export type SignInByPassword = Arrival & { readonly phone: string; readonly password: GivenPassword };

export type PasswordStatus = { readonly isSet: boolean; readonly changedAt?: Date };

/** The shop's public key for sealing a password, with the shop's own time: a device's clock may be wrong. */
export type PasswordKey = {
  readonly keyId: string;
  readonly jwk: { readonly kty: 'RSA'; readonly n: string; readonly e: string };
  readonly now: Date;
};

/** It was sealed for another key, changed on its way, is older than five minutes or was here before. */
export type SealedPasswordInvalid = { readonly code: 'sealed_password_invalid' };

export type PasswordUnfit = { readonly code: 'password_unfit' } & Judgement;

/** It was changed too often today, or a change of this customer's is under way. */
export type TooManyChanges = { readonly code: 'too_many_changes'; readonly retryAfterSeconds: number };

export type SetPasswordRefusal =
  StepUpRequired | SealedPasswordInvalid | PasswordUnfit | TooManyChanges | { readonly code: 'overloaded' };

export type PasswordSignInRefusal =
  | { readonly code: 'phone_invalid' }
  | SealedPasswordInvalid
  /** `instead` is the way that stays open for the customer. */
  | { readonly code: 'too_many_tries'; readonly retryAfterSeconds: number; readonly instead: 'code' }
  | { readonly code: 'password_wrong' }
  | { readonly code: 'overloaded' };

export const CHANGES_A_DAY = 10;
export const SHORTEST = 8;
export const LONGEST = 128;

/** One way only to write what looks the same: two keyboards may send the same letter by different code points. */
export function normalise(password: string): string {
  return password.normalize('NFC');
}

/** In characters as people count them, near enough: code points. */
export function lengthOf(password: string): number {
  return [...password].length;
}
