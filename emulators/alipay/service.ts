import type { Books, Product, Refund, Trade } from './books.ts';
import { readContent, readNumber, readText, readTrade, readYuan } from './read-content.ts';
import { failed, shanghai, type Parameters } from './wire.ts';

const YEAR_MS = 365 * 86_400_000;
/** Whoever plays: no person has this account. */
export const BUYER = { buyer_user_id: '2088102000000001', buyer_logon_id: '138****0001' } as const;

export type ServiceRules = {
  readonly books: Books;
  now(): number;
  /** Where a payer's browser reaches the pages, without a slash at its end. */
  payUrl(): string;
  refunds(): RefundFault | undefined;
  /** Tells of a refund that has just been made. */
  onRefund(trade: Trade, refund: Refund): void;
};

/** `slow`: taken on, and there some seconds later; `no_balance`: the seller's account has too little. */
export type RefundFault = 'slow' | 'no_balance';

export type Service = {
  /** What a method answers, as the inside of its `…_response`. Throws Refusal. */
  answer(parameters: Parameters): Promise<object>;
  /** The page that a signed address is of. Throws Refusal. */
  openPage(parameters: Parameters): Promise<Trade>;
};

export const PAGES: Readonly<Record<string, Product>> = {
  'alipay.trade.page.pay': 'page',
  'alipay.trade.wap.pay': 'wap',
};

/** The rules of Alipay over its books. */
export function makeService(rules: ServiceRules): Service {
  return {
    async answer(parameters) {
      switch (parameters['method']) {
        case 'alipay.trade.precreate':
          return precreate(rules, parameters);
        case 'alipay.trade.query':
          return toWire(await mustFind(rules, parameters));
        case 'alipay.trade.close':
          return close(rules, parameters);
        case 'alipay.trade.refund':
          return refund(rules, parameters);
        case 'alipay.trade.fastpay.refund.query':
          return queryRefund(rules, parameters);
        default:
          throw failed('ACQ.INVALID_PARAMETER', '这个方法只能由浏览器打开');
      }
    },
    openPage: (parameters) => open(rules, PAGES[parameters['method']!]!, parameters),
  };
}

async function open(rules: ServiceRules, product: Product, parameters: Parameters): Promise<Trade> {
  const asked = readTrade(product, rules.books.keys(), parameters, rules.now());
  const trade = await rules.books.open(asked);
  if (trade.trade_no === null) return trade;
  if (trade.trade_status === 'TRADE_CLOSED') throw failed('ACQ.TRADE_HAS_CLOSE', '交易已经关闭');
  if (trade.trade_status !== 'WAIT_BUYER_PAY') throw failed('ACQ.TRADE_HAS_SUCCESS', '交易已被支付');
  if (trade.facts !== asked.facts) throw failed('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改');
  return trade;
}

async function precreate(rules: ServiceRules, parameters: Parameters): Promise<object> {
  const { out_trade_no, token } = await open(rules, 'precreate', parameters);
  return { out_trade_no, qr_code: `${rules.payUrl()}/qr/${token}` };
}

/** What nobody has come to is not there. */
async function mustFind({ books, now }: ServiceRules, parameters: Parameters): Promise<Trade> {
  const no = readNumber(readContent(parameters), 'out_trade_no');
  await books.expire(no, new Date(now()));
  const trade = await books.find(no);
  if (trade === undefined || trade.trade_no === null) throw failed('ACQ.TRADE_NOT_EXIST', '交易不存在');
  return trade;
}

async function close(rules: ServiceRules, parameters: Parameters): Promise<object> {
  const { out_trade_no, trade_no, trade_status: status } = await mustFind(rules, parameters);
  if (status === 'TRADE_CLOSED') throw failed('ACQ.TRADE_HAS_CLOSE', '交易已经关闭');
  if (status !== 'WAIT_BUYER_PAY') throw failed('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
  await rules.books.close(out_trade_no);
  return { out_trade_no, trade_no };
}

async function refund(rules: ServiceRules, parameters: Parameters): Promise<object> {
  const { books, now } = rules;
  const trade = await mustFind(rules, parameters);
  const content = readContent(parameters);
  const amount = readYuan(content, 'refund_amount');
  const requestNo =
    content['out_request_no'] === undefined ? trade.out_trade_no : readNumber(content, 'out_request_no');
  const known = await books.findRefund(trade.out_trade_no, requestNo);
  if (known !== undefined) {
    if (known.amount !== amount) throw failed('ACQ.DISCORDANT_REPEAT_REQUEST', '请求信息不一致');
    return refundToWire(books, trade, 0);
  }
  if (trade.paid_at === null) throw failed('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
  if (now() - trade.paid_at.getTime() > YEAR_MS || trade.trade_status === 'TRADE_FINISHED')
    throw failed('ACQ.TRADE_HAS_FINISHED', '交易已完结');
  if (rules.refunds() === 'no_balance') throw failed('ACQ.SELLER_BALANCE_NOT_ENOUGH', '商户余额不足');
  const isSlow = rules.refunds() === 'slow';
  const made = await books.refund({
    out_request_no: requestNo,
    out_trade_no: trade.out_trade_no,
    amount,
    reason: content['refund_reason'] === undefined ? null : readText(content, 'refund_reason', 256),
    asked_at: new Date(now()),
    done_at: new Date(now() + (isSlow ? 5_000 : 0)),
  });
  if (made === undefined) throw failed('ACQ.REASON_TRADE_REFUND_FEE_ERR', '退款金额无效');
  if (!isSlow) rules.onRefund((await books.find(trade.out_trade_no))!, made);
  return refundToWire(books, trade, isSlow ? 0 : amount);
}

/** `refund_fee` is the sum of all refunds of the trade; `fund_change` says whether this very call has moved money. */
async function refundToWire(books: Books, trade: Trade, moved: number): Promise<object> {
  const refunds = await books.listRefunds(trade.out_trade_no);
  const { out_trade_no, trade_no } = trade;
  return {
    ...BUYER,
    out_trade_no,
    trade_no,
    fund_change: moved > 0 ? 'Y' : 'N',
    refund_fee: yuan(refunds.reduce((sum, { amount }) => sum + amount, 0)),
    send_back_fee: yuan(moved),
  };
}

/** A refund that is not there, or not yet, is answered without a state. */
async function queryRefund(rules: ServiceRules, parameters: Parameters): Promise<object> {
  const trade = await mustFind(rules, parameters);
  const requestNo = readNumber(readContent(parameters), 'out_request_no');
  const known = await rules.books.findRefund(trade.out_trade_no, requestNo);
  if (known === undefined || known.done_at.getTime() > rules.now()) return {};
  const { out_trade_no, trade_no, amount } = trade;
  return {
    ...{ out_trade_no, trade_no, out_request_no: requestNo },
    ...{ total_amount: yuan(amount), refund_amount: yuan(known.amount), refund_status: 'REFUND_SUCCESS' },
    gmt_refund_pay: shanghai(known.done_at),
  };
}

/** As the service tells of a trade, in an answer and, in part, in a notice. */
export function toWire(trade: Trade): object {
  const { out_trade_no, trade_no, trade_status, amount, paid_at: paidAt, hb_fq_num: periods } = trade;
  const received = yuan(paidAt === null ? 0 : amount);
  return {
    ...BUYER,
    ...{ out_trade_no, trade_no, trade_status, total_amount: yuan(amount) },
    ...{
      receipt_amount: received,
      buyer_pay_amount: received,
      point_amount: '0.00',
      invoice_amount: received,
    },
    ...(paidAt !== null && {
      send_pay_date: shanghai(paidAt),
      fund_bill_list: [{ amount: received, fund_channel: periods === null ? 'ALIPAYACCOUNT' : 'PCREDIT' }],
    }),
    ...(paidAt !== null && periods !== null && { hb_fq_pay_info: { user_install_num: String(periods) } }),
  };
}

export const yuan = (fen: number): string => (fen / 100).toFixed(2);
