import type { Fen } from '../../kernel/money.ts';
import type { PaymentReport } from './gateway.ts';
import type { FailureCause } from './payment.failures.ts';
import { MAX_OPEN_PAYMENTS, MAX_PAYMENTS, type PaymentState } from './payment.ts';

/** What a gateway's report does to a payment in a state. */
export type ReportDecision =
  | { readonly do: 'nothing' }
  /** Money has moved: the order is to be told. */
  | { readonly do: 'succeed'; readonly reference: string }
  | { readonly do: 'fail'; readonly cause: FailureCause }
  | { readonly do: 'cancel' }
  /** The gateway names another amount than we asked for: a person must look. */
  | { readonly do: 'alarm'; readonly amount: Fen };

/** Money counts whenever it comes: a success is believed also after a failure, a cancellation or an expiry. */
export function decideReport(
  payment: { state: PaymentState; amountFen: Fen },
  report: PaymentReport,
): ReportDecision {
  switch (report.state) {
    case 'pending':
    case 'unknown':
      return { do: 'nothing' };
    case 'closed':
      return payment.state === 'pending' ? { do: 'cancel' } : { do: 'nothing' };
    case 'failed':
      return payment.state === 'pending' ? { do: 'fail', cause: report.cause } : { do: 'nothing' };
    case 'succeeded':
      if (hasMoney(payment.state)) return { do: 'nothing' };
      if (report.amount !== payment.amountFen) return { do: 'alarm', amount: report.amount };
      return { do: 'succeed', reference: report.reference };
  }
}

export function hasMoney(state: PaymentState): boolean {
  return state === 'succeeded' || state === 'partly_refunded' || state === 'refunded';
}

type Attempt = { readonly state: PaymentState; readonly openPlace: number | null; readonly createdAt: Date };

/** What another payment of an order needs first. */
export type RoomDecision<Of> =
  | { readonly do: 'open'; readonly place: number }
  /** All places are taken: the oldest payment that its payer was shown has to end before. */
  | { readonly do: 'close'; readonly payment: Of }
  | {
      readonly do: 'refuse';
      readonly code: 'too_many_open_payments' | 'too_many_payments';
      readonly limit: number;
    };

/**
 * Whether one more payment of an order may be opened, beside all there ever were. One that its gateway has not answered
 * yet is never closed for another: somebody is just opening it.
 */
export function decideRoom<Of extends Attempt & { readonly action: unknown }>(
  payments: readonly Of[],
): RoomDecision<Of> {
  if (payments.length >= MAX_PAYMENTS)
    return { do: 'refuse', code: 'too_many_payments', limit: MAX_PAYMENTS };
  const open = payments.filter(({ state }) => state === 'pending');
  if (open.length < MAX_OPEN_PAYMENTS) {
    const taken = new Set(open.map(({ openPlace }) => openPlace));
    for (let place = 1; ; place += 1) if (!taken.has(place)) return { do: 'open', place };
  }
  const [oldest] = open
    .filter(({ action }) => action !== null)
    .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  return oldest === undefined
    ? { do: 'refuse', code: 'too_many_open_payments', limit: MAX_OPEN_PAYMENTS }
    : { do: 'close', payment: oldest };
}
