import type { RequestEvent } from '@sveltejs/kit';
import { randomUUID } from 'node:crypto';
import type { AddressId, CustomerId, OrderNo } from '#server/kernel/ids.ts';
import { fen } from '#server/kernel/money.ts';
import { ok, type Result } from '#server/kernel/result.ts';
import type { WantedLine } from '#server/modules/ordering/index.ts';
import { checkoutRefusal, type CheckoutRefusal } from './checkout-words.server.ts';
import { orderedFrom } from './ordered-from.server.ts';
import { parseQuantity } from './read-checkout.server.ts';
import { readChoice } from '../coupon-chooser/coupon-choice.ts';
import { quoteAsChosen, tellLost } from '../coupon-chooser/quote-as-chosen.server.ts';
import { priceDifferences, unpackPrice } from '../price-breakdown/price-differences.ts';
import { readText } from '../form/read-form.server.ts';

type Chosen = { readonly addressId: string; readonly delivery: string; readonly note: string };

/** The lines that the page showed. Not the cart's own: a second press finds the cart empty, and must still say the same. */
function readLines(form: FormData): WantedLine[] {
  const typed = form.getAll('line').map((line) => parseQuantity(String(line)));
  return typed.filter((line) => line !== undefined);
}

/** Of a hundred lines and as many adjustments. */
const LONGEST_SEEN = 40_000;

const refused = (refusal: CheckoutRefusal) =>
  ({ ok: false, error: { code: 'refused', ...refusal } }) as const;

/** The key made with the page. A form that carries none of ours is no repeat of anything. */
function readKey(form: FormData): string {
  const key = readText(form, 'idempotencyKey', 64);
  return /^[\w-]{1,64}$/.test(key) ? key : randomUUID();
}

/**
 * Places what the checkout showed. The form carries the total that was seen, so that nobody pays a price they have not
 * read, and a key made with the page, so that two presses place one order.
 */
export async function placeOrder(
  event: RequestEvent,
  customerId: CustomerId,
  form: FormData,
  { addressId, delivery, note }: Chosen,
): Promise<Result<OrderNo, { readonly code: 'refused' } & CheckoutRefusal>> {
  const { shop, language } = event.locals;
  const lines = readLines(form);
  const seenText = readText(form, 'expectedTotalAmount', 16);
  const seen = fen(/^\d{1,15}$/.test(seenText) ? Number(seenText) : 0);
  const choice = readChoice(readText(form, 'coupons', 800));
  const deliveryMethod = delivery === 'pick_up' ? ({ deliveryMethod: 'pick_up' } as const) : {};
  const placed = await shop.ordering.place(
    {
      customerId,
      idempotencyKey: readKey(form),
      lines,
      addressId: addressId as AddressId,
      ...deliveryMethod,
      ...(note === '' ? {} : { note }),
      expectedTotalAmount: seen,
      ...(choice === 'best' ? {} : { couponIds: choice }),
      fromCart: event.url.searchParams.get('from') === 'cart',
      from: orderedFrom(event),
    },
    language,
  );
  if (placed.ok) return ok(placed.value.order.orderNo);
  const asked = { lines, addressId: addressId as AddressId, tellsNotServed: true, ...deliveryMethod };
  const { quoted } = await quoteAsChosen(shop, customerId, asked, choice, language);
  const quote = quoted.ok ? quoted.value : undefined;
  const refusal = checkoutRefusal(placed.error, quote, seen);
  if (placed.error.code === 'coupon_unavailable') {
    const lost = await tellLost(shop, customerId, placed.error.couponIds, language);
    return refused({
      ...refusal,
      title: lost.title,
      text: `${lost.text}${refusal.text}`,
      orderPath: lost.orderPath,
    });
  }
  const shown = unpackPrice(String(form.get('seen')).slice(0, LONGEST_SEEN));
  return placed.error.code === 'price_changed' && quote && shown
    ? refused({ ...refusal, changes: priceDifferences(shown, quote) })
    : refused(refusal);
}
