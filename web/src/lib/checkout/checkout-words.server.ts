import { m } from '#lib/words/m.ts';
import type { PlaceRefusal, Quote, QuoteLine } from '#server/modules/ordering/index.ts';
import type { Shop } from '#server/shop.ts';
import type { LineProblem } from './line-problem.ts';
import { limitWords } from '../product/purchase-limit.ts';
import type { PriceDifference } from '../price-breakdown/price-differences.ts';
import { formatAmount } from '../format/money.ts';
import { addressSays, notServedProblem } from './delivery-words.server.ts';
import type { Wanted } from './read-checkout.server.ts';
import { unpaidSays, type UnpaidSays } from '../order/unpaid-words.server.ts';

/** What the words need of the shop's rules. */
type ShopRules = Pick<Shop['settings'], 'orderPaymentMinutes' | 'mostOfSku'>;

const UNPAID_ORDERS = '/orders?state=awaiting_payment';

/** A refused order in words, and the part of the page that it is about. */
export type CheckoutRefusal = {
  readonly part: 'lines' | 'address' | 'price' | 'note' | 'form' | 'cart' | 'unpaid';
  readonly title: string;
  readonly text: string;
  /** What of the price is not as it was seen. */
  readonly changes?: readonly PriceDifference[];
  /** The order that has taken what this one wanted. */
  readonly orderPath?: string | undefined;
};

/** What the checkout says around what is ordered. Said by the server, so that the page needs no words for what it is not. */
export type CheckoutSays = {
  readonly lead: string;
  /** Lines of the cart that stay there; undefined where there are none. */
  readonly leftOut?: string;
  /** What is wrong with lines, by SKU, and the step that mends it. */
  readonly problems: Readonly<Record<string, LineProblem>>;
  /** What cannot go to the address that is chosen. */
  readonly address?: string;
  /** Why nothing can be ordered before something is paid. */
  readonly hindrance?: UnpaidSays;
  /** That the goods are held for a shorter time than usual, and why. */
  readonly soon?: { readonly title: string; readonly text: string };
  /** Beside the button: what hinders, what is missing to free delivery, or how long the goods are kept. */
  readonly beside: string;
};

/** `leaveOut`: where the same is ordered without a line, which stays in the cart; undefined where nothing would be left. */
export function checkoutSays(
  quote: Quote,
  wanted: Wanted,
  shop: ShopRules,
  leaveOut: (skuId: string) => string | undefined = () => undefined,
): CheckoutSays {
  const pieces = quote.lines.reduce((sum, line) => sum + line.quantity, 0);
  return {
    lead: m.checkout_lead({ count: pieces }),
    ...(wanted.leftOut > 0 && { leftOut: m.checkout_left_out({ count: wanted.leftOut }) }),
    problems: Object.fromEntries(
      quote.lines.flatMap((line) =>
        line.problem
          ? [
              [
                line.skuId,
                line.problem === 'not_served'
                  ? notServedProblem(leaveOut(line.skuId))
                  : lineProblem(line, wanted.fromCart, shop.mostOfSku),
              ],
            ]
          : [],
      ),
    ),
    ...addressSays(quote),
    ...(quote.hindrance && { hindrance: unpaidSays(quote.hindrance) }),
    ...(quote.payMinutes < shop.orderPaymentMinutes && {
      soon: {
        title: m.checkout_soon_title({ count: quote.payMinutes }),
        text: m.checkout_soon_text({ count: quote.payMinutes }),
      },
    }),
    beside: besideButton(quote),
  };
}

function besideButton({ lines, hindrance, missingToFreeFreight, payMinutes }: Quote): string {
  if (lines.some(({ problem }) => problem === 'not_served')) return m.checkout_not_served_beside();
  if (lines.some(({ problem }) => problem !== undefined)) return m.checkout_mend_lines();
  if (hindrance?.code === 'unpaid_orders_limit') return m.checkout_pay_first();
  if (hindrance !== undefined) return unpaidSays(hindrance).title;
  return missingToFreeFreight > 0
    ? m.freight_missing({ amount: formatAmount(missingToFreeFreight) })
    : m.checkout_kept({ count: payMinutes });
}

function lineProblem(line: QuoteLine, fromCart: boolean, mostOfSku: number): LineProblem {
  const { orderable } = line;
  const elsewhere = fromCart
    ? { href: '/cart', name: m.line_to_cart() }
    : { href: `/product/${line.productSlug}`, name: m.line_choose_another() };
  if (line.problem === 'unpaid_sku_limit')
    return orderable > 0
      ? {
          text: m.line_unpaid_limit({ limit: mostOfSku, count: orderable }),
          step: { take: orderable, name: m.line_take({ count: orderable }) },
        }
      : {
          text: m.line_unpaid_none({ count: mostOfSku }),
          step: { href: UNPAID_ORDERS, name: m.unpaid_see() },
        };
  if (line.problem === 'purchase_limit' && line.purchaseLimit)
    return limitProblem(line, line.purchaseLimit, elsewhere);
  if (line.problem === 'out_of_stock' && line.available > 0)
    return {
      text: m.line_short({ count: line.available }),
      step: { take: line.available, name: m.line_take({ count: line.available }) },
    };
  return {
    text: line.problem === 'not_for_sale' ? m.line_not_for_sale() : m.line_sold_out(),
    step: elsewhere,
  };
}

function limitProblem(
  { orderable }: QuoteLine,
  purchaseLimit: NonNullable<QuoteLine['purchaseLimit']>,
  elsewhere: LineProblem['step'],
): LineProblem {
  const limit = limitWords(purchaseLimit);
  return orderable > 0
    ? {
        text: m.purchase_limit_left({ limit, count: orderable }),
        step: { take: orderable, name: m.line_take({ count: orderable }) },
      }
    : { text: m.purchase_limit_none({ limit }), step: elsewhere };
}

/** Cause first, then what was not lost, then the step. `seen` is the total that the customer had agreed to. */
export function checkoutRefusal(
  refusal: PlaceRefusal,
  quote: Quote | undefined,
  seen: number,
): CheckoutRefusal {
  const nameOf = (skuId: string | undefined): string =>
    quote?.lines.find((line) => line.skuId === skuId)?.name ?? '';
  switch (refusal.code) {
    case 'out_of_stock': {
      const [short] = refusal.lines;
      const name = nameOf(short?.skuId);
      return short === undefined || short.available === 0
        ? { part: 'lines', title: m.checkout_sold_out_title({ name }), text: m.checkout_sold_out_text() }
        : {
            part: 'lines',
            title: m.checkout_short_title({ name, count: short.available }),
            text: m.checkout_short_text(),
          };
    }
    case 'cart_changed':
      return { part: 'cart', title: m.cart_changed_title(), text: m.cart_changed_text() };
    case 'unpaid_sku_limit': {
      const [over] = refusal.lines;
      return {
        part: 'lines',
        title: m.checkout_unpaid_sku_title({ name: nameOf(over?.skuId), count: over?.left ?? 0 }),
        text: m.checkout_short_text(),
      };
    }
    case 'purchase_limit': {
      const [over] = refusal.lines;
      return {
        part: 'lines',
        title: m.checkout_limit_title({ name: nameOf(over?.skuId), count: over?.left ?? 0 }),
        text: m.checkout_short_text(),
      };
    }
    case 'unpaid_orders_limit':
    case 'unpaid_pieces_limit':
    case 'unpaid_nearby_limit': {
      const { title, text } = unpaidSays(refusal);
      return { part: 'unpaid', title, text: m.checkout_not_ordered({ text }) };
    }
    case 'price_changed':
      return {
        part: 'price',
        title: m.checkout_price_changed_title(),
        text: m.checkout_price_changed_text({
          before: formatAmount(seen),
          now: formatAmount(refusal.totalAmount),
        }),
      };
    case 'coupon_unavailable':
      return {
        part: 'price',
        title: m.checkout_coupon_gone_title(),
        text: quote
          ? m.checkout_coupon_gone_now({ now: formatAmount(quote.totalAmount) })
          : m.checkout_coupon_gone_text(),
      };
    case 'not_served':
      return {
        part: 'address',
        title: m.checkout_not_served_title({ name: nameOf(refusal.skuIds[0]) }),
        text: m.checkout_not_served_text(),
      };
    case 'pick_up_not_offered':
      return { part: 'address', title: m.checkout_pick_up_off_title(), text: m.checkout_pick_up_off_text() };
    case 'sku_not_found':
    case 'not_for_sale':
      return {
        part: 'lines',
        title: m.checkout_not_for_sale_title({ name: nameOf(refusal.skuIds[0]) }),
        text: m.checkout_not_for_sale_text(),
      };
    case 'account_deactivated':
      return { part: 'form', title: m.account_deactivated_title(), text: m.account_deactivated_text() };
    case 'address_not_found':
      return {
        part: 'address',
        title: m.checkout_address_gone_title(),
        text: m.checkout_address_gone_text(),
      };
    case 'quantity_limit':
      return {
        part: 'lines',
        title: m.checkout_quantity_title({ count: refusal.limit }),
        text: m.checkout_quantity_text(),
      };
    case 'too_many_lines':
      return {
        part: 'lines',
        title: m.checkout_lines_title({ count: refusal.limit }),
        text: m.checkout_lines_text(),
      };
    case 'idempotency_key_reused':
      return { part: 'form', title: m.checkout_reused_title(), text: m.checkout_reused_text() };
  }
}
