import { error, fail, redirect } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { productData, summaryOf } from '#lib/product-page/describe-product.server.ts';
import { freight } from '#lib/cart/freight.server.ts';
import { openCart } from '#lib/cart/open-cart.server.ts';
import { readBuyForm } from '#lib/cart/read-buy-form.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
  const product = await locals.shop.catalog.product(params.slug, locals.language);
  if (product === undefined) error(404, 'no such product');
  const { publicUrl, orderPaymentMinutes, mostOfSku } = locals.shop.settings;
  return {
    product,
    freight,
    holdMinutes: orderPaymentMinutes,
    mostOfSku,
    summary: summaryOf(product),
    structured: productData(product, publicUrl, m.home()),
  };
};

export const actions: Actions = {
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
