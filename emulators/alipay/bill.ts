import type { Books, Refund, Trade } from './books.ts';
import { encodeGbk } from './gbk.ts';
import { yuan } from './service.ts';
import { shanghai } from './wire.ts';
import { writeZip } from './zip.ts';

const COLUMNS = [
  ...['支付宝交易号', '商户订单号', '业务类型', '商品名称', '创建时间', '完成时间', '门店编号', '门店名称'],
  ...['操作员', '终端号', '对方账户', '订单金额（元）', '商家实收（元）', '支付宝红包（元）', '集分宝（元）'],
  ...[
    '支付宝优惠（元）',
    '商家优惠（元）',
    '券核销金额（元）',
    '券名称',
    '商家红包消费金额（元）',
    '卡消费金额（元）',
  ],
  ...['退款批次号/请求号', '服务费（元）', '分润（元）', '备注'],
] as const;
const RULE = '-----------------------------------------';

/** 0.6 %, to the nearest fen. */
const feeOf = (amount: number): number => Math.round((amount * 6) / 1000);

/** The archive of a day: two files in GBK, of trades and of sums by shop. Undefined where nothing was traded. */
export async function writeBill(books: Books, date: string, now: Date): Promise<Buffer | undefined> {
  const { paid, refunded } = await books.day(date);
  if (paid.length + refunded.length === 0) return undefined;
  const { sellerId } = books.keys();
  const [received, back] = [sum(paid), sum(refunded)];
  const head = (title: string): string[] => [
    `#支付宝业务${title}查询`,
    `#账号：[${sellerId}0156]`,
    `#起始日期：[${day(date, 0)} 00:00:00]   终止日期：[${day(date, 1)} 00:00:00]`,
    `#${RULE}业务${title}列表${RULE}`,
  ];
  const foot = (title: string): string[] => [
    `#${RULE}业务${title}列表结束${RULE.slice(5)}`,
    `#交易合计：${paid.length}笔，商家实收共${yuan(received)}元，商家优惠共0.00元`,
    `#退款合计：${refunded.length}笔，商家实收退款共${yuan(-back)}元，商家优惠退款共0.00元`,
    `#导出时间：[${day(shanghai(now).slice(0, 10), 0)} ${shanghai(now).slice(11)}]`,
  ];
  const rows = [...paid.map(paidRow), ...refunded.map(refundRow)].map((cells) => cells.join(','));
  const details = [...head('明细'), COLUMNS.join(','), ...rows, ...foot('明细')];
  const totals = [
    ...head('汇总'),
    '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）',
    ...foot('汇总'),
  ];
  const name = (title: string): Buffer =>
    encodeGbk(`${sellerId}0156_${date.replaceAll('-', '')}_业务${title}.csv`);
  return writeZip([
    { name: name('明细(汇总)'), content: asFile(totals) },
    { name: name('明细'), content: asFile(details) },
  ]);
}

const asFile = (lines: readonly string[]): Buffer => encodeGbk(lines.map((line) => `${line}\r\n`).join(''));
const sum = (rows: readonly { readonly amount: number }[]): number =>
  rows.reduce((all, { amount }) => all + amount, 0);
/** A tab keeps what spreadsheets would take for a number. */
const text = (value: string): string => `${value}\t`;

function day(date: string, later: number): string {
  const at = new Date(Date.parse(`${date}T00:00:00Z`) + later * 86_400_000).toISOString();
  return `${at.slice(0, 4)}年${at.slice(5, 7)}月${at.slice(8, 10)}日`;
}

/** Rows that were read as JSON have their times as texts. */
const timeOf = (at: Date | string | null): string => shanghai(new Date(at ?? 0));

const shared = (trade: Trade, kind: string, done: Date): string[] => [
  ...[text(trade.trade_no ?? ''), text(trade.out_trade_no), text(kind), trade.subject],
  ...[timeOf(trade.created_at), timeOf(done), text(''), text(''), text(''), text(''), '*雨(138****0001)'],
];

function paidRow(trade: Trade): string[] {
  const amount = yuan(trade.amount);
  return [
    ...shared(trade, '交易', trade.paid_at!),
    ...[amount, amount, '0.00', '0.00', '0.00', '0.00', '0.00', '', text('0.00'), '0.00'],
    ...[text(''), yuan(-feeOf(trade.amount)), '0.00', ''],
  ];
}

function refundRow(refund: Refund & { readonly trade: Trade }): string[] {
  const amount = yuan(-refund.amount);
  return [
    ...shared(refund.trade, '退款', refund.done_at),
    ...[amount, amount, '0.00', '0.00', '0.00', '0.00', '0.00', '', text('0.00'), '0.00'],
    ...[text(refund.out_request_no), yuan(feeOf(refund.amount)), '0.00', refund.reason ?? ''],
  ];
}
