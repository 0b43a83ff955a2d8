import { m } from '#lib/words/m.ts';

/** `每人限购 2 件`. */
export function limitWords({
  pieces,
  days,
}: {
  readonly pieces: number;
  readonly days: number | null;
}): string {
  return days === null
    ? m.purchase_limit({ count: pieces })
    : m.purchase_limit_within({ count: pieces, days });
}
