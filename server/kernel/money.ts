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
  if (total < 0 || parts.some(({ weight }) => weight < 0))
    throw new RangeError('allocate needs amounts from 0 on');
  // BigInt, because fen times fen passes 2^53.
  const whole = parts.reduce((sum, { weight }) => sum + BigInt(weight), 0n);
  if (whole === 0n) throw new RangeError('allocate needs a positive weight');
  const cut = parts.map(({ key, weight }) => {
    const due = BigInt(total) * BigInt(weight);
    return { key, share: due / whole, remainder: due % whole };
  });
  const shares = new Map(cut.map(({ key, share }) => [key, share]));
  if (shares.size !== parts.length) throw new RangeError('allocate needs each key once');
  // Fewer fen are left than there are parts with a remainder, so a part without one gets nothing more.
  const left = Number(BigInt(total) - cut.reduce((sum, { share }) => sum + share, 0n));
  const byRemainder = cut.toSorted((a, b) =>
    a.remainder === b.remainder ? compareKeys(a.key, b.key) : a.remainder > b.remainder ? -1 : 1,
  );
  for (const { key, share } of byRemainder.slice(0, left)) shares.set(key, share + 1n);
  return new Map([...shares].map(([key, share]) => [key, fen(Number(share))]));
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
