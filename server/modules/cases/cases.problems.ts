import { problem, type Problems } from '../../platform/http/problem.ts';

export const caseProblems = {
  case_not_open: problem({
    status: 404,
    title: { zh: '没有这件待办', en: 'No such open case' },
    detail: {
      zh: '这件事已经处理完，或从来没有过。请刷新列表。',
      en: 'It was dealt with already, or never was. Look at the list again.',
    },
  }),
} satisfies Problems;
