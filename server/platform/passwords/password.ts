/** A password as it comes: as typed, or sealed for the shop by the page (see `open-sealed-password.ts`). */
export type GivenPassword = { readonly password: string } | { readonly sealedPassword: string };

/** From 0, guessed at once, to 4, not to be guessed. */
export type Strength = 0 | 1 | 2 | 3 | 4;

/** Why a password cannot be taken. */
export type Unfit = 'too_short' | 'too_long' | 'too_common' | 'holds_phone' | 'too_guessable';

export type Judgement = { readonly strength: Strength; readonly reasons: readonly Unfit[] };

/** The shop's public key for sealing a password, with the shop's own time: a device's clock may be wrong. */
export type PasswordKey = {
  readonly keyId: string;
  readonly jwk: { readonly kty: 'RSA'; readonly n: string; readonly e: string };
  readonly now: Date;
};

/** It was sealed for another key, changed on its way, is older than five minutes or was here before. */
export type SealedPasswordInvalid = { readonly code: 'sealed_password_invalid' };

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
