import { createHash } from 'node:crypto';
import type { Books, Refund, Transaction } from './books.ts';

const COLUMNS = [
  ...[
    '交易时间',
    '公众账号ID',
    '商户号',
    '特约商户号',
    '设备号',
    '微信订单号',
    '商户订单号',
    '用户标识',
    '交易类型',
  ],
  ...[
    '交易状态',
    '付款银行',
    '货币种类',
    '应结订单金额',
    '代金券金额',
    '微信退款单号',
    '商户退款单号',
    '退款金额',
  ],
  ...[
    '充值券退款金额',
    '退款类型',
    '退款状态',
    '商品名称',
    '商户数据包',
    '手续费',
    '费率',
    '订单金额',
    '申请退款金额',
  ],
  '费率备注',
] as const;
const SUMS = [
  ...['总交易单数', '应结订单总金额', '退款总金额', '充值券退款总金额', '手续费总金额', '订单总金额'],
  '申请退款总金额',
] as const;

/** 0.6 %, to the nearest fen. */
const feeOf = (amount: number): number => Math.round((amount * 6) / 1000);

/** The trade bill of a day: a mark, CRLF, a back-tick before each value, yuan. Undefined where nothing was traded. */
export async function writeBill(books: Books, date: string): Promise<Buffer | undefined> {
  const { paid, refunded } = await books.day(date);
  if (paid.length + refunded.length === 0) return undefined;
  const types = new Map<string, Transaction>(paid.map((one) => [one.out_trade_no, one]));
  for (const { out_trade_no: no } of refunded) if (!types.has(no)) types.set(no, (await books.find(no))!);
  const rows = [
    ...paid.map((one) => ({ at: one.paid_at!, cells: paidRow(books, one) })),
    ...refunded.map((one) => ({
      at: one.done_at,
      cells: refundRow(books, one, types.get(one.out_trade_no)!),
    })),
  ].toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const [total, back] = [sum(paid), sum(refunded)];
  const fees =
    paid.reduce((all, one) => all + feeOf(one.amount), 0) -
    refunded.reduce((all, one) => all + feeOf(one.amount), 0);
  const sums = [String(rows.length), yuan(total), yuan(back), '0.00', fee(fees), yuan(total), yuan(back)];
  const lines = [COLUMNS.join(','), ...rows.map(({ cells }) => ticked(cells)), SUMS.join(','), ticked(sums)];
  return Buffer.from(`\uFEFF${lines.map((line) => `${line}\r\n`).join('')}`);
}

export const hashOf = (bill: Buffer): string => createHash('sha1').update(bill).digest('hex');

const ticked = (cells: readonly string[]): string => cells.map((cell) => `\`${cell}`).join(',');
const sum = (rows: readonly { readonly amount: number }[]): number =>
  rows.reduce((all, { amount }) => all + amount, 0);
const yuan = (fen: number): string => (fen / 100).toFixed(2);
const fee = (fen: number): string => (fen / 100).toFixed(5);
const timeOf = (at: Date): string =>
  new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

function paidRow(books: Books, one: Transaction): string[] {
  const { mchId, appId } = books.keys();
  return [
    ...[timeOf(one.paid_at!), appId, mchId, '0', '', one.transaction_id!, one.out_trade_no, one.openid ?? ''],
    ...[
      one.trade_type,
      'SUCCESS',
      'OTHERS',
      'CNY',
      yuan(one.amount),
      '0.00',
      '0',
      '0',
      '0.00',
      '0.00',
      '',
      '',
    ],
    ...[one.description, one.attach ?? '', fee(feeOf(one.amount)), '0.60%', yuan(one.amount), '0.00', ''],
  ];
}

function refundRow(books: Books, one: Refund, paid: Transaction): string[] {
  const { mchId, appId } = books.keys();
  return [
    ...[timeOf(one.done_at), appId, mchId, '0', '', one.transaction_id, one.out_trade_no, paid.openid ?? ''],
    ...[paid.trade_type, 'REFUND', 'OTHERS', 'CNY', '0.00', '0.00', one.refund_id, one.out_refund_no],
    ...[yuan(one.amount), '0.00', 'ORIGINAL', one.outcome, paid.description, paid.attach ?? ''],
    ...[fee(-feeOf(one.amount)), '0.60%', '0.00', yuan(one.amount), ''],
  ];
}
