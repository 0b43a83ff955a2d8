import { error, fail, redirect } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { productData, summaryOf } from '#lib/product-page/describe-product.server.ts';
import { offersByPrice } from '#lib/instalment/offers-by-price.server.ts';
import { withOfferedPrices } from '#lib/product-page/offered-prices.ts';
import { systemClock } from '#server/kernel/clock.ts';
import { claimInPlace } from '#lib/coupon/claim-in-place.server.ts';
import { loadStrip } from '#lib/coupon/load-tickets.server.ts';
import { findDistrict } from '#lib/delivery/find-district.server.ts';
import { viewDelivery } from '#lib/delivery/view-delivery.server.ts';
import { openCart } from '#lib/cart/open-cart.server.ts';
import { readBuyForm } from '#lib/cart/read-buy-form.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
  const [found, district] = await Promise.all([
    locals.shop.catalog.product(params.slug, locals.language),
    findDistrict(locals),
  ]);
  if (found === undefined) error(404, 'no such product');
  const product = withOfferedPrices(found);
  const skuIds = product.skus.map(({ id }) => id);
  const [offers, strip, freight] = await Promise.all([
    offersByPrice(locals, product.skus),
    loadStrip(locals, skuIds.slice(0, 1)),
    locals.shop.pricing.freightTo(skuIds, district?.regionCode),
  ]);
  const { publicUrl, orderPaymentMinutes, mostOfSku } = locals.shop.settings;
  return {
    product,
    now: systemClock.now(),
    delivery: viewDelivery(freight, skuIds, district, `/product/${product.slug}`),
    offers,
    strip,
    holdMinutes: orderPaymentMinutes,
    mostOfSku,
    summary: summaryOf(product),
    structured: productData(product, publicUrl, m.home()),
  };
};

export const actions: Actions = {
  claim: claimInPlace,
  add: async (event) => {
    const wanted = readBuyForm(await event.request.formData());
    if (wanted === undefined || wanted.quantity < 1) return fail(422, { problem: 'gone' as const });
    const problem = await openCart(event).add(wanted.skuId, wanted.quantity);
    if (problem !== undefined) return fail(422, { problem });
    // With script the page stays and says so; without, the cart itself is the answer.
    if (event.request.headers.get('x-sveltekit-action') !== 'true') redirect(303, '/cart');
    return { added: true };
  },
};
