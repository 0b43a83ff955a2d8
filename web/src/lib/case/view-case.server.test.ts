import { expect, test } from 'vitest';
import type { NewCase, OpenCase } from '#server/modules/cases/index.ts';
import { viewCase } from './view-case.server.ts';

const at = new Date('2026-11-27T00:00:00Z');
const view = (one: NewCase) => {
  const { subject, facts } = viewCase({ ...one, caseId: 'c', openedAt: at, metAt: at, times: 1 } as OpenCase);
  return { subject, facts };
};
/** Numbers as rows have them: branded by nobody here. */
const given = (one: { kind: NewCase['kind']; subject: string; facts: object }) => view(one as NewCase);

test('the facts of a case are told in words, and amounts in yuan', () => {
  const facts = { orderNo: 'KS1', expectedFen: 125_800, reportedFen: 12_580 };
  expect(given({ kind: 'amount_differs', subject: 'PM1', facts })).toEqual({
    subject: '付款 PM1',
    facts: ['订单 KS1', '应收 ¥1,258.00', '支付机构报 ¥125.80'],
  });
});

test('what a gateway said last is told in its words, and its silence in ours', () => {
  const facts = { orderNo: 'KS1', paymentNo: 'PM1', amountFen: 100, answer: 'unknown' };
  const last = (answer: string) =>
    given({ kind: 'refund_overdue', subject: 'RF1', facts: { ...facts, answer } }).facts.at(-1);
  expect(['unknown', 'not_asked', 'no_gateway', 'PROCESSING'].map(last)).toEqual([
    '最后的回答：没有回答',
    '最后的回答：还没问到',
    '最后的回答：这家支付机构没有接上',
    '最后的回答：PROCESSING',
  ]);
});

test('of an event that could not be told its kind is shown, and nothing else that it holds', () => {
  const facts = {
    listener: 'messaging',
    event: { type: 'phone_changed', v: 1, phone: 'x' },
    error: 'no answer',
  };
  const shown = given({ kind: 'dead_letter', subject: 'messaging 1', facts });
  expect(shown.facts).toEqual(['要通知的模块 messaging', '事件 phone_changed', '原因：no answer']);
});
