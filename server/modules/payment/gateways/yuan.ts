import { fen, type Fen } from '../../../kernel/money.ts';

/** `0.47`, `45.0`, `-0.01000`: by its digits, never as a float. Undefined where it is no amount, or has parts of a fen. */
export function parseYuan(text: string): Fen | undefined {
  const [, sign, whole, parts = ''] = /^(-?)(\d{1,13})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (whole === undefined || /[1-9]/.test(parts.slice(2))) return undefined;
  const amount = Number(`${whole}${parts.slice(0, 2).padEnd(2, '0')}`);
  return fen(sign === '-' && amount !== 0 ? -amount : amount);
}

/** `123.45`: digits alone, as services take an amount that is not negative. */
export function writeYuan(amount: Fen): string {
  const digits = String(amount).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
