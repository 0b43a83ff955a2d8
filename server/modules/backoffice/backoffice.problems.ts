import { problem, type Problems } from '../../platform/http/problem.ts';
import type { TooManyFilters } from './list-views.ts';
import { MOST_FILTERS } from './list-views.sql.ts';

export const backofficeProblems = {
  filter_not_found: problem({
    status: 404,
    title: { zh: '没有这个筛选', en: 'No such filter' },
    detail: {
      zh: '它已经删掉了，或者是别人的：别人共享的只有本人能删。',
      en: 'It was removed, or it is somebody else’s: what others share only they can remove.',
    },
  }),
  too_many_filters: problem({
    status: 409,
    title: { zh: '保存的筛选满了', en: 'Too many saved filters' },
    detail: ({ limit }: Omit<TooManyFilters, 'code'>) => ({
      zh: `每人最多保存 ${limit} 个筛选，先删掉一个不用的。`,
      en: `Everybody keeps ${limit} at most. Remove one first.`,
    }),
    example: { limit: MOST_FILTERS },
  }),
} satisfies Problems;
