import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { forgersKey } from '../forger.ts';
import type { Books, Refund, Transaction } from './books.ts';
import { stateOfRefund, toWire } from './service.ts';
import { seal, shanghai, signatureHeaders, type SignBy } from './wire.ts';

/** A notice that is not accepted is sent again after each of these pauses: with less patience than the real one. */
const RETRY_AFTER_MS = [500, 2_000, 5_000];
const LATE_BY_MS = 3_000;

/**
 * What becomes of the next notices. `late`: three seconds; `forged`: whoever sends it has no key of WeChat's; `wrong_key`: sealed by
 * another APIv3 key; `old`: signed ten minutes ago; `probe`: WeChat's own test, wrong on purpose, with the right one after it.
 */
export type NoticeFault =
  'dropped' | 'repeated' | 'late' | 'forged' | 'wrong_key' | 'wrong_nonce' | 'old' | 'probe';

export type Notice = {
  readonly id: string;
  readonly event: string;
  readonly type: string;
  readonly plain: object;
};

export type Notices = {
  paid(transaction: Transaction, fault?: NoticeFault): Promise<void>;
  /** Claims that somebody has paid who has not. */
  forge(transaction: Transaction): Promise<void>;
  refunded(refund: Refund): Promise<void>;
};

export type NoticeRules = {
  readonly books: Books;
  now(): number;
  signBy(): SignBy;
  /** Of every notice that is told nothing else. */
  fault(): NoticeFault | undefined;
};

export function makeNotices(rules: NoticeRules): Notices {
  const { books, now } = rules;
  return {
    paid: (transaction, fault = rules.fault()) =>
      tell(rules, transaction.notify_url, noticeOfPayment(books, transaction), fault),
    async forge(transaction) {
      const claimed = { ...transaction, trade_state: 'SUCCESS' as const, paid_at: new Date(now()) };
      const notice = noticeOfPayment(books, { ...claimed, transaction_id: `42000${'0'.repeat(23)}` });
      await post(rules, transaction.notify_url, notice, 'forged');
    },
    async refunded(refund) {
      const { notify_url: url } = refund;
      if (url !== null) await tell(rules, url, noticeOfRefund(books, refund, now()), rules.fault());
    },
  };
}

function noticeOfPayment(books: Books, transaction: Transaction): Notice {
  return {
    id: randomUUID(),
    event: 'TRANSACTION.SUCCESS',
    type: 'transaction',
    plain: toWire(books, transaction),
  };
}

function noticeOfRefund(books: Books, refund: Refund, nowMs: number): Notice {
  const { amount, total } = refund;
  const status = stateOfRefund(refund, nowMs);
  const plain = {
    mchid: books.keys().mchId,
    transaction_id: refund.transaction_id,
    out_trade_no: refund.out_trade_no,
    refund_id: refund.refund_id,
    out_refund_no: refund.out_refund_no,
    refund_status: status,
    success_time: shanghai(refund.done_at),
    user_received_account: '招商银行信用卡0403',
    amount: { total, refund: amount, payer_total: total, payer_refund: amount },
  };
  return { id: randomUUID(), event: `REFUND.${status}`, type: 'refund', plain };
}

async function tell(
  rules: NoticeRules,
  url: string,
  notice: Notice,
  fault: NoticeFault | undefined,
): Promise<void> {
  switch (fault) {
    case 'dropped':
      return;
    case 'repeated':
      await Promise.all([1, 2, 3].map(() => send(rules, url, notice)));
      return;
    case 'late':
      void pause(LATE_BY_MS, undefined, { ref: false }).then(() => send(rules, url, notice));
      return;
    case 'probe':
      await post(rules, url, notice, 'probe');
      return send(rules, url, notice);
    case 'forged':
    case 'wrong_key':
    case 'wrong_nonce':
    case 'old':
      await post(rules, url, notice, fault);
      return;
    case undefined:
      return send(rules, url, notice);
  }
}

/** Until it is accepted, under the same id. */
async function send(rules: NoticeRules, url: string, notice: Notice): Promise<void> {
  for (const waitMs of [0, ...RETRY_AFTER_MS]) {
    if (waitMs > 0) await pause(waitMs, undefined, { ref: false });
    const status = await post(rules, url, notice);
    if (status === 200 || status === 204) return;
  }
}

/** The status that the shop answers, or 0 where it does not. */
async function post(
  { books, now, signBy }: NoticeRules,
  url: string,
  { id, event, type, plain }: Notice,
  fault?: NoticeFault,
): Promise<number> {
  const keys = books.keys();
  const apiV3Key = fault === 'wrong_key' ? 'f'.repeat(32) : keys.apiV3Key;
  const sealed = seal(apiV3Key, JSON.stringify(plain), type);
  const resource = { original_type: type, ...sealed, ...(fault === 'wrong_nonce' && { nonce: 'short' }) };
  const body = JSON.stringify({
    id,
    create_time: shanghai(new Date(now())),
    resource_type: 'encrypt-resource',
    event_type: event,
    summary: type === 'refund' ? '退款成功' : '支付成功',
    resource,
  });
  const timestamp = Math.floor(now() / 1000) - (fault === 'old' ? 600 : 0);
  const headers = signatureHeaders(keys, signBy(), body, {
    timestamp,
    ...(fault === 'forged' && { privateKey: await forgersKey() }),
  });
  if (fault === 'probe')
    headers['wechatpay-signature'] = `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']!.slice(19)}`;
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'user-agent': 'Mozilla/4.0', ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(5_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    // The shop cannot be reached, or is too slow: the caller sends the notice again.
    return 0;
  }
}
