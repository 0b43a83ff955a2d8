import type { SkuId } from '../../kernel/ids.ts';
import { problem, type Problems } from '../../platform/http/problem.ts';

/** Of carts and orders; a cart is asked for one at a time, so it does not say which. */
const UNFIT_SKUS: { readonly skuIds?: readonly SkuId[] } = { skuIds: ['1024' as SkuId] };

export const catalogProblems = {
  product_not_found: problem({
    status: 404,
    title: { zh: '没有这个商品', en: 'No such product' },
    detail: {
      zh: '商品不存在或已下架，可以搜索类似的商品。',
      en: 'It does not exist or is no longer sold. Search for something like it.',
    },
  }),
  category_not_found: problem({
    status: 404,
    title: { zh: '没有这个分类', en: 'No such category' },
    detail: {
      zh: '请从 GET /categories 的结果里选择 slug。',
      en: 'Choose a slug from the answer of GET /categories.',
    },
  }),
  cursor_invalid: problem({
    status: 400,
    title: { zh: '翻页游标无效', en: 'The cursor is not valid' },
    detail: {
      zh: '游标只能用于产生它的那个查询；请去掉 cursor，从第一页开始。',
      en: 'A cursor belongs to the query that answered it. Leave cursor out and begin with the first page.',
    },
  }),
  sku_not_found: problem({
    status: 422,
    title: { zh: '没有这个商品规格', en: 'No such SKU' },
    detail: { zh: '请从商品页重新选择规格。', en: 'Choose the item again on its product page.' },
    example: UNFIT_SKUS,
  }),
  not_for_sale: problem({
    status: 422,
    title: { zh: '商品已下架', en: 'No longer for sale' },
    detail: { zh: '请去掉已下架的商品后再提交。', en: 'Remove what is no longer for sale and submit again.' },
    example: UNFIT_SKUS,
  }),
} satisfies Problems;
