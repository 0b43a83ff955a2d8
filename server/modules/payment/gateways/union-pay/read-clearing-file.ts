import { fen, toFen, type Fen } from '../../../../kernel/money.ts';
import type { BillLine } from '../../gateway.bills.ts';
import { fenOf } from './fields.ts';

/** Where a line of a bill is not what the service describes: nothing of it is guessed at. */
export class WrongBill extends Error {}

/** Bytes of the fields 1 to 33 of a `ZM` line, a blank between them. What comes after them differs by the version. */
const WIDTHS = [
  ...[3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32, 1, 21, 15],
  ...[1, 15, 32, 13, 13],
];
const AT = WIDTHS.map((_width, index) => WIDTHS.slice(0, index).reduce((sum, width) => sum + width + 1, 0));
const LEAST_BYTES = AT.at(-1)! + WIDTHS.at(-1)!;
const KINDS: Readonly<Record<string, BillLine['kind']>> = { '01': 'payment', '04': 'refund', '31': 'refund' };
/** The fields that are read, by their numbers in UnionPay's description. */
const FIELD = { time: 5, amount: 7, queryId: 10, orderId: 12, fee: 16, txnType: 20 } as const;

/**
 * The trades of a clearing day. A line has its fields at fixed bytes, its text is GBK: it is cut before it is read, and nothing that is
 * read of it is other than ASCII. `date`: the clearing day. Throws WrongBill.
 */
export function readClearingFile(file: Buffer, date: string): BillLine[] {
  return linesOf(file).map((line, index) => lineOf(line, date, index + 1));
}

function linesOf(file: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < file.length;) {
    const end = file.indexOf(0x0a, from);
    const line = file.subarray(from, end < 0 ? file.length : end);
    const isEmpty = line.toString('latin1').trim() === '';
    if (!isEmpty) lines.push(line);
    from += line.length + 1;
  }
  return lines;
}

function lineOf(line: Buffer, date: string, lineNo: number): BillLine {
  const wrong = (what: string): WrongBill => new WrongBill(`line ${lineNo} of a clearing file ${what}`);
  if (line.length < LEAST_BYTES) throw wrong('is too short');
  const read = (name: keyof typeof FIELD): string => {
    const from = AT[FIELD[name] - 1]!;
    return line.toString('latin1', from, from + WIDTHS[FIELD[name] - 1]!).trim();
  };
  const kind = KINDS[read('txnType')];
  if (kind === undefined) throw wrong(`is of a kind that is not known: ${read('txnType')}`);
  const amount = fenOf(read('amount'));
  const fee = feeOf(read('fee'), kind);
  const at = timeOf(read('time'), date);
  const [number, reference] = [read('orderId'), read('queryId')];
  if (amount === undefined || fee === undefined) throw wrong('has no amount in digits');
  if (at === undefined || number === '' || reference === '') throw wrong('does not say of what it is');
  return { kind, number, reference, amount: toFen(amount), currency: 'CNY', fee, at };
}

/** `D`: taken from the merchant; `C`: given to it. Without a letter a fee is taken for a payment and given back with a refund. */
function feeOf(text: string, kind: BillLine['kind']): Fen | undefined {
  const [, letter, digits] = /^([CD]?)(\d{1,12})$/.exec(text) ?? [];
  const amount = fenOf(digits);
  if (amount === undefined) return undefined;
  const isGivenBack = letter === '' ? kind === 'refund' : letter === 'C';
  return fen(isGivenBack && amount > 0 ? -amount : amount);
}

/** `MMDDhhmmss` of Beijing. A clearing day in January has trades of December in it. */
function timeOf(text: string, date: string): Date | undefined {
  const [, month, day, hour, minute, second] = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  if (month === undefined) return undefined;
  const year = Number(date.slice(0, 4)) - (month > date.slice(5, 7) ? 1 : 0);
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
