import type { AnyEvent } from '../../platform/events.ts';
import type { Fen } from '../../kernel/money.ts';
import type { OrderNo, PaymentNo } from '../../kernel/ids.ts';

/** What needs a person, by its kind: the facts that tell somebody what is wrong. Ids and amounts, nothing personal. */
export type CaseFacts = {
  /** A gateway names another amount than it was asked for. The subject is the payment. */
  amount_differs: { orderNo: OrderNo; expectedFen: Fen; reportedFen: Fen };
  /** A gateway speaks of other money than it was asked for. The subject is the payment or the refund. */
  report_differs: {
    orderNo: OrderNo;
    about: 'payment' | 'refund';
    /** What differs, and how: amounts in fen, account, currency and number as they are written. */
    field: 'number' | 'merchant' | 'currency' | 'amount' | 'transaction';
    expected: string;
    reported: string;
  };
  /** A gateway refuses to give money back. The subject is the refund. */
  refund_refused: { orderNo: OrderNo; paymentNo: PaymentNo; amountFen: Fen; reason: string };
  /** Refunds of an order do not add up to what its timeline promises. The subject is the order. */
  promise_without_refund: { promisedFen: Fen; refundedFen: Fen };
  /** A gateway does not say what became of a payment whose time is over. The subject is the payment. */
  payment_in_doubt: { orderNo: OrderNo; gateway: string; amountFen: Fen };
  /** Money is on its way back for longer than it should be. `answer`: what the gateway said last. The subject is the refund. */
  refund_overdue: { orderNo: OrderNo; paymentNo: PaymentNo; amountFen: Fen; answer: string };
  /** Money has moved, and the books have another amount or none. The subject is the payment or refund. */
  not_in_books: { orderNo: OrderNo; movedFen: Fen; postedFen: Fen };
  /** A job cannot do what is due about something, and does all the others. The subject names both. */
  stuck: { job: string; about: string; error: string };
  /** A program elsewhere is not to be told of events: how many were given up, and whether it rests. The subject is the endpoint. */
  webhook_failing: { host: string; event: string; answer: string; givenUp: number; rests: boolean };
  /** A listener has failed at an event for the last time. The subject names both. */
  dead_letter: { listener: string; event: AnyEvent; error: string };
};
export type CaseKind = keyof CaseFacts;

export const CASE_KINDS = [
  'amount_differs',
  'report_differs',
  'refund_refused',
  'promise_without_refund',
  'payment_in_doubt',
  'refund_overdue',
  'not_in_books',
  'stuck',
  'webhook_failing',
  'dead_letter',
] as const satisfies readonly CaseKind[];

export type CaseKey<Kind extends CaseKind = CaseKind> = { readonly kind: Kind; readonly subject: string };

export type NewCase = {
  [Kind in CaseKind]: CaseKey<Kind> & { readonly facts: Readonly<CaseFacts[Kind]> };
}[CaseKind];

/**
 * How a case ended: the fact itself resolved it, somebody has said so and why, or an event was told once more (that fails
 * again as another case).
 */
export type Ending = 'resolved' | 'dismissed' | 'retold';

export type OpenCase = NewCase & {
  readonly caseId: string;
  readonly openedAt: Date;
  readonly metAt: Date;
  readonly times: number;
};

/** Open cases of one kind together. */
export type Waiting = { readonly kind: CaseKind; readonly count: number; readonly oldestAt: Date };
