/** What a SKU was asked, while it was on sale. Amounts in fen. */
export type AskedPrice = { readonly price: number; readonly since: Date; readonly until: Date | null };
/** The lowest of what was asked, and since when. */
export type LowestPrice = { readonly price: number; readonly since: Date };

/** A price and what it was before, as somebody wants them. */
export type StruckOut = { readonly price: number; readonly originalPrice: number };
/** Why a price may not be struck out: the most that may be instead, and since when that was asked; null where nothing may be. */
export type NeverAsked = { readonly highestAllowed: number | null; readonly askedSince: string | null };

export const LOOK_BACK_DAYS = 30;
const LOOK_BACK_MS = LOOK_BACK_DAYS * 24 * 3_600_000;

/** The lowest price that was asked within the last 30 days, the present one among them. `asked`: the oldest first. */
export function lowestOfLastDays(asked: readonly AskedPrice[], now: Date): LowestPrice | undefined {
  return lowestWithin(askedOfSomebody(asked, now), new Date(now.getTime() - LOOK_BACK_MS), now);
}

/**
 * The lowest price that was asked within the 30 days before `price` began to be asked, or before `now` where it is not asked so
 * far: the highest that may be struck out beside it. It stays the same for as long as the price does, also where the SKU was off
 * sale between. `asked`: the oldest first.
 */
export function lowestBefore(
  asked: readonly AskedPrice[],
  price: number,
  now: Date,
): LowestPrice | undefined {
  const really = askedOfSomebody(asked, now);
  const own = really.findLastIndex((row) => row.price !== price) + 1;
  const began = really[own]?.since ?? now;
  return lowestWithin(really.slice(0, own), new Date(began.getTime() - LOOK_BACK_MS), began);
}

/** Without what was changed again in the moment in which it began. */
function askedOfSomebody(asked: readonly AskedPrice[], now: Date): AskedPrice[] {
  return asked.filter(({ since, until }) => (until ?? now) > since);
}

function lowestWithin(asked: readonly AskedPrice[], from: Date, to: Date): LowestPrice | undefined {
  const within = asked.filter(({ since, until }) => since < to && (until === null || until > from));
  return within.reduce<LowestPrice | undefined>(
    (lowest, { price, since }) => (lowest === undefined || price < lowest.price ? { price, since } : lowest),
    undefined,
  );
}

/** Undefined where the struck-out price was really asked. One that is not above the price is told as that. */
export function refuseStruckOut(
  { price, originalPrice }: StruckOut,
  asked: readonly AskedPrice[],
  now: Date,
): NeverAsked | undefined {
  if (originalPrice <= price) return undefined;
  const lowest = lowestBefore(asked, price, now);
  if (lowest !== undefined && originalPrice <= lowest.price) return undefined;
  return lowest === undefined || lowest.price <= price
    ? { highestAllowed: null, askedSince: null }
    : { highestAllowed: lowest.price, askedSince: lowest.since.toISOString() };
}
