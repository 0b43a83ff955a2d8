import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { forgersKey } from '../forger.ts';
import type { Books, Refund, Trade } from './books.ts';
import { yuan } from './service.ts';
import { shanghai, writeNotice, type Parameters } from './wire.ts';

/** A notice that is not accepted is sent again after each of these pauses: with less patience than the real one. */
const RETRY_AFTER_MS = [500, 2_000, 5_000];
const LATE_BY_MS = 3_000;
const OLD_MS = 3 * 86_400_000;

/**
 * What becomes of the next notices. `late`: three seconds, behind whatever is sent meanwhile; `forged`: whoever sends it has no key of
 * Alipay's; `gbk`: in that charset; `other_app`, `other_seller`: for somebody else, and truly signed; `old`: three days.
 */
export type NoticeFault =
  'dropped' | 'repeated' | 'late' | 'forged' | 'gbk' | 'other_app' | 'other_seller' | 'old';

export type Notices = {
  paid(trade: Trade, fault?: NoticeFault): Promise<void>;
  /** Claims that somebody has paid who has not. */
  forge(trade: Trade): Promise<void>;
  refunded(trade: Trade, refund: Refund): Promise<void>;
};

export type NoticeRules = {
  readonly books: Books;
  now(): number;
  /** Of every notice that is told nothing else. */
  fault(): NoticeFault | undefined;
};

export function makeNotices(rules: NoticeRules): Notices {
  return {
    paid: (trade, fault = rules.fault()) => tell(rules, trade, fieldsOf(rules, trade), fault),
    async forge(trade) {
      const claimed = { ...trade, trade_status: 'TRADE_SUCCESS' as const, paid_at: new Date(rules.now()) };
      await post(rules, trade, fieldsOf(rules, claimed), 'forged');
    },
    async refunded(trade, refund) {
      const refunds = await rules.books.listRefunds(trade.out_trade_no);
      const sum = refunds.reduce((all, { amount }) => all + amount, 0);
      const about = {
        refund_fee: yuan(sum),
        gmt_refund: `${shanghai(refund.done_at)}.000`,
        out_biz_no: refund.out_request_no,
        ...(trade.trade_status === 'TRADE_CLOSED' && { gmt_close: shanghai(refund.done_at) }),
      };
      await tell(rules, trade, { ...fieldsOf(rules, trade), ...about }, rules.fault());
    },
  };
}

/** Its id stays the same however often it is sent. */
function fieldsOf({ books, now }: NoticeRules, trade: Trade): Parameters {
  const { appId, sellerId } = books.keys();
  const { paid_at: paidAt, amount, hb_fq_num: periods } = trade;
  return {
    gmt_create: shanghai(trade.created_at ?? new Date(now())),
    seller_email: 'shop@example.com',
    subject: trade.subject,
    buyer_id: '2088102000000001',
    buyer_logon_id: '138****0001',
    invoice_amount: yuan(amount),
    notify_id: `${shanghai(new Date(now())).slice(0, 10).replaceAll('-', '')}${randomUUID().replaceAll('-', '')}`,
    fund_bill_list: JSON.stringify([
      { amount: yuan(amount), fundChannel: periods === null ? 'ALIPAYACCOUNT' : 'PCREDIT' },
    ]),
    notify_type: 'trade_status_sync',
    trade_status: trade.trade_status,
    receipt_amount: yuan(amount),
    buyer_pay_amount: yuan(amount),
    app_id: appId,
    auth_app_id: appId,
    seller_id: sellerId,
    ...(paidAt !== null && { gmt_payment: shanghai(paidAt) }),
    notify_time: shanghai(new Date(now())),
    out_trade_no: trade.out_trade_no,
    total_amount: yuan(amount),
    trade_no: trade.trade_no ?? '2026112722001400000000000000',
    point_amount: '0.00',
  };
}

async function tell(
  rules: NoticeRules,
  trade: Trade,
  fields: Parameters,
  fault: NoticeFault | undefined,
): Promise<void> {
  switch (fault) {
    case 'dropped':
      return;
    case 'repeated':
      await Promise.all([1, 2, 3].map(() => send(rules, trade, fields)));
      return;
    case 'late':
      void pause(LATE_BY_MS, undefined, { ref: false }).then(() => send(rules, trade, fields));
      return;
    case 'forged':
    case 'gbk':
    case 'other_app':
    case 'other_seller':
    case 'old':
      await post(rules, trade, fields, fault);
      return;
    case undefined:
      return send(rules, trade, fields);
  }
}

async function send(rules: NoticeRules, trade: Trade, fields: Parameters): Promise<void> {
  for (const waitMs of [0, ...RETRY_AFTER_MS]) {
    if (waitMs > 0) await pause(waitMs, undefined, { ref: false });
    if (await post(rules, trade, fields)) return;
  }
}

const CHANGED: Readonly<Record<string, Parameters>> = {
  other_app: { app_id: '2021990000000999' },
  other_seller: { seller_id: '2088990000000999' },
};

/** True where the shop has answered the seven characters. */
async function post(
  { books, now }: NoticeRules,
  { notify_url: url }: Trade,
  fields: Parameters,
  fault?: NoticeFault,
): Promise<boolean> {
  if (url === null) return true;
  const privateKey = fault === 'forged' ? await forgersKey() : books.keys().alipay.privateKey;
  const time = shanghai(new Date(now() - (fault === 'old' ? OLD_MS : 0)));
  const told = { ...fields, ...CHANGED[fault ?? ''], ...(fault === 'old' && { notify_time: time }) };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': `application/x-www-form-urlencoded; text/html; charset=${fault === 'gbk' ? 'GBK' : 'utf-8'}`,
      },
      body: writeNotice(told, { privateKey, inGbk: fault === 'gbk' }),
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    });
    return (await response.text()) === 'success' && response.status === 200;
  } catch {
    // The shop cannot be reached: the caller sends the notice again.
    return false;
  }
}
