import type { StaffId } from '../../kernel/actor.ts';
import type { StaffCaller } from '../../platform/http/access.ts';
import type { SealedPasswordInvalid } from '../../platform/passwords/password.ts';

/** Somebody of the shop. */
export type Member = {
  readonly id: StaffId;
  /** By which they sign in, lower case. */
  readonly account: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly isActive: boolean;
  readonly createdAt: Date;
};

/** A session of one of the staff, with all that they may do now. */
export type StaffSession = StaffCaller &
  Pick<Member, 'account' | 'name' | 'roles'> & {
    /** Device and place of its sign-in, in words, no finer than a city and a kind of browser. */
    readonly from: string;
  };

/** A session as its owner sees it. */
export type OwnSession = {
  readonly sessionId: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly device: string;
  /** As coarse as a city; may be empty. */
  readonly place: string;
};

/** Where somebody comes from, as the http layer knows it. */
export type From = { readonly clientAddress: string; readonly userAgent: string };

/** What a sign-in answers: the token is told this once. */
export type StaffSignedIn = {
  readonly token: string;
  readonly expiresAt: Date;
  readonly session: StaffSession;
};

/** By which somebody proves, besides the password, who is there. */
export type SecondFactor = 'totp' | 'recovery_code' | 'passkey';

export type TooManyTries = { readonly code: 'staff_too_many_tries'; readonly retryAfterSeconds: number };
export type SignInRefusal =
  | SealedPasswordInvalid
  | TooManyTries
  | { readonly code: 'staff_sign_in_wrong' }
  | { readonly code: 'second_factor_required'; readonly ways: readonly SecondFactor[] }
  | { readonly code: 'second_factor_wrong' };

/** Whether that is a member whom visitors of a demo shop share. Nobody else gets such an account. */
export function isDemoAccount(account: string): boolean {
  return account.startsWith('demo-');
}
