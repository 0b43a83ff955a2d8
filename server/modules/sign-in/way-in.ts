import type { CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Attempter } from '../../platform/budgets/attempter.ts';
import type { LimitOf } from '../../platform/budgets/budget.ts';
import type { Puzzle } from '../../platform/budgets/puzzles.ts';
import type { Customer } from '../customers/index.ts';

/** Who is asking. Found from the token of a cookie or an Authorization header. */
export type Session = {
  readonly sessionId: string;
  readonly customerId: CustomerId;
  readonly displayName: string;
  readonly phoneMasked: string;
  readonly expiresAt: Date;
};

/** What a code is for: one that was sent for one thing is worth nothing for another. */
export type CodePurpose = 'sign-in' | 'step-up' | 'change-phone';

/** By which way a session was opened. */
export type SignInWay = 'code' | 'password' | 'passkey' | 'wechat' | 'qq' | 'alipay';

export type RequestCode = Attempter & {
  readonly phone: string;
  readonly purpose: 'sign-in';
  /** The puzzle of an earlier `work_required`, solved: ALTCHA's payload (JSON in base64). */
  readonly work?: string;
  /** Of the message; Chinese where left out. */
  readonly language?: Language;
};
export type CodeSent = { readonly resendAfterSeconds: number; readonly expiresInSeconds: number };
/** `limitOf`: whether this caller has asked too often, others for this phone, or all in this network together. */
export type TooManyCodes = {
  readonly code: 'too_many_codes';
  readonly retryAfterSeconds: number;
  readonly limitOf: LimitOf;
};
export type TooManyTries = {
  readonly code: 'too_many_tries';
  readonly retryAfterSeconds: number;
  readonly limitOf?: LimitOf;
};
export type WorkRequired = { readonly code: 'work_required'; readonly puzzle: Puzzle };
export type RequestCodeRefusal = { readonly code: 'phone_invalid' } | TooManyCodes | WorkRequired;

export type Consent = { readonly terms: boolean; readonly privacy: boolean; readonly version: string };
export type SignIn = Attempter & {
  readonly phone: string;
  readonly code: string;
  readonly consent: Consent;
  /** The puzzle of an earlier `work_required`, solved: ALTCHA's payload (JSON in base64). */
  readonly work?: string;
  /** The User-Agent header as it came; what is kept of it is short, as `Chrome · Windows`. */
  readonly device: string;
  /** Of the message that a new device is told of by; Chinese where left out. */
  readonly language?: Language;
  /** Of the session that came with the request, by cookie or header: it ends when this sign-in opens another. */
  readonly earlierToken?: string | undefined;
};
export type SignedIn = {
  readonly token: string;
  readonly expiresAt: Date;
  readonly sessionId: string;
  readonly customer: Customer;
};
/** The shop has closed the account to its owner: told only to who has proved to be that. */
export type AccountDeactivated = { readonly code: 'account_deactivated' };

export type SignInRefusal =
  | { readonly code: 'phone_invalid' }
  | AccountDeactivated
  | { readonly code: 'consent_required'; readonly version: string }
  | CodeRefusal
  | TooManyTries
  | WorkRequired;

/** No code of this caller's is live (expired, used up, or asked for elsewhere), or it is another one. */
export type CodeRefusal =
  { readonly code: 'code_wrong'; readonly triesLeft: number } | { readonly code: 'code_expired' };

/** Somebody must prove by a fresh code or a passkey who is there, before what is hard to undo is done. */
export type StepUpRequired = { readonly code: 'step_up_required' };

export type SessionInfo = {
  readonly id: string;
  readonly way: SignInWay;
  readonly device: string;
  /** Where it was last used, as coarse as a city; empty where that is not known. */
  readonly place: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly current: boolean;
};
