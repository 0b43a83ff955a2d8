import { m } from '#lib/words/m.ts';
import type { CaseKind } from '#server/modules/cases/index.ts';
import type { IconName } from '../icon/icons.ts';

type KindWords = { readonly icon: IconName; readonly name: () => string; readonly todo: () => string };

/** What each kind of case is called, what it means and what is to be done about it. */
const KINDS: Readonly<Record<CaseKind, KindWords>> = {
  amount_differs: { icon: 'receipt-text', name: m.case_amount_differs, todo: m.case_amount_differs_todo },
  report_differs: {
    icon: 'triangle-alert',
    name: m.case_report_differs,
    todo: m.case_report_differs_todo,
  },
  refund_refused: { icon: 'undo-2', name: m.case_refund_refused, todo: m.case_refund_refused_todo },
  promise_without_refund: {
    icon: 'wallet',
    name: m.case_promise_without_refund,
    todo: m.case_promise_without_refund_todo,
  },
  payment_in_doubt: {
    icon: 'circle-question-mark',
    name: m.case_payment_in_doubt,
    todo: m.case_payment_in_doubt_todo,
  },
  refund_overdue: { icon: 'clock', name: m.case_refund_overdue, todo: m.case_refund_overdue_todo },
  not_in_books: { icon: 'scroll-text', name: m.case_not_in_books, todo: m.case_not_in_books_todo },
  stuck: { icon: 'refresh-cw', name: m.case_stuck, todo: m.case_stuck_todo },
  webhook_failing: { icon: 'webhook', name: m.case_webhook_failing, todo: m.case_webhook_failing_todo },
  dead_letter: { icon: 'inbox', name: m.case_dead_letter, todo: m.case_dead_letter_todo },
};

export function isCaseKind(text: unknown): text is CaseKind {
  return typeof text === 'string' && Object.hasOwn(KINDS, text);
}

export function caseKind(kind: CaseKind): string {
  return KINDS[kind].name();
}

export function caseIcon(kind: CaseKind): IconName {
  return KINDS[kind].icon;
}

export function caseTodo(kind: CaseKind): string {
  return KINDS[kind].todo();
}
