import { problem, type Problems } from '../../../platform/http/problem.ts';
import type { FestivalKey } from './festivals.ts';

export const calendarProblems = {
  holiday_year_unknown: problem({
    status: 422,
    title: { zh: '这一年的放假安排还不知道', en: 'The holidays of that year are not known' },
    detail: ({ year }: { festival: FestivalKey; year: number }) => ({
      zh: `${year} 年的放假安排国务院还没有公布，或者程序还没有更新。请直接填开始和结束时间，或先把这些日子加到自己的日历。`,
      en: `The public holidays of ${year} are not announced, or the program was not updated since. Give the period itself, or add the days to the calendar of the shop.`,
    }),
    example: { festival: 'spring_festival', year: 2099 },
  }),
  own_days_invalid: problem({
    status: 422,
    title: { zh: '日子没有填对', en: 'The days are not right' },
    detail: {
      zh: '要有名称，最后一天不早于第一天。',
      en: 'They need a name, and a last day that is not before the first.',
    },
  }),
  own_days_not_found: problem({
    status: 404,
    title: { zh: '没有这些日子', en: 'No such days' },
    detail: { zh: '可能刚被去掉，请重新读取。', en: 'They may just have been removed. Read them again.' },
  }),
} satisfies Problems;
