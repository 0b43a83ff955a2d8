import { m } from '#lib/words/m.ts';
import type { CaseFacts, NewCase, OpenCase } from '#server/modules/cases/index.ts';
import { formatAmount } from '../format/money.ts';

/** A case as it is read: its facts in words, amounts in yuan. */
export type CaseView = Pick<OpenCase, 'kind' | 'subject' | 'openedAt' | 'times'> & {
  readonly id: string;
  readonly facts: readonly string[];
};

export function viewCase(one: OpenCase): CaseView {
  const { caseId, kind, openedAt, times } = one;
  return { id: caseId, kind, subject: nameSubject(one), openedAt, times, facts: tellFacts(one) };
}

/** What a case is about. Where the subject only joins two facts, the one that matters. */
function nameSubject(one: NewCase): string {
  switch (one.kind) {
    case 'amount_differs':
    case 'payment_in_doubt':
      return m.case_fact_payment({ no: one.subject });
    case 'refund_refused':
    case 'refund_overdue':
      return m.case_fact_refund({ no: one.subject });
    case 'report_differs':
      return one.facts.about === 'payment'
        ? m.case_fact_payment({ no: one.subject })
        : m.case_fact_refund({ no: one.subject });
    case 'promise_without_refund':
      return m.case_fact_order({ no: one.subject });
    case 'not_in_books':
      return m.case_fact_moved({ no: one.subject });
    case 'webhook_failing':
      return one.facts.host;
    case 'stuck':
      return one.facts.about;
    case 'dead_letter':
      return one.subject;
  }
}

function tellFacts(one: NewCase): string[] {
  const amount = (fen: number): { amount: string } => ({ amount: formatAmount(fen) });
  switch (one.kind) {
    case 'amount_differs':
      return [
        m.case_fact_order({ no: one.facts.orderNo }),
        m.case_fact_due(amount(one.facts.expectedFen)),
        m.case_fact_reported(amount(one.facts.reportedFen)),
      ];
    case 'report_differs':
      return tellDifference(one.facts);
    case 'refund_refused':
      return [
        m.case_fact_order({ no: one.facts.orderNo }),
        m.case_fact_amount(amount(one.facts.amountFen)),
        m.case_fact_reason({ text: one.facts.reason }),
      ];
    case 'promise_without_refund':
      return [
        m.case_fact_promised(amount(one.facts.promisedFen)),
        m.case_fact_refunded(amount(one.facts.refundedFen)),
      ];
    case 'payment_in_doubt':
      return [
        m.case_fact_order({ no: one.facts.orderNo }),
        m.case_fact_amount(amount(one.facts.amountFen)),
        m.case_fact_gateway({ name: one.facts.gateway }),
      ];
    case 'refund_overdue':
      return [
        m.case_fact_order({ no: one.facts.orderNo }),
        m.case_fact_amount(amount(one.facts.amountFen)),
        m.case_fact_answer({ text: answerWords(one.facts.answer) }),
      ];
    case 'not_in_books':
      return [
        m.case_fact_order({ no: one.facts.orderNo }),
        m.case_fact_amount(amount(one.facts.movedFen)),
        m.case_fact_posted(amount(one.facts.postedFen)),
      ];
    case 'stuck':
      return [m.case_fact_job({ name: one.facts.job }), m.case_fact_reason({ text: one.facts.error })];
    case 'webhook_failing':
      return [
        m.case_fact_event({ name: one.facts.event }),
        m.case_fact_answer({ text: one.facts.answer }),
        m.case_fact_given_up({ count: one.facts.givenUp }),
        ...(one.facts.rests ? [m.case_fact_rests()] : []),
      ];
    case 'dead_letter':
      return [
        m.case_fact_listener({ name: one.facts.listener }),
        m.case_fact_event({ name: one.facts.event.type }),
        m.case_fact_reason({ text: one.facts.error }),
      ];
  }
}

function tellDifference({ orderNo, field, expected, reported }: CaseFacts['report_differs']): string[] {
  const shown = (text: string): string => (field === 'amount' ? formatAmount(Number(text)) : text);
  return [
    m.case_fact_order({ no: orderNo }),
    m.case_fact_expected({ what: DIFFERS[field](), text: shown(expected) }),
    m.case_fact_reported_as({ what: DIFFERS[field](), text: shown(reported) }),
  ];
}

const DIFFERS: Readonly<Record<CaseFacts['report_differs']['field'], () => string>> = {
  number: m.case_differs_number,
  merchant: m.case_differs_merchant,
  currency: m.case_differs_currency,
  amount: m.case_differs_amount,
  transaction: m.case_differs_transaction,
};

/** What a gateway said last, where it is one of our own words for its silence. */
function answerWords(answer: string): string {
  if (answer === 'unknown') return m.case_answer_unknown();
  if (answer === 'not_asked') return m.case_answer_not_asked();
  return answer === 'no_gateway' ? m.case_answer_no_gateway() : answer;
}
