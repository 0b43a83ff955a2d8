import type { Language } from '../../../kernel/language.ts';
import type { Attempter } from '../../../platform/budgets/attempter.ts';
import type { CodeRefusal, StepUpRequired, TooManyCodes } from '../way-in.ts';

/** To which phone a code is sent before it becomes the account's. */
export type RequestPhoneChange = Attempter & {
  readonly phone: string;
  /** Of the message. */
  readonly language: Language;
};

export type ChangePhone = RequestPhoneChange & { readonly code: string };

/** As `138****8000`. */
export type PhoneChanged = { readonly phoneMasked: string };

type PhoneUnchanged = { readonly code: 'phone_unchanged' };

export type RequestPhoneChangeRefusal =
  StepUpRequired | { readonly code: 'phone_invalid' } | TooManyCodes | PhoneUnchanged;

export type ChangePhoneRefusal =
  | StepUpRequired
  | { readonly code: 'phone_invalid' }
  | PhoneUnchanged
  | CodeRefusal
  /** Another account has it. Told only to who has shown by a code that the phone is theirs. */
  | { readonly code: 'phone_taken' };
