import type { Brand } from './brand.ts';

/** An amount of money in fen: 1 yuan = 100 fen. Always a safe integer, never a float. */
export type Fen = Brand<number, 'Fen'>;

/** Throws RangeError unless `n` is a safe integer. */
export function fen(n: number): Fen {
  if (!Number.isSafeInteger(n)) throw new RangeError(`not an amount in fen: ${n}`);
  return n as Fen;
}

/** node-postgres hands `bigint` over as text; this is the one place where it becomes money. */
export function toFen(text: string | number): Fen {
  return fen(typeof text === 'number' ? text : Number(text));
}

export const ZERO = fen(0);

/** The most that an order may come to where somebody says what: 100 million yuan. All that is reckoned of it stays a safe integer. */
export const MOST_OF_ORDER = fen(10_000_000_000);

export function addFen(...amounts: readonly Fen[]): Fen {
  return fen(amounts.reduce((sum, amount) => sum + amount, 0));
}

export function timesFen(amount: Fen, count: number): Fen {
  return fen(amount * count);
}

/**
 * Splits `total` by weight, by largest remainder: each share is cut down to whole fen, and what is left goes one fen each
 * to the largest remainders, ties to the smaller key (`9` before `10`: numbers as numbers, and before other keys). The
 * shares add up to `total` and do not depend on the order of the parts, which is also the order of the answer.
 *
 * RangeError: a negative total or weight, no positive weight, a key that comes twice.
 */
export function allocate(
  total: Fen,
  parts: readonly { readonly key: string; readonly weight: Fen }[],
): Map<string, Fen> {
  if (new Set(parts.map(({ key }) => key)).size !== parts.length)
    throw new RangeError('allocate needs each key once');
  const weights = parts.map(({ weight }) => weight);
  const shares = allocateByPlace(total, weights, (a, b) => compareKeys(parts[a]!.key, parts[b]!.key));
  return new Map(parts.map(({ key }, place) => [key, shares[place]!]));
}

/** The same by place; `compare` says which of two places with the same remainder comes first: by itself the smaller. */
export function allocateByPlace(
  total: Fen,
  weights: readonly Fen[],
  compare: (a: number, b: number) => number = (a, b) => a - b,
): Fen[] {
  let [whole, most] = [0, 0];
  for (const weight of weights) {
    if (weight < 0) throw new RangeError('allocate needs amounts from 0 on');
    whole += weight;
    if (weight > most) most = weight;
  }
  if (total < 0) throw new RangeError('allocate needs amounts from 0 on');
  if (whole === 0) throw new RangeError('allocate needs a positive weight');
  // Prices are decided thousands of times a second, so only what numbers cannot hold is counted in BigInt: fen times fen.
  const isSmall = whole <= Number.MAX_SAFE_INTEGER && total * most <= Number.MAX_SAFE_INTEGER;
  const { shares, remainders } = isSmall ? cutNumbers(total, weights, whole) : cutBigInts(total, weights);
  let left: number = total;
  for (const share of shares) left -= share;
  // Fewer fen are left than there are parts with a remainder, so a part without one gets nothing more.
  if (left > 0) {
    const places = [...remainders.keys()].toSorted((a, b) =>
      remainders[a] === remainders[b] ? compare(a, b) : remainders[a]! > remainders[b]! ? -1 : 1,
    );
    for (const place of places.slice(0, left)) shares[place] = shares[place]! + 1;
  }
  return shares.map(fen);
}

type Cut = { readonly shares: number[]; readonly remainders: readonly (number | bigint)[] };

function cutNumbers(total: number, weights: readonly number[], whole: number): Cut {
  const remainders = weights.map((weight) => (total * weight) % whole);
  // Exact, as a division with a rest would not be.
  return { shares: weights.map((weight, n) => (total * weight - remainders[n]!) / whole), remainders };
}

function cutBigInts(total: number, weights: readonly number[]): Cut {
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  const due = weights.map((weight) => BigInt(total) * BigInt(weight));
  return {
    shares: due.map((each) => Number(each / whole)),
    remainders: due.map((each) => each % whole),
  };
}

/** Ids that are counted by their number, whatever its length; all other keys after them, by code unit. */
function compareKeys(a: string, b: string): number {
  const [isNumberA, isNumberB] = [isNumber(a), isNumber(b)];
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
  if (isNumberA && a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : 1;
}

function isNumber(key: string): boolean {
  return /^(0|[1-9]\d*)$/.test(key);
}

/** `¥1,258.00`: for texts that leave the program (messages, timelines). Pages format for themselves. */
export function formatYuan(amount: Fen): string {
  const sign = amount < 0 ? '−' : '';
  const whole = Math.trunc(Math.abs(amount) / 100).toString();
  const cents = (Math.abs(amount) % 100).toString().padStart(2, '0');
  return `${sign}¥${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}
