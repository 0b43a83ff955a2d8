/** Whose doing a limit is: what was done by this caller, to this phone by others, or from this network by all. */
export type LimitOf = 'caller' | 'phone' | 'network';

/** So much of something may be had by whoever is counted under `subject`, in a window that begins with the first. */
export type Budget = {
  readonly of: LimitOf;
  /** A keyed hash: who it is cannot be read from it. */
  readonly subject: Buffer;
  readonly windowMs: number;
  /** So many for the asking. */
  readonly free: number;
  /** So many in all: each that is not free costs a solved puzzle. */
  readonly most: number;
};

/** How much of a budget is used up, and when its window ends. */
export type Spent = { readonly count: number; readonly endsAt: Date };

/** What was counted, by `keyOf` of the subject; what is not there was not counted. */
export type Spendings = ReadonlyMap<string, Spent>;

export function keyOf(subject: Buffer): string {
  return subject.toString('base64');
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
