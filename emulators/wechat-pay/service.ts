import type { Books, Refund, Transaction } from './books.ts';
import { readBody, readFen, readObject, readOrder, readText, wrong, type Product } from './read-order.ts';
import { Refusal, shanghai } from './wire.ts';

const MOST_PARTS = 50;
const MINUTE_MS = 60_000;
const YEAR_MS = 365 * 86_400_000;
const REFUND_FIELDS: ReadonlySet<string> = new Set([
  ...['transaction_id', 'out_trade_no', 'out_refund_no', 'reason', 'notify_url', 'funds_account', 'amount'],
  'goods_detail',
]);

export type Service = {
  create(product: Product, body: Buffer): Promise<Transaction>;
  find(outTradeNo: string, mchId: string | undefined): Promise<object>;
  findById(transactionId: string, mchId: string | undefined): Promise<object>;
  close(outTradeNo: string, body: Buffer): Promise<void>;
  /** `isNew`: somebody is to be told once it is done. */
  refund(body: Buffer): Promise<{ readonly refund: Refund; readonly isNew: boolean }>;
  findRefund(outRefundNo: string): Promise<object>;
};

export type ServiceRules = {
  readonly books: Books;
  now(): number;
  /** How long a refund is on its way. */
  refundTakesMs(): number;
  /** What becomes of the next refunds. */
  refundOutcome(): Refund['outcome'];
};

/** The rules of WeChat Pay over its books. Throws Refusal. */
export function makeService(rules: ServiceRules): Service {
  const { books, now } = rules;
  const show = (mchId: string | undefined, found: Transaction | undefined): object => {
    if (mchId !== books.keys().mchId) throw wrong('缺少参数mchid或商户号不一致');
    if (found === undefined) throw new Refusal(404, 'ORDER_NOT_EXIST', '订单不存在');
    return toWire(books, found);
  };
  return {
    create: (product, body) => create(rules, product, body),
    find: async (outTradeNo, mchId) => show(mchId, await books.find(outTradeNo)),
    findById: async (id, mchId) => show(mchId, await books.findById(id)),
    async close(outTradeNo, body) {
      if (readText(readBody(body), 'mchid', 1, 32) !== books.keys().mchId) throw wrong('商户号mchid不一致');
      const closed = await books.close(outTradeNo);
      if (closed === undefined) throw new Refusal(404, 'ORDER_NOT_EXIST', '订单不存在');
      if (closed.trade_state === 'SUCCESS') throw new Refusal(400, 'ORDER_PAID', '该订单已支付');
    },
    refund: (body) => refund(rules, body),
    async findRefund(outRefundNo) {
      const found = await books.findRefund(outRefundNo);
      if (found === undefined) throw new Refusal(404, 'RESOURCE_NOT_EXISTS', '退款单不存在');
      return refundToWire(found, now());
    },
  };
}

async function create({ books, now }: ServiceRules, product: Product, bytes: Buffer): Promise<Transaction> {
  const order = readOrder(books.keys(), product, readBody(bytes), now());
  await books.insert(order);
  const known = (await books.find(order.out_trade_no))!;
  if (known.facts !== order.facts) throw new Refusal(400, 'OUT_TRADE_NO_USED', '商户订单号重复');
  if (known.trade_state === 'SUCCESS') throw new Refusal(400, 'ORDER_PAID', '该订单已支付');
  if (known.trade_state === 'CLOSED') throw new Refusal(400, 'ORDER_CLOSED', '该订单已关闭');
  return books.renewToken(order.out_trade_no);
}

async function refund(rules: ServiceRules, bytes: Buffer): ReturnType<Service['refund']> {
  const { books, now } = rules;
  const body = readBody(bytes);
  const unknown = Object.keys(body).find((name) => !REFUND_FIELDS.has(name));
  if (unknown !== undefined) throw wrong(`参数${unknown}未定义`);
  const outRefundNo = readText(body, 'out_refund_no', 1, 64);
  if (!/^[0-9A-Za-z_\-|*@]+$/.test(outRefundNo)) throw wrong('商户退款单号包含非法字符');
  const { refund: asked, total, currency } = readObject(body, 'amount');
  if (currency !== 'CNY') throw wrong('参数amount.currency只支持CNY');
  const amount = readFen(asked, 'amount.refund');
  const paid = await books.find(readText(body, 'out_trade_no', 6, 32));
  if (paid === undefined || paid.paid_at === null)
    throw new Refusal(404, 'RESOURCE_NOT_EXISTS', '订单不存在');
  const known = await books.findRefund(outRefundNo);
  if (known !== undefined) {
    if (known.amount !== amount || known.out_trade_no !== paid.out_trade_no)
      throw wrong('订单金额或退款金额与之前请求不一致，请核实后再试');
    return { refund: known, isNew: false };
  }
  if (total !== paid.amount) throw wrong('订单金额或退款金额与之前请求不一致，请核实后再试');
  expectWithinLimits(await books.listRefunds(paid.out_trade_no), paid, now());
  const made = await books.refund({
    out_refund_no: outRefundNo,
    out_trade_no: paid.out_trade_no,
    amount,
    reason: body.reason === undefined ? null : readText(body, 'reason', 1, 80),
    notify_url: body.notify_url === undefined ? null : readText(body, 'notify_url', 1, 256),
    asked_at: new Date(now()),
    done_at: new Date(now() + rules.refundTakesMs()),
    outcome: rules.refundOutcome(),
  });
  if (made === undefined) throw new Refusal(400, 'INVALID_REQUEST', '申请退款金额超过订单可退金额');
  return { refund: made, isNew: true };
}

function expectWithinLimits(earlier: readonly Refund[], paid: Transaction, nowMs: number): void {
  if (nowMs - paid.paid_at!.getTime() > YEAR_MS)
    throw new Refusal(400, 'INVALID_REQUEST', '订单已超过可退款的最大期限');
  if (earlier.length >= MOST_PARTS) throw new Refusal(400, 'INVALID_REQUEST', '部分退款次数超过50次');
  const last = earlier.at(-1);
  if (last !== undefined && nowMs - last.asked_at.getTime() < MINUTE_MS)
    throw new Refusal(429, 'FREQUENCY_LIMITED', '同一笔订单的退款需间隔1分钟后重试');
}

/** As the service tells of a payment, in an answer and in a notice. */
export function toWire(books: Books, transaction: Transaction): object {
  const { amount, paid_at: paidAt, transaction_id: id, openid, attach } = transaction;
  const { appId, mchId } = books.keys();
  const words = { NOTPAY: '订单未支付', SUCCESS: '支付成功', CLOSED: '订单已关闭' };
  const told = { appid: appId, mchid: mchId, out_trade_no: transaction.out_trade_no };
  const state = { trade_state: transaction.trade_state, trade_state_desc: words[transaction.trade_state] };
  if (paidAt === null || id === null)
    return { ...told, ...state, amount: { total: amount, currency: 'CNY' } };
  return {
    ...told,
    transaction_id: id,
    trade_type: transaction.trade_type,
    ...state,
    bank_type: 'OTHERS',
    attach: attach ?? '',
    success_time: shanghai(paidAt),
    payer: { openid },
    amount: { total: amount, payer_total: amount, currency: 'CNY', payer_currency: 'CNY' },
  };
}

export function stateOfRefund(refund: Refund, nowMs: number): string {
  return refund.done_at.getTime() <= nowMs ? refund.outcome : 'PROCESSING';
}

export function refundToWire(refund: Refund, nowMs: number): object {
  const status = stateOfRefund(refund, nowMs);
  const { amount, total } = refund;
  return {
    refund_id: refund.refund_id,
    out_refund_no: refund.out_refund_no,
    transaction_id: refund.transaction_id,
    out_trade_no: refund.out_trade_no,
    channel: 'ORIGINAL',
    user_received_account: '招商银行信用卡0403',
    ...(status === 'SUCCESS' && { success_time: shanghai(refund.done_at) }),
    create_time: shanghai(refund.asked_at),
    status,
    funds_account: 'AVAILABLE',
    amount: {
      ...{ total, refund: amount, payer_total: total, payer_refund: amount, settlement_total: total },
      ...{ settlement_refund: amount, discount_refund: 0, currency: 'CNY', refund_fee: 0 },
    },
  };
}
