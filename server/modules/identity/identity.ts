import type { DeviceMark } from '../../kernel/device-mark.ts';
import type { AddressId, CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { LimitOf } from './budgets/budget.ts';
import type { Puzzle } from './budgets/puzzles.ts';

export type Customer = {
  readonly id: CustomerId;
  readonly displayName: string;
  /** As `138****8000`. */
  readonly phoneMasked: string;
  readonly isNew: boolean;
};

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

/** Who is told of what happened to an account, and where. */
export type Receiver = {
  readonly customerId: CustomerId;
  /** Personal, never to be logged. */
  readonly phone: string;
};

/** Who tries something: limits count by both. */
export type Attempter = {
  readonly clientAddress: string;
  /** Of the browser; left out where there is none, which leaves the limits of the address. */
  readonly deviceMark?: DeviceMark;
  /** Whether the mark goes out with this answer: who does not keep it is known by its network alone. */
  readonly isMarkNew?: boolean;
};

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
export type SignInRefusal =
  | { readonly code: 'phone_invalid' }
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

export type Address = {
  readonly id: AddressId;
  readonly recipient: string;
  readonly phone: string;
  readonly regionCode: string;
  /** Province, city, district. */
  readonly region: readonly string[];
  readonly street: string;
  readonly postalCode?: string;
  readonly isDefault: boolean;
};

export type NewAddress = {
  readonly recipient: string;
  readonly phone: string;
  readonly regionCode: string;
  readonly street: string;
  readonly postalCode?: string;
  readonly isDefault?: boolean;
};

export type AddressRefusal =
  | { readonly code: 'address_not_found' }
  | { readonly code: 'too_many_addresses'; readonly limit: number }
  | { readonly code: 'phone_invalid' }
  | { readonly code: 'region_unknown' }
  | { readonly code: 'recipient_invalid' }
  | { readonly code: 'street_invalid' };

/** The official divisions as a tree: provinces, cities, districts; codes of six digits (GB/T 2260). */
export type Region = { readonly code: string; readonly name: string; readonly children: readonly Region[] };

/** The version of the terms and the privacy policy that a sign-in consents to. */
export const CONSENT_VERSION = '2026-11-24';
