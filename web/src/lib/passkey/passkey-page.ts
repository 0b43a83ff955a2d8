import type { PasskeyInfo } from '#server/modules/sign-in/index.ts';

/** Where a customer keeps their passkeys. */
export const PASSKEY_PAGE = '/account/passkeys';

/** A passkey as its page shows it. */
export type PasskeyView = Omit<PasskeyInfo, 'provesFrom'> & {
  /** Where it does not yet prove who is there: from when on it will. */
  readonly provesFrom: Date | null;
};
