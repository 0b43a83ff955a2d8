import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { openBooks, type Books, type Refund, type Transaction } from './books.ts';
import { makeNotices, type NoticeFault } from './notices.ts';
import { makeService, type Service } from './service.ts';
import type { SignBy } from './wire.ts';

export const OUTCOMES = [
  'succeed',
  'insufficient_funds',
  'bank_declined',
  'duplicate_callback',
  'late_callback',
  'dropped_callback',
  'forged_callback',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export function isOutcome(text: unknown): text is Outcome {
  return OUTCOMES.some((outcome) => outcome === text);
}

/**
 * How the service misbehaves. `silent`: it hangs; `silent_after`: it does what was asked, then hangs; `broken`: 500
 * SYSTEM_ERROR; `page`: what stands before it answers with a page; `forged`: answers signed by somebody else; `limited`: 429.
 */
export type ApiFault = 'silent' | 'silent_after' | 'broken' | 'page' | 'forged' | 'limited';

/** Until they are set back. */
export type Faults = {
  api?: ApiFault | undefined;
  notices?: NoticeFault | undefined;
  /** What becomes of refunds that are asked for now. */
  refunds?: Refund['outcome'] | undefined;
};

export type WechatPay = {
  readonly books: Books;
  readonly service: Service;
  readonly faults: Faults;
  now(): number;
  /** By which of its keys it signs notices, and answers to whoever names none. */
  signBy: SignBy;
  /** How long a refund is on its way. */
  refundTakesMs: number;
  /** What the payer does. Waits until the notices that are due at once were delivered. Undefined: there is no such payment. */
  play(outTradeNo: string, outcome: Outcome): Promise<Transaction | undefined>;
  /** Tells of a refund once its money is there. */
  followRefund(refund: Refund): void;
};

export type OpenWechatPay = {
  /** An advisory lock: two processes that start at once make the keys once. */
  readonly lock: number;
  now(): number;
};

/** Whoever plays: no person has this one. */
const PAYER = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

/** The other side of the gateway `wechat-pay`: its books, its rules, its notices. */
export async function openWechatPay(
  database: Pick<pg.Pool, 'query' | 'connect'>,
  { lock, now }: OpenWechatPay,
): Promise<WechatPay> {
  const books = await openBooks(database, lock, new Date(now()));
  const faults: Faults = {};
  const notices = makeNotices({ books, now, signBy: () => wechatPay.signBy, fault: () => faults.notices });
  const service = makeService({
    books,
    now,
    refundTakesMs: () => wechatPay.refundTakesMs,
    refundOutcome: () => faults.refunds ?? 'SUCCESS',
  });

  async function pay(outTradeNo: string, fault?: NoticeFault): Promise<void> {
    const paid = await books.pay(outTradeNo, new Date(now()), PAYER);
    if (paid !== undefined) await notices.paid(paid, fault);
  }

  async function carryOut(transaction: Transaction, outcome: Outcome): Promise<void> {
    const { out_trade_no: no } = transaction;
    switch (outcome) {
      case 'succeed':
        return pay(no);
      case 'duplicate_callback':
        return pay(no, 'repeated');
      case 'late_callback':
        return pay(no, 'late');
      case 'dropped_callback':
        return pay(no, 'dropped');
      case 'forged_callback':
        return notices.forge(transaction);
      // WeChat leaves the payment open: the payer may try again with another card, and the shop is told nothing.
      case 'insufficient_funds':
      case 'bank_declined':
        return books.noteTry(no, outcome);
    }
  }

  const wechatPay: WechatPay = {
    books,
    service,
    faults,
    now,
    signBy: 'public-key',
    refundTakesMs: 2_000,
    async play(outTradeNo, outcome) {
      const transaction = await books.find(outTradeNo);
      if (transaction === undefined) return undefined;
      await carryOut(transaction, outcome);
      return books.find(outTradeNo);
    },
    followRefund(refund) {
      const waitMs = Math.max(0, refund.done_at.getTime() - now());
      void pause(waitMs, undefined, { ref: false }).then(() => notices.refunded(refund));
    },
  };
  return wechatPay;
}
