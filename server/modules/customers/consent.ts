/** What a customer can agree to. Without the first two nobody can have an account; each other one stands for itself. */
export const PURPOSES = [
  'terms',
  'privacy',
  'marketing',
  'recommendation',
  'carrier-sharing',
  'payment-sharing',
] as const;
export type Purpose = (typeof PURPOSES)[number];
export const NEEDED: readonly Purpose[] = ['terms', 'privacy'];

/** By which way somebody agreed or withdrew; `sign-in` is the box beside the code. */
export type ConsentWay = 'page' | 'api';

/** How it stands with one purpose. */
export type Consent = {
  readonly purpose: Purpose;
  readonly isNeeded: boolean;
  readonly isGiven: boolean;
  /** Of what was given last, whether it stands or was withdrawn; null where it never was. */
  readonly version: string | null;
  readonly givenAt: Date | null;
  readonly way: string | null;
  readonly withdrawnAt: Date | null;
};

export type Consents = {
  /** Of the terms and the policy as they are now. */
  readonly version: string;
  /** Whether both were agreed to in this version; if not, the customer is asked again. */
  readonly isCurrent: boolean;
  readonly items: readonly Consent[];
};

export type ConsentRefusal =
  { readonly code: 'consent_required'; readonly version: string } | { readonly code: 'consent_needed' };

/** The version of the texts that come with the program; a merchant who publishes others has versions of their own. */
export const CONSENT_VERSION = '2026-11-27';
