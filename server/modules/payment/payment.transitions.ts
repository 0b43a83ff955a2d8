import type { PaymentState } from './payment.ts';

export type RefundState = 'requested' | 'completed' | 'refused';

type Moves<State extends string> = Readonly<Record<string, Partial<Record<State, State>>>>;

/** Every legal move of a payment, and no other. Money counts whenever it comes. */
export const PAYMENT_MOVES = {
  money_came: { pending: 'succeeded', failed: 'succeeded', cancelled: 'succeeded', expired: 'succeeded' },
  failed: { pending: 'failed' },
  closed: { pending: 'cancelled' },
  closed_after_its_time: { pending: 'expired' },
  some_went_back: { succeeded: 'partly_refunded', partly_refunded: 'partly_refunded' },
  all_went_back: { succeeded: 'refunded', partly_refunded: 'refunded' },
} as const satisfies Moves<PaymentState>;
export type PaymentMove = keyof typeof PAYMENT_MOVES;

/** Every legal move of a refund, and no other. Money that has gone counts, also where its gateway had refused to give it. */
export const REFUND_MOVES = {
  money_went: { requested: 'completed', refused: 'completed' },
  refused: { requested: 'refused' },
  asked_again: { refused: 'requested' },
} as const satisfies Moves<RefundState>;
export type RefundMove = keyof typeof REFUND_MOVES;

/** The state after a move. Throws where a payment in this state cannot make it: whoever asks has decided wrongly. */
export function afterMove(from: PaymentState, move: PaymentMove): PaymentState {
  return must('payment', PAYMENT_MOVES[move] as Partial<Record<PaymentState, PaymentState>>, from, move);
}

/** The same of a refund. */
export function afterRefundMove(from: RefundState, move: RefundMove): RefundState {
  return must('refund', REFUND_MOVES[move] as Partial<Record<RefundState, RefundState>>, from, move);
}

function must<State extends string>(
  noun: string,
  targets: Partial<Record<State, State>>,
  from: State,
  move: string,
): State {
  const to = targets[from];
  if (to === undefined) throw new Error(`a ${noun} that is ${from} cannot make the move ${move}`);
  return to;
}
