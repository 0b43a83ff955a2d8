import { addFen, fen, type Fen } from '../../../../kernel/money.ts';
import type { BillLine } from '../../gateway.bills.ts';
import { WrongBill } from '../wrong-bill.ts';
import { parseYuan } from '../yuan.ts';
import { parseTime } from './alipay-text.ts';

/** How the file begins that has a line for each trade; the other one has sums by shop. */
export const DETAILS_BEGIN = '#支付宝业务明细查询';
/** The column whose text is free: it may hold what stands between columns. */
const FREE = '商品名称';
const FOLLOWS_FREE = '创建时间';
const FIRST = '支付宝交易号';

/**
 * The lines of a day's trades (业务明细): columns by their names, as newer files have more, each value without the tab that keeps a
 * number a text. Throws WrongBill where a line or the sums at its end do not fit.
 */
export function readTradeBill(text: string): BillLine[] {
  const lines = text.split(/\r?\n/);
  if (!lines[0]!.startsWith(DETAILS_BEGIN)) throw new WrongBill('a bill of Alipay has no lines of trades');
  const head = lines.findIndex((line) => line.startsWith(FIRST));
  const end = lines.findIndex((line, at) => at > head && line.startsWith('#'));
  if (head < 0 || end < 0) throw new WrongBill('a bill of Alipay has no sums at its end');
  const names = lines[head]!.split(',').map((name) => name.trim());
  const rows = lines.slice(head + 1, end).map((line, at) => rowOf(line, names, head + at + 2));
  const billed = rows.filter((row) => row !== undefined).map((row) => ({ row, line: lineOf(row) }));
  for (const kind of ['payment', 'refund'] as const)
    expectSums(
      kind,
      billed.filter(({ line }) => line.kind === kind).map(({ row }) => row),
      lines.slice(end),
    );
  return billed.map(({ line }) => line);
}

type Row = { readonly lineNo: number; get(name: string): string | undefined };

function rowOf(line: string, names: readonly string[], lineNo: number): Row | undefined {
  if (line.trim() === '') return undefined;
  const values = line.split(',').map((value) => value.trim());
  const more = values.length - names.length;
  const free = names.indexOf(FREE);
  // What the free text has too many of moves those behind it; the time behind it tells by how many.
  const shift = Array.from({ length: Math.max(more + 1, 0) }, (_value, by) => by).find(
    (by) => parseTime(values[names.indexOf(FOLLOWS_FREE) + by] ?? '') !== undefined,
  );
  if (shift === undefined)
    throw new WrongBill(
      `line ${lineNo} of a bill of Alipay has ${values.length} values, and ${names.length} names`,
    );
  return {
    lineNo,
    get(name) {
      const at = names.indexOf(name);
      return at < 0 ? undefined : values[at > free ? at + shift : at];
    },
  };
}

/** A fee is told as what it does to the account, and by some files the other way round: it is kept of payments, given back of refunds. */
function lineOf(row: Row): BillLine {
  const reference = mustHave(row, FIRST);
  const at = parseTime(mustHave(row, '完成时间'));
  if (at === undefined) throw new WrongBill(`line ${row.lineNo} of a bill of Alipay has no time`);
  const shared = { reference, at, currency: 'CNY', amount: absolute(yuanOf(row, '订单金额（元）')) };
  const fee = absolute(yuanOf(row, '服务费（元）'));
  const kind = mustHave(row, '业务类型');
  switch (kind) {
    case '交易':
      return { kind: 'payment', number: mustHave(row, '商户订单号'), fee, ...shared };
    case '退款':
      return {
        kind: 'refund',
        number: mustHave(row, '退款批次号/请求号'),
        fee: fee === 0 ? fee : fen(-fee),
        ...shared,
      };
    default:
      throw new WrongBill(
        `line ${row.lineNo} of a bill of Alipay is of the unknown kind ${kind.slice(0, 40)}`,
      );
  }
}

const absolute = (amount: Fen): Fen => fen(Math.abs(amount));

function mustHave(row: Row, name: string): string {
  const value = row.get(name);
  if (value === undefined || value === '')
    throw new WrongBill(`line ${row.lineNo} of a bill of Alipay has no ${name}`);
  return value;
}

function yuanOf(row: Row, name: string): Fen {
  const amount = parseYuan(mustHave(row, name));
  if (amount === undefined)
    throw new WrongBill(`${name} of line ${row.lineNo} of a bill of Alipay is no amount of whole fen`);
  return amount;
}

const SUMS = {
  payment: /^#交易合计：(\d+)笔，商家实收共(-?[\d.]+)元/,
  refund: /^#退款合计：(\d+)笔，商家实收退款共(-?[\d.]+)元/,
} as const;

/** A file that was cut, or a column that was taken for another, does not add up. */
function expectSums(kind: BillLine['kind'], rows: readonly Row[], footer: readonly string[]): void {
  const [, count, sum] = footer.map((line) => SUMS[kind].exec(line)).find((found) => found !== null) ?? [];
  const told = sum === undefined ? undefined : parseYuan(sum);
  if (told === undefined) throw new WrongBill(`a bill of Alipay has no sum of each ${kind}`);
  const added = addFen(...rows.map((row) => yuanOf(row, '商家实收（元）')));
  if (count !== String(rows.length) || absolute(told) !== absolute(added))
    throw new WrongBill(
      `a bill of Alipay says ${count} lines of ${kind}, and has ${rows.length} of another sum`,
    );
}
