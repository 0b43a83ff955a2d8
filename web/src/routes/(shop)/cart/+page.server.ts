import { fail } from '@sveltejs/kit';
import { limitLines, viewCart } from '#lib/cart/cart-view.ts';
import { freight } from '#lib/cart/freight.server.ts';
import { openCart } from '#lib/cart/open-cart.server.ts';
import { orderedFrom } from '#lib/checkout/ordered-from.server.ts';
import { readBuyForm, readSkuIds } from '#lib/cart/read-buy-form.server.ts';
import { unpaidSays } from '#lib/order/unpaid-words.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** One row of cards, and as many more as may already lie in the cart. */
const SUGGESTED = 5;
const CANDIDATES = 12;

export const load: PageServerLoad = async (event) => {
  const { shop, session, language } = event.locals;
  const [cart, popular] = await Promise.all([
    openCart(event).find(),
    shop.catalog.products({ sort: 'sales', inStock: true, limit: CANDIDATES }, language),
  ]);
  const customerId = session?.customerId ?? null;
  const room = await shop.ordering.roomFor(
    customerId,
    cart.lines.map(({ skuId }) => skuId),
  );
  const view = viewCart(limitLines(cart.lines, room), event.url.searchParams.getAll('only'));
  const wanted = view.lines.filter(({ skuId }) => view.selected.includes(skuId));
  const quote =
    wanted.length === 0
      ? undefined
      : await shop.ordering.quote(
          customerId,
          {
            lines: wanted.map(({ skuId, quantity }) => ({ skuId, quantity })),
            from: orderedFrom(event),
          },
          language,
        );
  const inCart = new Set(cart.lines.map(({ productSlug }) => productSlug));
  return {
    view,
    count: cart.count,
    pieces: wanted.reduce((sum, { quantity }) => sum + quantity, 0),
    // A SKU that vanished between the two reads is shown as gone by the next one.
    quote: quote?.ok ? quote.value : null,
    hindrance: quote?.ok && quote.value.hindrance ? unpaidSays(quote.value.hindrance) : null,
    suggested: popular.items.filter(({ slug }) => !inCart.has(slug)).slice(0, SUGGESTED),
    freeFreightFrom: freight.freeFrom,
    /** An order of it was refused, since it had changed meanwhile. */
    hasChanged: event.url.searchParams.has('changed'),
  };
};

export const actions: Actions = {
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
