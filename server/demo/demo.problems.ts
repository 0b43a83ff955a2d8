import { problem, type Problems } from '../platform/http/problem.ts';

export const demoProblems = {
  unknown_payment: problem({
    status: 404,
    title: { zh: '沙盒里没有这笔付款', en: 'The sandbox knows no such payment' },
    detail: { zh: '请先为订单发起沙盒付款。', en: 'Open a sandbox payment for the order first.' },
  }),
} satisfies Problems;
