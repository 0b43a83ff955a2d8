import { formatYuan, type Fen } from '../../kernel/money.ts';
import type { Problems } from '../../platform/http/problems.ts';
import { MAX_LINES, MAX_QUANTITY } from './order.ts';

type Short = { lines: readonly { skuId: string; requested: number; available: number }[] };

export const orderProblems = {
  order_not_found: {
    status: 404,
    title: { zh: '没有这个订单', en: 'No such order' },
    detail: { zh: '请在「我的订单」里查看订单号。', en: "Look the order's number up in your orders." },
  },
  out_of_stock: {
    status: 409,
    title: { zh: '库存不够', en: 'Not enough in stock' },
    detail: ({ lines }: Short) => ({
      zh:
        lines.map((line) =>
          line.available === 0
            ? '有商品刚刚卖完了。'
            : `库存只剩 ${line.available} 件，你要 ${line.requested} 件。`,
        )[0] ?? '',
      en:
        lines.map((line) =>
          line.available === 0
            ? 'An item has just sold out.'
            : `Only ${line.available} left; you want ${line.requested}.`,
        )[0] ?? '',
    }),
  },
  cart_changed: {
    status: 409,
    title: { zh: '购物车变了', en: 'The cart has changed' },
    detail: ({ lines }: { lines: readonly unknown[] }) => ({
      zh: `有 ${lines.length} 种商品已不在购物车里，或数量变少了，没有下单。可能已在另一个页面提交过，请先看看我的订单，再回购物车核对。`,
      en: `${lines.length} of the items are no longer in the cart, or fewer of them. Nothing was ordered. Perhaps they were ordered on another page: look at your orders first, then check the cart.`,
    }),
  },
  price_changed: {
    status: 409,
    title: { zh: '价格变了', en: 'The price has changed' },
    detail: ({ totalAmount }: { totalAmount: Fen }) => ({
      zh: `现在一共 ${formatYuan(totalAmount)}，没有下单。请核对后再提交。`,
      en: `The total is ${formatYuan(totalAmount)} now. Nothing was ordered; check it and submit again.`,
    }),
  },
  address_not_found: {
    status: 422,
    title: { zh: '没有这个收货地址', en: 'No such address' },
    detail: { zh: '地址可能已被删除，请重新选择一个。', en: 'It may have been removed; choose another one.' },
  },
  sku_not_found: {
    status: 422,
    title: { zh: '没有这个商品规格', en: 'No such SKU' },
    detail: { zh: '请从商品页重新选择规格。', en: 'Choose the item again on its product page.' },
  },
  not_for_sale: {
    status: 422,
    title: { zh: '商品已下架', en: 'No longer for sale' },
    detail: { zh: '请去掉已下架的商品后再提交。', en: 'Remove what is no longer for sale and submit again.' },
  },
  quantity_limit: {
    status: 422,
    title: { zh: '数量超出范围', en: 'Quantity out of range' },
    detail: {
      zh: `每种商品可买 1 到 ${MAX_QUANTITY} 件。`,
      en: `You can buy 1 to ${MAX_QUANTITY} of each item.`,
    },
  },
  too_many_lines: {
    status: 422,
    title: { zh: '商品种类太多', en: 'Too many different items' },
    detail: {
      zh: `一个订单最多 ${MAX_LINES} 种商品，请分开下单。`,
      en: `An order holds ${MAX_LINES} different items at most; split it.`,
    },
  },
  idempotency_key_reused: {
    status: 422,
    title: { zh: 'Idempotency-Key 已用于另一个请求', en: 'Idempotency-Key was used for another request' },
    detail: {
      zh: '内容不同的请求要用新的 Idempotency-Key。',
      en: 'A different request needs a new Idempotency-Key.',
    },
  },
  not_cancellable: {
    status: 409,
    title: { zh: '订单现在不能取消', en: 'The order cannot be cancelled now' },
    detail: ({ state }: { state: string }) =>
      state === 'cancelled'
        ? { zh: '订单已经取消了。', en: 'The order is already cancelled.' }
        : state === 'closed'
          ? { zh: '订单已全额退款并关闭。', en: 'The order was refunded in full and is closed.' }
          : {
              zh: '订单已发出，收到后可以申请退货。',
              en: 'The order has left; you can return it after it arrives.',
            },
  },
} as const satisfies Problems;
