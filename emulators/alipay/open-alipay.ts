import type pg from 'pg';
import { openBooks, type Books, type Trade } from './books.ts';
import { makeNotices, type NoticeFault } from './notices.ts';
import { makeService, type RefundFault, type Service } from './service.ts';

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
 * How the service misbehaves. `silent`: it hangs; `silent_after`: it does what was asked, then hangs; `broken`: 500; `page`: what
 * stands before it answers with a page; `forged`: answers signed by somebody else; `unsure`: 20000, though it did what was asked;
 * `limited`: asked too often; `gbk`: answers in that charset, as errors come now and then.
 */
export type ApiFault =
  'silent' | 'silent_after' | 'broken' | 'page' | 'forged' | 'unsure' | 'limited' | 'gbk';

/** Until they are set back. */
export type Faults = {
  api?: ApiFault | undefined;
  notices?: NoticeFault | undefined;
  refunds?: RefundFault | undefined;
};

export type Alipay = {
  readonly books: Books;
  readonly service: Service;
  readonly faults: Faults;
  now(): number;
  /** Whether the merchant's app is one of certificates. */
  byCertificates: boolean;
  /**
   * What the payer does, who comes to it first where nobody has yet. Waits until the notices that are due at once were delivered.
   * Undefined: there is nothing of that number.
   */
  play(outTradeNo: string, outcome: Outcome): Promise<Trade | undefined>;
};

export type OpenAlipay = {
  /** An advisory lock: two processes that start at once make the keys once. */
  readonly lock: number;
  now(): number;
  /** Where a payer's browser reaches the pages, without a slash at its end. */
  payUrl(): string;
};

/** The other side of the gateway `alipay`: its books, its rules, its notices. */
export async function openAlipay(
  database: Pick<pg.Pool, 'query' | 'connect'>,
  { lock, now, payUrl }: OpenAlipay,
): Promise<Alipay> {
  const books = await openBooks(database, lock, new Date(now()));
  const faults: Faults = {};
  const notices = makeNotices({ books, now, fault: () => faults.notices });
  const service = makeService({
    ...{ books, now, payUrl },
    refunds: () => faults.refunds,
    // Behind the answer to whoever asked for the refund.
    onRefund: (trade, refund) => void setImmediate(() => void notices.refunded(trade, refund)),
  });

  async function pay(outTradeNo: string, fault?: NoticeFault): Promise<void> {
    const paid = await books.pay(outTradeNo, new Date(now()));
    if (paid !== undefined) await notices.paid(paid, fault);
  }

  async function carryOut(trade: Trade, outcome: Outcome): Promise<void> {
    const { out_trade_no: no } = trade;
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
        return notices.forge(trade);
      // Alipay leaves the trade open: the payer may try again with another card, and the shop is told nothing.
      case 'insufficient_funds':
      case 'bank_declined':
        return books.noteTry(no, outcome);
    }
  }

  return {
    books,
    service,
    faults,
    now,
    byCertificates: false,
    async play(outTradeNo, outcome) {
      const trade = await books.find(outTradeNo);
      if (trade === undefined) return undefined;
      if (outcome !== 'forged_callback') await books.visit(outTradeNo, new Date(now()));
      await carryOut(trade, outcome);
      return books.find(outTradeNo);
    },
  };
}
