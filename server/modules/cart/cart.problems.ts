import { problem, type Problems } from '../../platform/http/problem.ts';
import { MAX_CART_LINES } from './cart.ts';

export const cartProblems = {
  cart_full: problem({
    status: 422,
    title: { zh: '购物车满了', en: 'The cart is full' },
    detail: {
      zh: `购物车最多放 ${MAX_CART_LINES} 种商品，请先去掉几种。`,
      en: `A cart holds ${MAX_CART_LINES} different items at most; remove some first.`,
    },
    example: { limit: MAX_CART_LINES },
  }),
} satisfies Problems;
