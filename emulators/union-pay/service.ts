import type { Books, Trade } from './books.ts';
import { echoed, readPurchase, readRefund } from './read-trade.ts';
import { clearingDay, Refusal, timeText, verifyRequest, type Fields } from './wire.ts';

const MONTHS = 11;
const DAY_MS = 86_400_000;

export type ServiceRules = {
  readonly books: Books;
  now(): number;
  /** How long a refund is under way. */
  refundTakesMs(): number;
  /** What becomes of refunds that are asked for now, by its code. */
  refundCode(): string;
};

export type Service = {
  /** The page on which a purchase is paid. */
  open(fields: Fields): Promise<Trade>;
  /** What a back-channel call is answered; `made`: a refund that is under way now. */
  answer(fields: Fields): Promise<{ readonly fields: Fields; readonly made?: Trade }>;
  query(fields: Fields): Promise<Fields>;
};

const done = { respCode: '00', respMsg: '成功[0000000]' } as const;

/** The rules of UnionPay over its books. Throws Refusal. */
export function makeService(rules: ServiceRules): Service {
  const { books, now } = rules;
  return {
    async open(fields) {
      verifyRequest(books.keys(), fields);
      const known = await books.find(fields.orderId ?? '', fields.txnTime!);
      if (known?.resp_code === '00') throw new Refusal('12', '重复交易[3000030]');
      const purchase = readPurchase(fields, new Date(now()));
      const trade = await books.insert(purchase);
      if (trade.amount !== purchase.amount) throw new Refusal('12', '重复交易[3000030]');
      return trade;
    },
    answer: (fields) => refund(rules, fields),
    async query(fields) {
      verifyRequest(books.keys(), fields);
      if (fields.txnType !== '00') throw new Refusal('10', '报文格式错误[txnType]');
      const trade = await books.find(fields.orderId ?? '', fields.txnTime!);
      const code = trade && codeOf(trade, now());
      // Whoever has only looked at the page has begun no trade.
      if (trade === undefined || code === null) throw new Refusal('34', '无此交易[3400000]');
      return { ...toWire(trade), ...done, origRespCode: code!, origRespMsg: MESSAGES[code!] ?? '交易失败' };
    },
  };
}

async function refund(rules: ServiceRules, fields: Fields): ReturnType<Service['answer']> {
  const { books, now } = rules;
  verifyRequest(books.keys(), fields);
  if (fields.txnType !== '04') throw new Refusal('10', '报文格式错误[txnType]');
  if ((await books.find(fields.orderId ?? '', fields.txnTime!)) !== undefined)
    throw new Refusal('12', '重复交易[3000030]');
  const asked = readRefund(fields, new Date(now()));
  const paid = await books.findByQueryId(asked.orig_query_id!);
  if (paid?.resp_code !== '00') throw new Refusal('34', '原交易不存在或状态不正确[2011000]');
  const last = new Date(paid.done_at!);
  last.setUTCMonth(last.getUTCMonth() + MONTHS);
  if (now() > last.getTime() + DAY_MS) throw new Refusal('34', '原交易已超过退货期限[2040006]');
  const doneAt = new Date(now() + rules.refundTakesMs());
  const made = await books.refund({ ...asked, resp_code: rules.refundCode(), done_at: doneAt }, paid);
  if (made === undefined) throw new Refusal('33', '退货金额超限[2040004]');
  return { fields: { ...echoed(fields), ...done, queryId: made.query_id }, made };
}

/** What became of it by now. */
export function codeOf(trade: Trade, nowMs: number): string | null {
  const isMoving = trade.txn_type === '04' && trade.done_at !== null && trade.done_at.getTime() > nowMs;
  return isMoving ? '05' : trade.resp_code;
}

/** As the service tells of a trade, in an answer and in a notice. */
export function toWire(trade: Trade): Fields {
  const at = trade.done_at ?? new Date(0);
  return {
    ...trade.asked,
    queryId: trade.query_id,
    traceNo: trade.trace_no,
    traceTime: timeText(at).slice(4),
    settleAmt: String(trade.amount),
    settleCurrencyCode: '156',
    settleDate: clearingDay(at).slice(5).replace('-', ''),
    ...(trade.card_type && { payCardType: trade.card_type, accNo: '621626******0018' }),
  };
}

export const MESSAGES: Readonly<Record<string, string>> = {
  '00': '成功[0000000]',
  '05': '交易已受理，请稍后查询交易结果[2050004]',
  '33': '交易金额超限[3300000]',
  '38': '风险受限[3800000]',
  '60': '交易失败，详情请咨询您的发卡行[6000000]',
  '64': '卡上的余额不足[6400000]',
};
