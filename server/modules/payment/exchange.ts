import { wordsIn, type Language, type Words } from '../../kernel/language.ts';
import type { StoredExchange } from './payment-events.sql.ts';

/** What can be said between us and a gateway, and how staff are told of it. */
const KINDS = {
  opening_asked: { zh: '请支付机构收款', en: 'Asked to take a payment' },
  opening_answered: { zh: '支付机构答收款', en: 'Answer about the payment' },
  query_answered: { zh: '查询付款，支付机构答', en: 'Asked about the payment; the answer' },
  closing_asked: { zh: '请支付机构关闭付款', en: 'Asked to close the payment' },
  closing_answered: { zh: '支付机构答关闭', en: 'Answer about closing' },
  refund_asked: { zh: '请支付机构退款', en: 'Asked to give money back' },
  refund_answered: { zh: '支付机构答退款', en: 'Answer about the refund' },
  refund_query_answered: { zh: '查询退款，支付机构答', en: 'Asked about the refund; the answer' },
  notified: { zh: '支付机构通知', en: 'Notified by the service' },
} satisfies Record<string, Words>;
export type ExchangeKind = keyof typeof KINDS;

const STATES: Readonly<Record<string, Words>> = {
  open: { zh: '可以付了', en: 'can be paid now' },
  refused: { zh: '拒绝', en: 'refused' },
  unknown: { zh: '没有回答', en: 'no answer' },
  pending: { zh: '处理中', en: 'under way' },
  closed: { zh: '已关闭', en: 'closed' },
  already_paid: { zh: '已经付了', en: 'paid already' },
  succeeded: { zh: '付款成功', en: 'paid' },
  failed: { zh: '付款失败', en: 'failed' },
  completed: { zh: '已退款', en: 'given back' },
  not_found: { zh: '没有这笔退款', en: 'no such refund' },
};

/** As staff read it, newest first in a list. */
export type ShownExchange = {
  readonly id: string;
  readonly at: Date;
  readonly kind: ExchangeKind;
  readonly gateway: string;
  readonly paymentNo: string;
  readonly refundNo: string | null;
  readonly what: string;
  /** What it came to; empty where something was asked. */
  readonly outcome: string;
  /** The service's own words: its code, its number, an amount in fen. */
  readonly facts: Readonly<Record<string, string | number>>;
};

export function showExchange(stored: StoredExchange, language: Language): ShownExchange {
  const { eventId, at, kind, gateway, paymentNo, refundNo, facts } = stored;
  const { state, ...rest } = facts;
  const outcome = typeof state === 'string' ? STATES[state] : undefined;
  return {
    ...{ id: eventId, at, kind, gateway, paymentNo, refundNo, facts: rest },
    what: wordsIn(KINDS[kind], language),
    outcome: outcome === undefined ? '' : wordsIn(outcome, language),
  };
}
