import type { PaymentNo } from '../../kernel/ids.ts';
import type { Fen } from '../../kernel/money.ts';
import type { PaymentReport, ReceivedMoney, RefundRefusal, RefundReport } from './gateway.ts';
import type { FailureCause } from './payment.failures.ts';
import type { RefundState } from './payment.transitions.ts';
import { MAX_OPEN_PAYMENTS, MAX_PAYMENTS, type PaymentState } from './payment.ts';

/** What a gateway's report does to a payment in a state. */
export type ReportDecision =
  | { readonly do: 'nothing' }
  /** Money has moved: the order is to be told. */
  | { readonly do: 'succeed'; readonly reference: string }
  | { readonly do: 'fail'; readonly cause: FailureCause }
  | { readonly do: 'cancel' }
  /** The gateway speaks of other money than we asked for: a person must look. */
  | { readonly do: 'alarm'; readonly difference: Difference };

/** What a gateway says otherwise than it was asked, as texts that staff read. */
export type Difference = {
  readonly field: 'number' | 'merchant' | 'currency' | 'amount' | 'transaction';
  readonly expected: string;
  readonly reported: string;
};

/** What of a payment a report is compared with. `merchant`: null in payments of before it was written down. */
export type ComparedPayment = {
  readonly paymentNo: string;
  readonly state: PaymentState;
  readonly amountFen: Fen;
  readonly merchant: string | null;
  /** Of one that has money: the gateway's number of its transaction. */
  readonly reference: string | null;
};

/**
 * Money counts whenever it comes: a success is believed also after a failure, a cancellation or an expiry. The same
 * transaction again is no news; another one for a payment that has its money is a difference like another amount.
 */
export function decideReport(payment: ComparedPayment, report: PaymentReport): ReportDecision {
  switch (report.state) {
    case 'pending':
    case 'unknown':
      return { do: 'nothing' };
    case 'closed':
      return payment.state === 'pending' ? { do: 'cancel' } : { do: 'nothing' };
    case 'failed':
      return payment.state === 'pending' ? { do: 'fail', cause: report.cause } : { do: 'nothing' };
    case 'succeeded':
      return decideMoney(payment, report);
  }
}

function decideMoney(payment: ComparedPayment, money: ReceivedMoney): ReportDecision {
  const isBooked = hasMoney(payment.state);
  const difference = firstDifference([
    ['number', payment.paymentNo, money.paymentNo],
    ['merchant', payment.merchant ?? money.merchant, money.merchant],
    ['currency', CURRENCY, money.currency],
    ['amount', String(payment.amountFen), String(money.amount)],
    ['transaction', isBooked ? (payment.reference ?? '') : money.reference, money.reference],
  ]);
  if (difference !== undefined) return { do: 'alarm', difference };
  return isBooked ? { do: 'nothing' } : { do: 'succeed', reference: money.reference };
}

/** The shop is paid in this alone. */
const CURRENCY = 'CNY';

function firstDifference(
  compared: readonly (readonly [Difference['field'], string, string])[],
): Difference | undefined {
  const found = compared.find(([, expected, reported]) => expected !== reported);
  return found && { field: found[0], expected: found[1], reported: found[2] };
}

/** What a gateway's report does to a refund. */
export type RefundDecision =
  | { readonly do: 'nothing' }
  | { readonly do: 'complete'; readonly reference: string }
  | { readonly do: 'refuse'; readonly reason: RefundRefusal }
  | { readonly do: 'alarm'; readonly difference: Difference };

/** One that waits is left to its job. Money that has gone counts, also where the gateway had refused to give it. */
export function decideRefundReport(
  refund: { readonly state: RefundState; readonly amountFen: Fen },
  report: RefundReport,
): RefundDecision {
  switch (report.state) {
    case 'pending':
    case 'unknown':
      return { do: 'nothing' };
    case 'refused':
      return refund.state === 'requested' ? { do: 'refuse', reason: report.reason } : { do: 'nothing' };
    case 'completed': {
      if (refund.state === 'completed') return { do: 'nothing' };
      const difference = firstDifference([
        ['currency', CURRENCY, report.currency],
        ['amount', String(refund.amountFen), String(report.amount)],
      ]);
      return difference ? { do: 'alarm', difference } : { do: 'complete', reference: report.reference };
    }
  }
}

export function hasMoney(state: PaymentState): boolean {
  return state === 'succeeded' || state === 'partly_refunded' || state === 'refunded';
}

type Attempt = {
  readonly paymentNo: PaymentNo;
  readonly state: PaymentState;
  readonly openPlace: number | null;
  readonly action: unknown;
};

/** What another payment of an order needs first. */
export type RoomDecision<Of> =
  | { readonly do: 'open'; readonly place: number }
  /** One attempt at a time: these were shown to their payer, and end before. */
  | { readonly do: 'close'; readonly payments: readonly Of[] }
  | {
      readonly do: 'refuse';
      readonly code: 'too_many_open_payments' | 'too_many_payments';
      readonly limit: number;
    };

/**
 * Whether one more payment of an order may be opened, beside all there ever were. What is open ends first. One that its gateway
 * does not close now (`silent`) keeps nobody from paying another way: it keeps its place, and is closed afterwards. So is one
 * that its gateway has not answered yet, since somebody is just opening it.
 */
export function decideRoom<Of extends Attempt>(
  payments: readonly Of[],
  silent: ReadonlySet<PaymentNo>,
): RoomDecision<Of> {
  if (payments.length >= MAX_PAYMENTS)
    return { do: 'refuse', code: 'too_many_payments', limit: MAX_PAYMENTS };
  const open = payments.filter(({ state }) => state === 'pending');
  const toClose = open.filter(({ action, paymentNo }) => action !== null && !silent.has(paymentNo));
  if (toClose.length > 0) return { do: 'close', payments: toClose };
  if (open.length >= MAX_OPEN_PAYMENTS)
    return { do: 'refuse', code: 'too_many_open_payments', limit: MAX_OPEN_PAYMENTS };
  const taken = new Set(open.map(({ openPlace }) => openPlace));
  for (let place = 1; ; place += 1) if (!taken.has(place)) return { do: 'open', place };
}
