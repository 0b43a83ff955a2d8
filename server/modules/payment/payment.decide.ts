import type { Fen } from '../../kernel/money.ts';
import type { PaymentReport } from './gateway.ts';
import type { PaymentState } from './payment.ts';

/** What a gateway's report does to a payment in a state. */
export type ReportDecision =
  | { readonly do: 'nothing' }
  /** Money has moved: the order is to be told. */
  | { readonly do: 'succeed'; readonly reference: string }
  | { readonly do: 'fail'; readonly failureCode: string }
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
      return payment.state === 'pending'
        ? { do: 'fail', failureCode: report.failureCode }
        : { do: 'nothing' };
    case 'succeeded':
      if (hasMoney(payment.state)) return { do: 'nothing' };
      if (report.amount !== payment.amountFen) return { do: 'alarm', amount: report.amount };
      return { do: 'succeed', reference: report.reference };
  }
}

export function hasMoney(state: PaymentState): boolean {
  return state === 'succeeded' || state === 'partly_refunded' || state === 'refunded';
}
