import type { Problems } from '../../platform/http/problems.ts';

export const catalogProblems = {
  product_not_found: {
    status: 404,
    title: { zh: '没有这个商品', en: 'No such product' },
    detail: {
      zh: '商品不存在或已下架，可以搜索类似的商品。',
      en: 'It does not exist or is no longer sold. Search for something like it.',
    },
  },
  category_not_found: {
    status: 404,
    title: { zh: '没有这个分类', en: 'No such category' },
    detail: {
      zh: '请从 GET /categories 的结果里选择 slug。',
      en: 'Choose a slug from the answer of GET /categories.',
    },
  },
  cursor_invalid: {
    status: 400,
    title: { zh: '翻页游标无效', en: 'The cursor is not valid' },
    detail: {
      zh: '游标只能用于产生它的那个查询；请去掉 cursor，从第一页开始。',
      en: 'A cursor belongs to the query that answered it. Leave cursor out and begin with the first page.',
    },
  },
} as const satisfies Problems;
