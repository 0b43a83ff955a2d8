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

/** Splits `total` by weight. The shares always add up to `total`; each is within one fen of exact. */
export function allocate(total: Fen, weights: readonly Fen[]): Fen[] {
  // BigInt, because fen times fen passes 2^53.
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole <= 0n) throw new RangeError('allocate needs a positive weight');
  let weightSoFar = 0n;
  let givenSoFar = 0n;
  return weights.map((weight) => {
    weightSoFar += BigInt(weight);
    const dueSoFar = (BigInt(total) * weightSoFar) / whole;
    const share = dueSoFar - givenSoFar;
    givenSoFar = dueSoFar;
    return fen(Number(share));
  });
}

/** `¥1,258.00`: for texts that leave the program (messages, timelines). Pages format for themselves. */
export function formatYuan(amount: Fen): string {
  const sign = amount < 0 ? '−' : '';
  const whole = Math.trunc(Math.abs(amount) / 100).toString();
  const cents = (Math.abs(amount) % 100).toString().padStart(2, '0');
  return `${sign}¥${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}
