import { error, fail, redirect } from '@sveltejs/kit';
import { randomUUID } from 'node:crypto';
import { m } from '#lib/words/m.ts';
import { agreementWords } from '#lib/checkout/agreement.server.ts';
import { checkoutSays, type CheckoutRefusal } from '#lib/checkout/checkout-words.server.ts';
import { LONGEST_NOTE, parseQuantity, readWanted, type Wanted } from '#lib/checkout/read-checkout.server.ts';
import { readLines, readText } from '#lib/form/read-form.server.ts';
import { pagePath } from '#lib/request/page-path.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import { addTypedAddress, draftAddress, NO_ADDRESS, readAddress } from '#lib/address/read-address.server.ts';
import { offeredPeriods, readPeriods, viewInstalments } from '#lib/instalment/view-instalments.server.ts';
import { cashierPath } from '#lib/payment/cashier-path.ts';
import { COUPONS, readChoice, writeChoice } from '#lib/coupon-chooser/coupon-choice.ts';
import { quoteAsChosen } from '#lib/coupon-chooser/quote-as-chosen.server.ts';
import { viewChooser } from '#lib/coupon-chooser/view-chooser.server.ts';
import { packPrice } from '#lib/price-breakdown/price-differences.ts';
import { priceHints } from '#lib/price-breakdown/price-hints.server.ts';
import { orderedFrom } from '#lib/checkout/ordered-from.server.ts';
import { tellFreight, viewWays } from '#lib/checkout/delivery-words.server.ts';
import { placeOrder } from '#lib/checkout/place-order.server.ts';
import { viewAddresses } from '#lib/address/view-address.server.ts';
import type { AddressId } from '#server/kernel/ids.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
  const session = requireSession(event);
  const { shop, language } = event.locals;
  const { url } = event;
  const [wanted, addresses, consents] = await Promise.all([
    readWanted(shop, session, url, language),
    shop.addresses.addresses(session.customerId),
    shop.customers.consents(session.customerId),
  ]);
  if (wanted.lines.length === 0) redirect(303, '/cart');
  // An order says that its customer agrees to the terms, so those are shown first where they have changed.
  if (!consents.isCurrent) redirect(303, `/account/agree?next=${encodeURIComponent(pagePath(url))}`);
  const views = viewAddresses(addresses);
  const asked = event.locals.chosenAddress || url.searchParams.get('address');
  const addressId =
    asked === 'new' ? asked : ((views.find(({ id }) => id === asked) ?? views[0])?.id ?? 'new');
  const isFetched = (event.locals.chosenDelivery || url.searchParams.get('deliver')) === 'pick_up';
  const { quoted: quote, lost } = await quoteAsChosen(
    shop,
    session.customerId,
    {
      ...{ lines: wanted.lines, from: orderedFrom(event), tellsNotServed: true },
      ...(isFetched && { deliveryMethod: 'pick_up' }),
      ...(addressId !== 'new' && { addressId: addressId as AddressId }),
    },
    readChoice(url.searchParams.get(COUPONS)),
    language,
  );
  if (!quote.ok) {
    if (quote.error.code === 'pick_up_not_offered') redirect(303, withChoices(url, { deliver: 'standard' }));
    if (quote.error.code === 'quantity_limit')
      redirect(303, withChoices(url, { quantity: String(quote.error.limit) }));
    error(404, 'nothing of that kind is sold here');
  }
  const methods = shop.payment.methods(language);
  const askedMethod = url.searchParams.get('method');
  const method = methods.find(({ gateway }) => gateway === askedMethod)?.gateway ?? methods[0]?.gateway ?? '';
  const periods = Number(url.searchParams.get('periods') ?? 1);
  const ways = viewWays(quote.value, (deliver) => withChoices(url, { deliver }));
  const says = checkoutSays(quote.value, wanted, shop.settings, (skuId) => leaveOut(url, wanted, skuId));
  return {
    quote: quote.value,
    chooser: viewChooser(quote.value),
    agreement: agreementWords(),
    titles: {
      delivery: ways?.label ?? m.delivery_title(),
      coupons: m.chooser_title(),
      errors: m.address_errors_title(),
    },
    notices: [
      ...(says.soon === undefined ? [] : [says.soon]),
      ...(url.searchParams.has(ADDED)
        ? [{ title: m.checkout_added_title(), text: m.checkout_added_text() }]
        : []),
    ],
    // Named, so that what is ordered is what was seen, whatever there is to choose from by then.
    coupons: writeChoice(quote.value.coupons.applied.map(({ id }) => id)),
    seen: packPrice(quote.value),
    hints: priceHints(quote.value),
    lost,
    freight: tellFreight(quote.value),
    ...{ ways, says },
    fromCart: wanted.fromCart,
    addresses: views.map((view) => ({ ...view, href: withChoices(url, { address: view.id }) })),
    newHref: withChoices(url, { address: 'new' }),
    addressId,
    address: draftAddress(shop.addresses, NO_ADDRESS),
    methods,
    method,
    instalments: viewInstalments(quote.value.instalments, methods, quote.value.totalAmount),
    periods: offeredPeriods(quote.value.instalments, method, periods),
    idempotencyKey: randomUUID(),
  };
};

/** Says that an address was added by an order that was refused then: what was seen was priced for another one. */
const ADDED = 'added';

/** What was typed, apart from the address fields: sent back with every refusal, so that nothing has to be typed twice. */
function readRest({ locals }: RequestEvent, form: FormData) {
  const gateway = readText(form, 'gateway', 40);
  const addressId = readText(form, 'addressId', 64);
  const delivery = readText(form, 'delivery', 20);
  locals.chosenAddress = addressId;
  locals.chosenDelivery = delivery;
  return {
    ...{ addressId, delivery },
    gateway,
    periods: readPeriods(readText(form, 'instalments', 60), gateway),
    note: readLines(form, 'note'),
  };
}

/** This checkout again, with these things chosen. */
function withChoices(url: URL, choices: Readonly<Record<string, string>>): string {
  const next = new URL(pagePath(url), url);
  next.searchParams.delete(ADDED);
  for (const [name, value] of Object.entries(choices)) next.searchParams.set(name, value);
  return next.pathname + next.search;
}

/** The same page without one of the lines, which stays in the cart; undefined where nothing would be left, or it is not there. */
function leaveOut(url: URL, { fromCart, lines }: Wanted, without: string): string | undefined {
  const rest = lines.filter(({ skuId }) => skuId !== without);
  if (!fromCart || rest.length === 0) return undefined;
  const next = new URL(withChoices(url, {}), url);
  next.searchParams.delete('only');
  for (const { skuId } of rest) next.searchParams.append('only', skuId);
  return next.pathname + next.search;
}

/** What was chosen, for the address of the next page; a note is nobody's but the customer's and stays out of it. */
function chosenIn({
  addressId,
  delivery,
  gateway,
  periods,
}: ReturnType<typeof readRest>): Record<string, string> {
  return {
    ...(addressId !== '' && { address: addressId }),
    ...(delivery !== '' && { deliver: delivery }),
    ...(gateway !== '' && { method: gateway }),
    periods: String(periods),
  };
}

async function refresh(event: RequestEvent) {
  requireSession(event);
  const form = await event.request.formData();
  return { ...readRest(event, form), address: readAddress(form, event.locals.shop.addresses) };
}

async function addAddress(event: RequestEvent) {
  const { customerId } = requireSession(event);
  const form = await event.request.formData();
  const address = readAddress(form, event.locals.shop.addresses);
  const added = await addTypedAddress(event.locals.shop, customerId, address.values);
  if (!added.ok) return fail(422, { ...readRest(event, form), address, errors: added.error });
  redirect(303, withChoices(event.url, { ...chosenIn(readRest(event, form)), address: added.value.id }));
}

async function choose(event: RequestEvent) {
  requireSession(event);
  const form = await event.request.formData();
  const coupons = writeChoice(readChoice(readText(form, 'choose', 800)));
  redirect(303, withChoices(event.url, { ...chosenIn(readRest(event, form)), [COUPONS]: coupons }));
}

async function setQuantity(event: RequestEvent) {
  const { customerId } = requireSession(event);
  const { url, locals } = event;
  const form = await event.request.formData();
  const line = parseQuantity(readText(form, 'set', 30));
  const choices = chosenIn(readRest(event, form));
  if (line === undefined || line.quantity < 1) redirect(303, withChoices(url, choices));
  if (url.searchParams.get('from') !== 'cart')
    redirect(303, withChoices(url, { ...choices, quantity: String(line.quantity) }));
  const changed = await locals.shop.cart.setLine(customerId, line.skuId, line.quantity, locals.language);
  if (changed.ok) redirect(303, withChoices(url, choices));
  const refusal: CheckoutRefusal = {
    part: 'lines',
    title: m.checkout_quantity_refused(),
    text: m.checkout_quantity_refused_text(),
  };
  return fail(422, { ...readRest(event, form), address: null, refusal });
}

/** Not cut: what the shop is asked to heed may stand at its end. */
function refuseLongNote(note: string): CheckoutRefusal | undefined {
  const { length } = [...note];
  if (length <= LONGEST_NOTE) return undefined;
  const limits = { count: length, limit: LONGEST_NOTE };
  return { part: 'note', title: m.checkout_note_long_title(), text: m.checkout_note_long_text(limits) };
}

async function place(event: RequestEvent) {
  const { customerId } = requireSession(event);
  const { shop } = event.locals;
  const form = await event.request.formData();
  const rest = readRest(event, form);
  const address = readAddress(form, shop.addresses);
  const tooLong = refuseLongNote(rest.note);
  if (tooLong) return fail(422, { ...rest, address, refusal: tooLong });
  let { addressId } = rest;
  if (addressId === 'new') {
    const added = await addTypedAddress(shop, customerId, address.values);
    if (!added.ok) return fail(422, { ...rest, address, errors: added.error });
    // From here on it is one of the customer's addresses: a refusal below must not add it a second time.
    addressId = added.value.id;
    event.locals.chosenAddress = addressId;
  }
  const placed = await placeOrder(event, customerId, form, { ...rest, addressId });
  // This page would show what is left of the cart as if it were what had been chosen: the cart itself says what happened.
  if (!placed.ok && placed.error.part === 'cart') redirect(303, '/cart?changed');
  // With script the page reads its data by its own address, which has to name this one; what was typed stays in it.
  const isScripted = event.request.headers.get('x-sveltekit-action') === 'true';
  if (!placed.ok && isScripted && addressId !== rest.addressId)
    redirect(303, withChoices(event.url, { ...chosenIn({ ...rest, addressId }), [ADDED]: '' }));
  if (!placed.ok) return fail(422, { ...rest, addressId, address: null, refusal: placed.error });
  redirect(303, cashierPath(placed.value, rest.gateway, rest.periods));
}

export const actions: Actions = { place, addAddress, setQuantity, choose, refresh };
