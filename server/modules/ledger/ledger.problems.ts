import { problem, type Problems } from '../../platform/http/problem.ts';

export const ledgerProblems = {
  no_such_day: problem({
    status: 422,
    title: { zh: '没有这一天', en: 'No such day' },
    detail: {
      zh: '日期写成 2026-11-27 这样，按北京时间算。',
      en: 'Write a day like 2026-11-27; days are those of Shanghai.',
    },
  }),
} satisfies Problems;
