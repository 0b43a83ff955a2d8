import { addFen, type Fen } from '../../../../kernel/money.ts';
import type { BillLine } from '../../gateway.bills.ts';
import { WrongBill } from '../wrong-bill.ts';
import { parseYuan } from '../yuan.ts';

/** The columns whose text is free: it may hold what stands between columns. */
const FREE = ['商品名称', '商户数据包'] as const;
const SUMMARY_BEGINS = '总交易单数';

/**
 * The lines of a trade bill (`bill_type=ALL`): UTF-8 with a mark, CRLF, each value behind a back-tick, amounts in yuan. Columns
 * are told by their names, since older merchants have fewer. Throws WrongBill where a line or the sums at its end do not fit.
 */
export function readTradeBill(text: string): BillLine[] {
  const lines = text
    .replace(/^\u{FEFF}/u, '')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const names = (lines[0] ?? '').split(',');
  const end = lines.findIndex((line) => line.startsWith(SUMMARY_BEGINS));
  if (end < 1 || end !== lines.length - 2) throw new WrongBill('a trade bill has no sums at its end');
  const rows = lines.slice(1, end).map((line, index) => rowOf(line, names, index + 2));
  const billed = rows.map((row) => lineOf(row));
  expectSums(billed, rowOf(lines[end + 1]!, lines[end]!.split(','), end + 2));
  return billed;
}

type Row = { readonly lineNo: number; get(name: string): string | undefined };

function rowOf(line: string, names: readonly string[], lineNo: number): Row {
  if (!line.startsWith('`'))
    throw new WrongBill(`line ${lineNo} of a trade bill has no back-tick at its beginning`);
  const values = line.slice(1).split(',`');
  const first = names.indexOf(FREE[0]);
  const more = values.length - names.length;
  if (more < 0 || (more > 0 && first < 0))
    throw new WrongBill(
      `line ${lineNo} of a trade bill has ${values.length} values, and ${names.length} names`,
    );
  return {
    lineNo,
    get(name) {
      const at = names.indexOf(name);
      if (at < 0) return undefined;
      // What a free text has too many of moves those behind it.
      return values[at > first && more > 0 ? at + more : at]!.trim();
    },
  };
}

function lineOf(row: Row): BillLine {
  const state = mustHave(row, '交易状态');
  const shared = { currency: mustHave(row, '货币种类'), fee: yuanOf(row, '手续费'), at: timeOf(row) };
  switch (state) {
    case 'SUCCESS':
      return {
        kind: 'payment',
        number: mustHave(row, '商户订单号'),
        reference: mustHave(row, '微信订单号'),
        amount:
          row.get('订单金额') === undefined
            ? addFen(yuanOf(row, '应结订单金额'), yuanOf(row, '代金券金额'))
            : yuanOf(row, '订单金额'),
        ...shared,
      };
    case 'REFUND':
    // Given back by the merchant's till, and without a number of ours.
    case 'REVOKED':
      return {
        kind: 'refund',
        number: mustHave(row, '商户退款单号'),
        reference: mustHave(row, '微信退款单号'),
        amount: yuanOf(row, row.get('申请退款金额') === undefined ? '退款金额' : '申请退款金额'),
        ...shared,
      };
    default:
      throw new WrongBill(`line ${row.lineNo} of a trade bill is of the unknown state ${state.slice(0, 40)}`);
  }
}

function mustHave(row: Row, name: string): string {
  const value = row.get(name);
  if (value === undefined || value === '')
    throw new WrongBill(`line ${row.lineNo} of a trade bill has no ${name}`);
  return value;
}

function yuanOf(row: Row, name: string): Fen {
  const amount = parseYuan(mustHave(row, name));
  if (amount === undefined)
    throw new WrongBill(`${name} of line ${row.lineNo} of a trade bill is no amount of whole fen`);
  return amount;
}

function timeOf(row: Row): Date {
  const [, day, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(mustHave(row, '交易时间')) ?? [];
  const at = new Date(`${day}T${time}+08:00`);
  if (Number.isNaN(at.getTime())) throw new WrongBill(`line ${row.lineNo} of a trade bill has no time`);
  return at;
}

/** A file that was cut, or a column that was taken for another, does not add up. */
function expectSums(lines: readonly BillLine[], summary: Row): void {
  const sum = (kind: BillLine['kind']): Fen =>
    addFen(...lines.filter((line) => line.kind === kind).map(({ amount }) => amount));
  const count = mustHave(summary, SUMMARY_BEGINS);
  if (count !== String(lines.length))
    throw new WrongBill(`a trade bill has ${lines.length} lines, and says ${count}`);
  const sums = {
    订单总金额: sum('payment'),
    申请退款总金额: sum('refund'),
    手续费总金额: addFen(...lines.map(({ fee }) => fee)),
  };
  for (const [name, expected] of Object.entries(sums))
    if (summary.get(name) !== undefined && yuanOf(summary, name) !== expected)
      throw new WrongBill(`${name} of a trade bill is not what its lines add up to`);
}
