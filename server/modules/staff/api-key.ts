import type { ApiKeyId, StaffId } from '../../kernel/actor.ts';
import type { Permission } from '../../kernel/permission.ts';

/** By which a program of the merchant's asks the API, for the one who made it. */
export type ApiKey = {
  readonly id: ApiKeyId;
  readonly name: string;
  /** What it was made for. */
  readonly scopes: readonly Permission[];
  /** What it permits now: those of its scopes that its maker may still do. Nothing once it has run out. */
  readonly permits: readonly Permission[];
  readonly madeBy: { readonly id: StaffId; readonly name: string };
  /** The last four characters of its token. */
  readonly hint: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
};

export type NewApiKey = {
  readonly name: string;
  readonly scopes: readonly string[];
  /** How many days it is good for, 365 at most. */
  readonly validDays: number;
};

/** A key that was made: its token is told this once. */
export type MadeApiKey = { readonly key: ApiKey; readonly token: string };

/** Who has a key made must still be permitted this for it to open anything. */
export const MAKERS_PERMISSION = 'integrations:change' satisfies Permission;
export const MOST_VALID_DAYS = 365;
/** So many stand in a shop at most: a list that somebody can look through. */
export const MOST_KEYS = 50;
