import type { FactsOf } from '../../kernel/result.ts';
import { problem, type Problems } from '../../platform/http/problem.ts';
import type { OpenPaymentRefusal } from './payment.ts';

export const paymentProblems = {
  payment_not_found: problem({
    status: 404,
    title: { zh: '没有这笔付款', en: 'No such payment' },
    detail: { zh: '请从订单里查看付款。', en: 'Look the payment up from its order.' },
  }),
  order_not_payable: problem({
    status: 409,
    title: { zh: '订单现在不能付款', en: 'The order cannot be paid now' },
    detail: ({ state }: FactsOf<OpenPaymentRefusal, 'order_not_payable'>) =>
      state === 'cancelled' || state === 'awaiting_payment'
        ? {
            zh: '付款时间已过或订单已取消，没有扣款。你可以重新下单。',
            en: 'Its payment time is over or it was cancelled; nothing was charged. You can order again.',
          }
        : {
            zh: '订单已经付过款了，没有再次扣款。',
            en: 'The order is paid already; nothing was charged again.',
          },
    example: { state: 'cancelled' },
  }),
  too_many_open_payments: problem({
    status: 409,
    title: { zh: '这个订单打开的付款太多', en: 'Too many payments of this order are open' },
    detail: ({ limit }: FactsOf<OpenPaymentRefusal, 'too_many_open_payments'>) => ({
      zh: `一个订单最多同时打开 ${limit} 笔付款，旧的现在关不掉。请用已经打开的付款，或一分钟后再试。`,
      en: `An order has ${limit} open payments at most, and the old ones cannot be closed just now. Use one that is open, or try again in a minute.`,
    }),
    example: { limit: 5 },
  }),
  too_many_payments: problem({
    status: 409,
    title: { zh: '这个订单付款的次数太多', en: 'Too many payments of this order' },
    detail: ({ limit }: FactsOf<OpenPaymentRefusal, 'too_many_payments'>) => ({
      zh: `一个订单最多发起 ${limit} 次付款。请用已经打开的付款，或取消订单后重新下单。`,
      en: `${limit} payments at most can be begun for an order. Use one that is open, or cancel the order and order again.`,
    }),
    example: { limit: 50 },
  }),
  gateway_unavailable: problem({
    status: 422,
    title: { zh: '没有这种支付方式', en: 'No such way to pay' },
    detail: { zh: '请换一种支付方式。', en: 'Choose another way to pay.' },
    example: { gateway: 'wechat' },
  }),
  channel_unavailable: problem({
    status: 422,
    title: { zh: '这种支付方式不支持该渠道', en: 'This way to pay has no such channel' },
    detail: {
      zh: '请用这种支付方式有的渠道；jsapi 还要带上 payerOpenId。',
      en: 'Use a channel that it has; jsapi needs payerOpenId besides.',
    },
    example: { channel: 'h5' },
  }),
  instalments_unavailable: problem({
    status: 422,
    title: { zh: '这笔订单不能这样分期', en: 'This order cannot be paid by these instalments' },
    detail: ({ periods }: FactsOf<OpenPaymentRefusal, 'instalments_unavailable'>) => ({
      zh: `这种支付方式现在不能把这笔订单分 ${periods} 期。没有扣款，请换一个期数，或一次付清。`,
      en: `This way to pay does not offer ${periods} periods for this order now. Nothing was charged: choose another number, or pay at once.`,
    }),
    example: { periods: 6 },
  }),
  gateway_unknown: problem({
    status: 404,
    title: { zh: '没有这个支付网关', en: 'No such gateway' },
    detail: { zh: '请检查回调地址。', en: 'Check the address of the notification.' },
  }),
} satisfies Problems;
