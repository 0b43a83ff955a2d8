import type { SkuId } from '../../kernel/ids.ts';
import { fen, formatYuan } from '../../kernel/money.ts';
import type { FactsOf } from '../../kernel/result.ts';
import { problem, type Problems } from '../../platform/http/problem.ts';
import type { Words } from '../../kernel/language.ts';
import type { ClaimRefusal, ProtectionHindrance } from './price-protection.ts';
import { MAX_LINES, MAX_QUANTITY, type CancelRefusal, type PlaceRefusal } from './order.ts';

const SKU = '1024' as SkuId;

const NOT_PROTECTED: Readonly<Record<ProtectionHindrance, Words>> = {
  switched_off: { zh: '这个订单没有价格保护。', en: 'This order has no price protection.' },
  not_paid: { zh: '订单还没有付款。', en: 'The order is not paid yet.' },
  nothing_paid: { zh: '这个订单没有付过钱。', en: 'Nothing was paid for this order.' },
  order_ended: { zh: '订单已取消或已全额退款。', en: 'The order was cancelled or refunded in full.' },
  claimed: {
    zh: '这个订单的差价已经退过一次。',
    en: 'The difference of this order was given back once already.',
  },
  over: { zh: '价格保护的时间已过。', en: 'The time of its price protection is over.' },
  not_lower: { zh: '现在买并不更便宜。', en: 'It costs no less now.' },
};

export const orderProblems = {
  order_not_found: problem({
    status: 404,
    title: { zh: '没有这个订单', en: 'No such order' },
    detail: { zh: '请在「我的订单」里查看订单号。', en: "Look the order's number up in your orders." },
  }),
  out_of_stock: problem({
    status: 409,
    title: { zh: '库存不够', en: 'Not enough in stock' },
    detail: ({ lines }: FactsOf<PlaceRefusal, 'out_of_stock'>) => ({
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
    example: { lines: [{ skuId: SKU, requested: 5, available: 2 }] },
  }),
  cart_changed: problem({
    status: 409,
    title: { zh: '购物车变了', en: 'The cart has changed' },
    detail: ({ lines }: FactsOf<PlaceRefusal, 'cart_changed'>) => ({
      zh: `有 ${lines.length} 种商品已不在购物车里，或数量变少了，没有下单。可能已在另一个页面提交过，请先看看我的订单，再回购物车核对。`,
      en: `${lines.length} of the items are no longer in the cart, or fewer of them. Nothing was ordered. Perhaps they were ordered on another page: look at your orders first, then check the cart.`,
    }),
    example: { lines: [{ skuId: SKU, requested: 2, inCart: 0 }] },
  }),
  unpaid_orders_limit: problem({
    status: 409,
    title: { zh: '还有订单没有付款', en: 'Orders are waiting to be paid' },
    detail: ({ unpaid }: FactsOf<PlaceRefusal, 'unpaid_orders_limit'>) => ({
      zh: `你有 ${unpaid} 笔订单还没有付款，没有再下单。请先付款或取消其中一笔。`,
      en: `You have ${unpaid} orders that are not paid yet, so nothing was ordered. Pay or cancel one of them first.`,
    }),
    example: { unpaid: 10, limit: 10 },
  }),
  unpaid_pieces_limit: problem({
    status: 409,
    title: { zh: '没付款的商品太多', en: 'Too much is waiting to be paid' },
    detail: ({ unpaid, limit }: FactsOf<PlaceRefusal, 'unpaid_pieces_limit'>) => ({
      zh: `没付款的商品一共最多 ${limit} 件，${unpaid === 0 ? '' : `你已有 ${unpaid} 件，`}这次最多 ${Math.max(0, limit - unpaid)} 件，没有下单。请减少数量，或先付款、取消之前的订单。`,
      en: `${limit} pieces may be unpaid at one time${unpaid === 0 ? '' : `, and ${unpaid} are already`}: ${Math.max(0, limit - unpaid)} at most this time. Nothing was ordered. Take fewer, or pay or cancel earlier orders first.`,
    }),
    example: { requested: 30, unpaid: 280, limit: 300 },
  }),
  unpaid_sku_limit: problem({
    status: 409,
    title: { zh: '这种商品没付款的太多', en: 'Too many of one item are waiting to be paid' },
    detail: ({ limit, lines }: FactsOf<PlaceRefusal, 'unpaid_sku_limit'>) => {
      const left = lines[0]?.left ?? 0;
      return {
        zh: `每种商品没付款的最多 ${limit} 件，现在还能买 ${left} 件，没有下单。请减少数量，或先付款、取消之前的订单。`,
        en: `${limit} of each item may be unpaid at one time; you can order ${left} now. Nothing was ordered. Take fewer, or pay or cancel earlier orders first.`,
      };
    },
    example: { limit: 100, lines: [{ skuId: SKU, requested: 30, left: 20 }] },
  }),
  purchase_limit: problem({
    status: 409,
    title: { zh: '超过限购数量', en: 'More than one customer may buy' },
    detail: ({ lines }: FactsOf<PlaceRefusal, 'purchase_limit'>) => {
      const { limit = 0, days = null, left = 0 } = lines[0] ?? {};
      const within =
        days === null ? { zh: '', en: '' } : { zh: `${days} 天内`, en: ` in a ${days}-day period` };
      return {
        zh: `这种商品${within.zh}每人限购 ${limit} 件，你还能买 ${left} 件，没有下单。请减少数量。`,
        en: `Each customer may buy ${limit} of this item${within.en}; you can buy ${left} more. Nothing was ordered. Take fewer.`,
      };
    },
    example: { lines: [{ skuId: SKU, requested: 3, left: 1, limit: 2, days: 30 }] },
  }),
  unpaid_nearby_limit: problem({
    status: 409,
    title: { zh: '这里没付款的订单太多', en: 'Too many orders from here are unpaid' },
    detail: ({ by }: FactsOf<PlaceRefusal, 'unpaid_nearby_limit'>) =>
      by === 'device'
        ? {
            zh: '这台设备上没付款的订单太多，没有下单。请先付款或取消其中一些，或过半小时再试。',
            en: 'Too many orders from this device are unpaid, so nothing was ordered. Pay or cancel some, or try again in half an hour.',
          }
        : {
            zh: '你所在的网络里没付款的订单太多，没有下单。请过半小时再试，或换一个网络，比如手机流量。',
            en: 'Too many orders from your network are unpaid, so nothing was ordered. Try again in half an hour, or from another network, such as mobile data.',
          },
    example: { by: 'network' },
  }),
  price_changed: problem({
    status: 409,
    title: { zh: '价格变了', en: 'The price has changed' },
    detail: ({ totalAmount }: FactsOf<PlaceRefusal, 'price_changed'>) => ({
      zh: `现在一共 ${formatYuan(totalAmount)}，没有下单。请核对后再提交。`,
      en: `The total is ${formatYuan(totalAmount)} now. Nothing was ordered; check it and submit again.`,
    }),
    example: { totalAmount: fen(25_800) },
  }),
  coupon_unavailable: problem({
    status: 409,
    title: { zh: '优惠券用不了', en: 'A coupon cannot be used' },
    detail: ({ couponIds }: FactsOf<PlaceRefusal, 'coupon_unavailable'>) => ({
      zh: '所选的优惠券现在不能用于这些商品：可能已经用过、过期，或没有达到使用条件。没有下单，请重新选择。',
      en: `${couponIds.length === 1 ? 'The chosen coupon' : 'Some of the chosen coupons'} cannot be used for these goods now: used already, ended, or the condition is not met. Nothing was ordered; choose again.`,
    }),
    example: { couponIds: ['0199f2c0-0000-7000-8000-000000000001'] },
  }),
  not_served: problem({
    status: 422,
    title: { zh: '有商品送不到这个地址', en: 'Some items cannot be sent there' },
    detail: ({ skuIds }: FactsOf<PlaceRefusal, 'not_served'>) => ({
      zh: `有 ${skuIds.length} 种商品不送这个地区。请换一个收货地址，或去掉这些商品。`,
      en: `${skuIds.length} of the items are not delivered to this district. Choose another address, or leave them out.`,
    }),
    example: { skuIds: [SKU] },
  }),
  address_not_found: problem({
    status: 422,
    title: { zh: '没有这个收货地址', en: 'No such address' },
    detail: { zh: '地址可能已被删除，请重新选择一个。', en: 'It may have been removed; choose another one.' },
  }),
  pick_up_not_offered: problem({
    status: 422,
    title: { zh: '现在不能自提', en: 'Orders cannot be picked up now' },
    detail: {
      zh: '店铺现在没有自提点，没有下单。请选快递配送。',
      en: 'The shop has no place to pick up orders now. Nothing was ordered; have it delivered.',
    },
  }),
  quantity_limit: problem({
    status: 422,
    title: { zh: '数量超出范围', en: 'Quantity out of range' },
    detail: {
      zh: `每种商品可买 1 到 ${MAX_QUANTITY} 件。`,
      en: `You can buy 1 to ${MAX_QUANTITY} of each item.`,
    },
    example: { limit: MAX_QUANTITY },
  }),
  too_many_lines: problem({
    status: 422,
    title: { zh: '商品种类太多', en: 'Too many different items' },
    detail: {
      zh: `一个订单最多 ${MAX_LINES} 种商品，请分开下单。`,
      en: `An order holds ${MAX_LINES} different items at most; split it.`,
    },
    example: { limit: MAX_LINES },
  }),
  not_cancellable: problem({
    status: 409,
    title: { zh: '订单现在不能取消', en: 'The order cannot be cancelled now' },
    detail: ({ state }: FactsOf<CancelRefusal, 'not_cancellable'>) =>
      state === 'cancelled'
        ? { zh: '订单已经取消了。', en: 'The order is already cancelled.' }
        : state === 'closed'
          ? { zh: '订单已全额退款并关闭。', en: 'The order was refunded in full and is closed.' }
          : state === 'awaiting_shipment'
            ? { zh: '订单已付款，请单独取消。', en: 'The order is paid; cancel it by itself.' }
            : {
                zh: '订单已发出，收到后可以申请退货。',
                en: 'The order has left; it can be returned after it arrives.',
              },
    example: { state: 'shipped' },
  }),
  not_protected: problem({
    status: 409,
    title: { zh: '没有可退的差价', en: 'There is no difference to give back' },
    detail: ({ why }: FactsOf<ClaimRefusal, 'not_protected'>) => NOT_PROTECTED[why],
    example: { why: 'over' },
  }),
  protection_changed: problem({
    status: 409,
    title: { zh: '差价刚刚变了', en: 'The difference has just changed' },
    detail: ({ amount }: FactsOf<ClaimRefusal, 'protection_changed'>) => ({
      zh: `现在的差价是 ${formatYuan(amount)}，没有申请。请核对后再试。`,
      en: `It is ${formatYuan(amount)} now. Nothing was claimed; check it and try again.`,
    }),
    example: { amount: fen(1_000) },
  }),
} satisfies Problems;
