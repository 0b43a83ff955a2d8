import { fail } from '@sveltejs/kit';
import { limitLines, viewCart } from '#lib/cart/cart-view.ts';
import { claimInPlace } from '#lib/coupon/claim-in-place.server.ts';
import { loadStrip } from '#lib/coupon/load-tickets.server.ts';
import { tellFreight } from '#lib/checkout/delivery-words.server.ts';
import { placeHints } from '#lib/delivery/place-hints.server.ts';
import { findDistrict } from '#lib/delivery/find-district.server.ts';
import { openCart } from '#lib/cart/open-cart.server.ts';
import { COUPONS, readChoice, writeChoice } from '#lib/coupon-chooser/coupon-choice.ts';
import { quoteAsChosen } from '#lib/coupon-chooser/quote-as-chosen.server.ts';
import { viewChooser } from '#lib/coupon-chooser/view-chooser.server.ts';
import { priceHints } from '#lib/price-breakdown/price-hints.server.ts';
import { orderedFrom } from '#lib/checkout/ordered-from.server.ts';
import { readBuyForm, readSkuIds } from '#lib/cart/read-buy-form.server.ts';
import { unpaidSays } from '#lib/order/unpaid-words.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** One row of cards, and as many more as may already lie in the cart. */
const SUGGESTED = 5;
const CANDIDATES = 12;

export const load: PageServerLoad = async (event) => {
  const { shop, session, language } = event.locals;
  const [cart, district, popular] = await Promise.all([
    openCart(event).find(),
    findDistrict(event.locals),
    shop.catalog.products({ sort: 'sales', inStock: true, limit: CANDIDATES }, language),
  ]);
  const customerId = session?.customerId ?? null;
  const skuIds = cart.lines.map(({ skuId }) => skuId);
  const [room, limits, strip] = await Promise.all([
    shop.ordering.roomFor(customerId, skuIds),
    shop.ordering.purchaseLimits(customerId, skuIds),
    loadStrip(event.locals, skuIds),
  ]);
  const view = viewCart(limitLines(cart.lines, room, limits), event.url.searchParams.getAll('only'));
  const wanted = view.lines.filter(({ skuId }) => view.selected.includes(skuId));
  const choice = readChoice(event.url.searchParams.get(COUPONS));
  const lines = wanted.map(({ skuId, quantity }) => ({ skuId, quantity }));
  const asked =
    wanted.length === 0
      ? undefined
      : await quoteAsChosen(
          shop,
          customerId,
          {
            ...{ lines, from: orderedFrom(event), tellsNotServed: true },
            ...(district && { regionCode: district.regionCode }),
          },
          choice,
          language,
        );
  const quote = asked?.quoted;
  const inCart = new Set(cart.lines.map(({ productSlug }) => productSlug));
  return {
    view,
    strip,
    count: cart.count,
    pieces: wanted.reduce((sum, { quantity }) => sum + quantity, 0),
    // A SKU that vanished between the two reads is shown as gone by the next one.
    quote: quote?.ok
      ? { ...quote.value, freight: { ...quote.value.freight, ...tellFreight(quote.value) } }
      : null,
    chooser: quote?.ok ? (viewChooser(quote.value) ?? null) : null,
    coupons: writeChoice(asked?.choice ?? choice),
    lost: asked?.lost ?? null,
    hints: quote?.ok ? [...placeHints(quote.value, district), ...priceHints(quote.value)] : [],
    hindrance: quote?.ok && quote.value.hindrance ? unpaidSays(quote.value.hindrance) : null,
    suggested: popular.items.filter(({ slug }) => !inCart.has(slug)).slice(0, SUGGESTED),
    freeFreightFrom: shop.pricing.freightHint().freeFrom ?? null,
    /** An order of it was refused, since it had changed meanwhile. */
    hasChanged: event.url.searchParams.has('changed'),
  };
};

export const actions: Actions = {
  claim: claimInPlace,
  set: async (event) => {
    const form = await event.request.formData();
    // Which button was pressed says more than what stands in the field beside it.
    if (!form.has('quantity')) form.set('quantity', form.get('typed') ?? '');
    const wanted = readBuyForm(form);
    if (wanted === undefined) return fail(422, { problem: 'gone' as const });
    const problem = await openCart(event).set(wanted.skuId, wanted.quantity);
    return problem === undefined ? { quantity: wanted.quantity } : fail(422, { problem });
  },
  clear: async (event) => {
    await openCart(event).remove(readSkuIds(await event.request.formData()));
    return { quantity: 0 };
  },
};
