/** Where a customer keeps their passkeys. */
export const PASSKEY_PAGE = '/account/passkeys';

/** A passkey as its page shows it. */
export type PasskeyView = {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly isSynced: boolean;
  readonly copiedAt: Date | null;
  /** Where it does not yet prove who is there: from when on it will. */
  readonly provesFrom: Date | null;
};
