import { formatYuan, toFen } from '../../kernel/money.ts';
import type { OrderEventFacts } from './order.events.ts';
import type { TimelineWords, ToldFacts } from './timeline.ts';

const amount = (facts: OrderEventFacts): string => formatYuan(toFen(facts.amountFen ?? 0));

/** Why the shop did it, after what it did. */
const because = ({ reason }: ToldFacts): { zh: string; en: string } =>
  reason === undefined ? { zh: '', en: '' } : { zh: `原因：${reason}`, en: ` The reason: ${reason}` };

const UNSETTLED = {
  zh: '支付渠道没有回答：如果你其实付了款，钱会自动原路退回。',
  en: 'The payment service did not answer: should you have paid after all, the money goes back by itself.',
};

/** Where the shop lets such money pay for the order after all. */
const UNSETTLED_YET = {
  zh: '支付渠道没有回答：如果你其实付了款，货还有就恢复订单，没有就自动原路退回。',
  en: 'The payment service did not answer: should you have paid after all, the order is taken up again if its goods are left, and else the money goes back by itself.',
};

/**
 * What customers read of each event: it says you, and neither who of the staff nor which job has done it. Other audiences
 * have words of their own beside this file.
 */
export const WORDS_FOR_CUSTOMERS: TimelineWords = {
  placed: (facts) => ({
    zh: `${facts.byShop ? '店家替你下了单' : '订单已提交'}，库存为你保留 ${facts.minutes ?? 30} 分钟，请在此之前付款。`,
    en: `${facts.byShop ? 'The shop placed this order for you' : 'Order placed'}. The goods are kept for you for ${facts.minutes ?? 30} minutes; please pay by then.`,
  }),
  nothing_to_pay: () => ({
    zh: '优惠之后不用付款，等待发货。',
    en: 'After discounts there is nothing to pay; it waits to be shipped.',
  }),
  paid: (facts) => ({
    zh: `已付款 ${amount(facts)}，等待发货。`,
    en: `Paid ${amount(facts)}; waiting to be shipped.`,
  }),
  cancelled_by_customer: (facts) => {
    if (facts.refund)
      return {
        zh: `你取消了订单，${amount(facts)} 将原路退回。`,
        en: `You cancelled the order; ${amount(facts)} goes back the way it came.`,
      };
    if (facts.unsettled)
      return {
        zh: `你取消了订单。${UNSETTLED.zh}`,
        en: `You cancelled the order. ${UNSETTLED.en}`,
      };
    return { zh: '你取消了订单，没有产生费用。', en: 'You cancelled the order; nothing was charged.' };
  },
  cancelled_by_shop: (facts) => {
    const why = because(facts);
    const money = facts.refund
      ? { zh: `${amount(facts)} 将原路退回。`, en: `${amount(facts)} goes back the way it came.` }
      : facts.unsettled
        ? UNSETTLED
        : { zh: '没有产生费用。', en: 'Nothing was charged.' };
    return {
      zh: `店家取消了订单，${money.zh}${why.zh}`,
      en: `The shop cancelled the order. ${money.en}${why.en}`,
    };
  },
  price_changed: (facts) => {
    const [from, to] = [formatYuan(toFen(facts.fromFen ?? 0)), formatYuan(toFen(facts.toFen ?? 0))];
    const why = because(facts);
    return {
      zh: `店家把应付金额从 ${from} 改为 ${to}，请按新的金额付款。${why.zh}`,
      en: `The shop changed what you pay from ${from} to ${to}; please pay the new amount.${why.en}`,
    };
  },
  address_changed: (facts) => {
    const why = because(facts);
    return {
      zh: `店家修改了收货信息，请核对；不对就联系店家。${why.zh}`,
      en: `The shop changed where the order goes. Please check it, and tell the shop if it is wrong.${why.en}`,
    };
  },
  payment_time_over: (facts) => {
    const minutes = facts.minutes ?? 30;
    const money = facts.takesAgain ? UNSETTLED_YET : UNSETTLED;
    return facts.unsettled
      ? {
          zh: `超过 ${minutes} 分钟没有收到付款，订单已取消。${money.zh}`,
          en: `No payment arrived within ${minutes} minutes; the order was cancelled. ${money.en}`,
        }
      : {
          zh: `超过 ${minutes} 分钟未付款，订单已取消，没有产生费用。`,
          en: `Not paid within ${minutes} minutes; the order was cancelled and nothing was charged.`,
        };
  },
  paid_late: (facts) => ({
    zh: `订单超时取消后收到付款 ${amount(facts)}，货还有，订单已恢复，等待发货。`,
    en: `${amount(facts)} arrived after the time was over. The goods were still there: the order is taken up again and waits to be shipped.`,
  }),
  paid_after_cancellation: (facts) => ({
    zh: `订单取消后收到付款 ${amount(facts)}，将自动原路退回。`,
    en: `${amount(facts)} arrived after the order was cancelled and is being refunded by itself.`,
  }),
  paid_twice: (facts) => ({
    zh: `又收到一笔付款 ${amount(facts)}，订单此前已付清，将自动原路退回。`,
    en: `Another payment of ${amount(facts)} arrived for an order already paid; it is being refunded by itself.`,
  }),
  paid_old_price: (facts) => ({
    zh: `按改价前的金额付了 ${amount(facts)}，将自动原路退回，请按新的金额付款。`,
    en: `${amount(facts)} was paid, as it was before the price changed; it is being refunded by itself. Please pay the new amount.`,
  }),
  price_protected: (facts) => ({
    zh: `商品降价，价保补差 ${amount(facts)}，将原路退回。`,
    en: `The goods cost less now: the difference of ${amount(facts)} goes back the way it came.`,
  }),
  refunded: (facts) => ({
    zh: `已退款 ${amount(facts)}，原路退回。`,
    en: `Refunded ${amount(facts)} the way it came.`,
  }),
  partly_shipped: () => ({ zh: '部分商品已发货。', en: 'Some of the goods were shipped.' }),
  shipped: () => ({ zh: '商品已全部发货。', en: 'All goods were shipped.' }),
  delivered: () => ({ zh: '包裹已签收。', en: 'The parcel was received.' }),
  completed: () => ({ zh: '订单已完成。', en: 'The order is complete.' }),
  closed: (facts) => ({
    zh: `已全额退款 ${amount(facts)}，订单已关闭。`,
    en: `Refunded in full (${amount(facts)}); the order is closed.`,
  }),
};
