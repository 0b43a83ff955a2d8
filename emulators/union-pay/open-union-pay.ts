import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { openBooks, type Books, type Trade } from './books.ts';
import { makeNotices, type NoticeFault, type Notices } from './notices.ts';
import { makeService, type Service } from './service.ts';

export const OUTCOMES = [
  'succeed',
  'insufficient_funds',
  'bank_declined',
  'limit_reached',
  'under_way',
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
 * How the service misbehaves. `silent`: it hangs; `silent_after`: it does what was asked, then hangs; `broken`: 500; `page`: what stands
 * before it answers with a page; `forged`: answers signed by a certificate of nobody's.
 */
export type ApiFault = 'silent' | 'silent_after' | 'broken' | 'page' | 'forged';

/** Until they are set back. */
export type Faults = {
  api?: ApiFault | undefined;
  notices?: NoticeFault | undefined;
  /** What becomes of refunds that are asked for now, by its code. */
  refunds?: string | undefined;
};

export type UnionPay = {
  readonly books: Books;
  readonly service: Service;
  readonly notices: Notices;
  readonly faults: Faults;
  now(): number;
  /** How long a refund is under way. */
  refundTakesMs: number;
  /** What the payer does. Waits until the notices that are due at once were delivered. Undefined: there is no such trade. */
  play(orderId: string, outcome: Outcome, card?: Card): Promise<Trade | undefined>;
  /** Tells of a refund once its money has moved, or did not. */
  followRefund(refund: Trade): void;
};

/** `01`: debit; `02`: credit. */
export type Card = '01' | '02';

export type OpenUnionPay = {
  /** An advisory lock: two processes that start at once make the keys once. */
  readonly lock: number;
  now(): number;
};

/** The other side of the gateway `union-pay`: its books, its rules, its notices. */
export async function openUnionPay(
  database: Pick<pg.Pool, 'query' | 'connect'>,
  { lock, now }: OpenUnionPay,
): Promise<UnionPay> {
  const books = await openBooks(database, lock, new Date(now()));
  const faults: Faults = {};
  const notices = makeNotices({ books, now, fault: () => faults.notices });
  const service = makeService({
    books,
    now,
    refundTakesMs: () => unionPay.refundTakesMs,
    refundCode: () => faults.refunds ?? '00',
  });

  async function carryOut(trade: Trade, outcome: Outcome, card: Card): Promise<void> {
    const settle = (code: string): Promise<Trade | undefined> =>
      books.settle(trade, { code, at: new Date(now()), card });
    const pay = async (fault?: NoticeFault): Promise<void> => {
      if (trade.ends_at !== null && trade.ends_at.getTime() <= now()) return;
      const paid = await settle('00');
      if (paid !== undefined) await notices.tell(paid, fault);
    };
    switch (outcome) {
      case 'succeed':
        return pay();
      case 'duplicate_callback':
        return pay('repeated');
      case 'late_callback':
        return pay('late');
      case 'dropped_callback':
        return pay('dropped');
      case 'forged_callback':
        return notices.forge(trade);
      // UnionPay tells of success alone, and the payer may try another card on the same page.
      case 'insufficient_funds':
      case 'bank_declined':
      case 'limit_reached':
      case 'under_way':
        await settle(CODES[outcome]);
    }
  }

  const unionPay: UnionPay = {
    books,
    service,
    notices,
    faults,
    now,
    refundTakesMs: 2_000,
    async play(orderId, outcome, card = '01') {
      const trade = await books.findByNumber(orderId);
      if (trade === undefined) return undefined;
      await carryOut(trade, outcome, card);
      return books.findByNumber(orderId);
    },
    followRefund(refund) {
      // A timer may be a moment early, and would tell that the refund is still under way.
      const waitMs = Math.max(0, refund.done_at!.getTime() - now()) + 20;
      void pause(waitMs, undefined, { ref: false }).then(() => notices.tell(refund));
    },
  };
  return unionPay;
}

const CODES = {
  insufficient_funds: '64',
  bank_declined: '60',
  limit_reached: '33',
  under_way: '05',
} as const;
