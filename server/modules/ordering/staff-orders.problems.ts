import { fen, formatYuan } from '../../kernel/money.ts';
import type { FactsOf } from '../../kernel/result.ts';
import { problem, type Problems } from '../../platform/http/problem.ts';
import type { AddressChangeRefusal } from './change-address.ts';
import type { PriceChangeRefusal } from './change-price.ts';
import { MAX_NOTES, type NoteRefusal } from './note-order.ts';
import { MAX_TAGS, type TagRefusal } from './tag-order.ts';

/** Why staff cannot do something to an order. */
export const staffOrderProblems = {
  too_many_notes: problem({
    status: 409,
    title: { zh: '备注太多', en: 'Too many notes' },
    detail: ({ limit }: FactsOf<NoteRefusal, 'too_many_notes'>) => ({
      zh: `一个订单最多写 ${limit} 条备注。`,
      en: `An order has ${limit} notes at most.`,
    }),
    example: { limit: MAX_NOTES },
  }),
  customer_erased: problem({
    status: 409,
    title: { zh: '顾客已注销', en: 'The customer is gone' },
    detail: {
      zh: '顾客的账号已注销，个人信息已删除，不能再写备注。',
      en: 'The account was deleted and what is personal with it; no notes can be kept for it.',
    },
  }),
  too_many_tags: problem({
    status: 409,
    title: { zh: '标签太多', en: 'Too many tags' },
    detail: ({ limit }: FactsOf<TagRefusal, 'too_many_tags'>) =>
      limit === MAX_TAGS
        ? {
            zh: `一个订单最多 ${limit} 个标签，请先去掉几个。`,
            en: `An order has ${limit} tags at most; take some off first.`,
          }
        : {
            zh: `全店最多 ${limit} 个不同的标签，请用已有的。`,
            en: `The shop has ${limit} different tags at most; use one that there is.`,
          },
    example: { limit: MAX_TAGS },
  }),
  price_not_changeable: problem({
    status: 409,
    title: { zh: '不能改价', en: 'The price cannot be changed' },
    detail: ({ state }: FactsOf<PriceChangeRefusal, 'price_not_changeable'>) =>
      state === 'awaiting_payment'
        ? {
            zh: '付款时间已过，订单马上会取消。',
            en: 'The time to pay is over; the order is about to be cancelled.',
          }
        : state === 'cancelled'
          ? { zh: '订单已经取消了。', en: 'The order is cancelled.' }
          : {
              zh: '订单已付款，不能再改价；多收的可以退款。',
              en: 'The order is paid. Refund what was too much instead.',
            },
    example: { state: 'awaiting_shipment' },
  }),
  price_changed_meanwhile: problem({
    status: 409,
    title: { zh: '金额刚刚变了', en: 'The amount has just changed' },
    detail: ({ totalAmount }: FactsOf<PriceChangeRefusal, 'price_changed_meanwhile'>) => ({
      zh: `别人刚把应付金额改为 ${formatYuan(totalAmount)}，没有再改。请核对后重试。`,
      en: `Somebody else has just changed it to ${formatYuan(totalAmount)}. Nothing was changed; check it and try again.`,
    }),
    example: { totalAmount: fen(25_800) },
  }),
  payment_unsettled: problem({
    status: 409,
    title: { zh: '支付渠道没有回答', en: 'A payment service does not answer' },
    detail: {
      zh: '顾客可能正在按原来的金额付款，没有改价。请过几分钟再试。',
      en: 'The customer may be paying the old amount. Nothing was changed; try again in some minutes.',
    },
  }),
  address_not_changeable: problem({
    status: 409,
    title: { zh: '不能改收货信息', en: 'The address cannot be changed' },
    detail: ({ state }: FactsOf<AddressChangeRefusal, 'address_not_changeable'>) =>
      state === 'cancelled' || state === 'closed'
        ? { zh: '订单已经结束了。', en: 'The order has ended.' }
        : {
            zh: '商品已经发出，请联系快递公司改派送地址。',
            en: 'Goods have left; ask the carrier to deliver them elsewhere.',
          },
    example: { state: 'shipped' },
  }),
  customer_unknown: problem({
    status: 409,
    title: { zh: '没有这个顾客', en: 'No such customer' },
    detail: {
      zh: '没有用这个手机号注册的顾客。请顾客先用手机号登录一次，同意条款，再替他下单。',
      en: 'Nobody has an account by this phone. Ask the customer to sign in by it once and to agree to the terms; then order for them.',
    },
  }),
  customer_not_agreed: problem({
    status: 409,
    title: { zh: '顾客还没同意新的条款', en: 'The customer has not agreed to the terms as they are now' },
    detail: {
      zh: '条款或隐私政策更新了，顾客还没有同意。请顾客登录一次，同意后再替他下单。',
      en: 'The terms or the privacy policy have changed. Ask the customer to sign in once and to agree; then order for them.',
    },
  }),
} satisfies Problems;
