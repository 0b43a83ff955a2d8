import { formatYuan, toFen } from '../../kernel/money.ts';
import type { OrderEventFacts } from './order.events.ts';
import type { TimelineWords } from './timeline.ts';

const yuan = (fen: number | undefined): string => formatYuan(toFen(fen ?? 0));
const amount = (facts: OrderEventFacts): string => yuan(facts.amountFen);

/** What became of the money of an order that was cancelled. */
function money(facts: OrderEventFacts): { zh: string; en: string } {
  if (facts.refund)
    return { zh: `${amount(facts)} 原路退回。`, en: `${amount(facts)} goes back the way it came.` };
  if (facts.unsettled && facts.takesAgain)
    return {
      zh: '支付渠道没有回答，之后到账的钱：货还有就恢复订单，没有就自动退回。',
      en: 'A payment service did not answer; money that comes later takes the order up again if its goods are left, and else goes back by itself.',
    };
  return facts.unsettled
    ? {
        zh: '支付渠道没有回答，之后到账的钱会自动退回。',
        en: 'A payment service did not answer; money that comes later goes back by itself.',
      }
    : { zh: '没有收过款。', en: 'Nothing had been paid.' };
}

/** What staff read of each event. Who did it, and why, stands beside it. */
export const WORDS_FOR_STAFF: TimelineWords = {
  placed: (facts) => ({
    zh: `库存保留 ${facts.minutes ?? 30} 分钟。`,
    en: `The goods are kept for ${facts.minutes ?? 30} minutes.`,
  }),
  nothing_to_pay: () => ({ zh: '优惠之后应付 0 元。', en: 'After discounts there was nothing to pay.' }),
  paid: (facts) => ({ zh: `收到 ${amount(facts)}。`, en: `${amount(facts)} came in.` }),
  cancelled_by_customer: money,
  cancelled_by_shop: money,
  payment_time_over: (facts) => ({
    zh: `超过 ${facts.minutes ?? 30} 分钟没有收到付款。${facts.unsettled ? money(facts).zh : ''}`,
    en: `No payment arrived within ${facts.minutes ?? 30} minutes. ${facts.unsettled ? money(facts).en : ''}`.trim(),
  }),
  price_changed: (facts) => ({
    zh: `应付金额从 ${yuan(facts.fromFen)} 改为 ${yuan(facts.toFen)}。`,
    en: `What is to be paid went from ${yuan(facts.fromFen)} to ${yuan(facts.toFen)}.`,
  }),
  address_changed: () => ({ zh: '改前和改后见审计。', en: 'Before and after stand in the audit trail.' }),
  paid_late: (facts) => ({
    zh: `超时取消后收到 ${amount(facts)}，重新占用库存，订单恢复。`,
    en: `${amount(facts)} came after the time was over; the goods were taken again.`,
  }),
  paid_after_cancellation: (facts) => ({
    zh: `取消后收到 ${amount(facts)}，自动退回。`,
    en: `${amount(facts)} came after the cancellation and goes back by itself.`,
  }),
  paid_twice: (facts) => ({
    zh: `又收到 ${amount(facts)}，订单已付清，自动退回。`,
    en: `${amount(facts)} more came for an order that was paid; it goes back by itself.`,
  }),
  paid_old_price: (facts) => ({
    zh: `按改价前的金额收到 ${amount(facts)}，自动退回。`,
    en: `${amount(facts)} came, as it was before the price changed; it goes back by itself.`,
  }),
  price_protected: (facts) => ({
    zh: `价保补差 ${amount(facts)}，原路退回。`,
    en: `The price fell: ${amount(facts)} goes back the way it came.`,
  }),
  refunded: (facts) => ({
    zh: `已退 ${amount(facts)}。`,
    en: `${amount(facts)} has gone back.`,
  }),
  partly_shipped: () => ({ zh: '部分商品已发出。', en: 'Some of the goods have left.' }),
  shipped: () => ({ zh: '商品已全部发出。', en: 'All goods have left.' }),
  delivered: () => ({ zh: '包裹已签收。', en: 'The parcel was received.' }),
  completed: () => ({ zh: '订单已完成。', en: 'The order is complete.' }),
  closed: (facts) => ({
    zh: `已全额退款 ${amount(facts)}。`,
    en: `Refunded in full, ${amount(facts)}.`,
  }),
};
