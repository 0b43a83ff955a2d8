import type {
  GivenPassword,
  Judgement,
  SealedPasswordInvalid,
} from '../../../platform/passwords/password.ts';
import type { Language } from '../../../kernel/language.ts';
import type { AccountDeactivated, StepUpRequired } from '../way-in.ts';
import type { Arrival } from '../sessions/open-session.ts';

export type SetPassword = {
  readonly newPassword: GivenPassword;
  /** From where a later sign-in is not slowed down by what others try elsewhere. */
  readonly clientAddress: string;
  /** Of the message that says so. */
  readonly language: Language;
};

export type SignInByPassword = Arrival & { readonly phone: string; readonly password: GivenPassword };

export type PasswordStatus = { readonly isSet: boolean; readonly changedAt?: Date };

export type PasswordUnfit = { readonly code: 'password_unfit' } & Judgement;

/** It was changed too often today, or a change of this customer's is under way. */
export type TooManyChanges = { readonly code: 'too_many_changes'; readonly retryAfterSeconds: number };

export type SetPasswordRefusal =
  StepUpRequired | SealedPasswordInvalid | PasswordUnfit | TooManyChanges | { readonly code: 'overloaded' };

export type PasswordSignInRefusal =
  | AccountDeactivated
  | { readonly code: 'phone_invalid' }
  | SealedPasswordInvalid
  /** `instead` is the way that stays open for the customer. */
  | { readonly code: 'too_many_tries'; readonly retryAfterSeconds: number; readonly instead: 'code' }
  | { readonly code: 'password_wrong' }
  | { readonly code: 'overloaded' };

export const CHANGES_A_DAY = 10;
