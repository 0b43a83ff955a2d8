import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import { wordsIn, type Language } from '../../kernel/language.ts';
import { ZERO } from '../../kernel/money.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import type { SkuForSale } from '../catalog/index.ts';
import {
  groundOf,
  NOBODY,
  payerOf,
  priceFor,
  weighCoupons,
  type Asked,
  type InstalmentsApi,
  type Payer,
  type PriceForPayer,
  type PriceOrders,
  type PriceRefusal,
  type PricingGround,
} from '../pricing/index.ts';
import { availableOf, findStock } from '../stock/index.ts';
import { minutesToPay, type HoldDeps } from './draft-orders.ts';
import { findBought } from './find-bought.ts';
import { limitsOfLines, type LimitOfLine } from './purchase-limits.decide.ts';
import { findUnpaid, originOf, type FoundUnpaid } from './find-unpaid.ts';
import { MAX_QUANTITY, type OrderAddress, type UnpaidHindrance, type WantedLine } from './order.ts';
import type { Quote, QuoteLine, QuoteRefusal, QuoteRequest } from './quote.ts';
import type { AddressSnapshot, OrderSealing } from './order-address.ts';
import { presentPickUp, type PickUpPlace } from './pick-up.ts';
import { presentLine } from './present-line.ts';
import { missingToFree, presentFreight, type Destination } from './present-freight.ts';
import { presentAdjustment } from './present-price.ts';
import { giftsAfter, gatherLines } from './place-order.decide.ts';
import { presentCoupons } from './present-coupons.ts';
import {
  checkHindrance,
  leftOfSku,
  NOTHING_UNPAID,
  type Origin,
  type UnpaidOfCustomer,
} from './unpaid-limits.decide.ts';

export type QuoteDeps = HoldDeps & {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealing: OrderSealing;
  readonly campaigns: Pick<PriceOrders, 'gather' | 'look' | 'findBehind'>;
  skusForSale(skuIds: readonly SkuId[], on: Queryable): Promise<Map<SkuId, SkuForSale>>;
  readonly instalments: Pick<InstalmentsApi, 'offers'>;
  findAddresses(
    wanted: readonly { customerId: CustomerId; addressId: string }[],
  ): Promise<readonly (AddressSnapshot | undefined)[]>;
  /** Where orders are fetched now, if anywhere. */
  pickUp(): PickUpPlace | undefined;
  /** Province, city and district of a six-digit code. */
  regionOf(regionCode: string, street: string): readonly string[];
};

/** What an order with these lines would cost now, and whether it could be placed. Promises nothing and reserves nothing. */
export async function quoteOrder(
  deps: QuoteDeps,
  customerId: CustomerId | null,
  request: QuoteRequest,
  language: Language,
): Promise<Result<Quote, QuoteRefusal>> {
  const place = deps.pickUp();
  const isPickedUp = request.deliveryMethod === 'pick_up';
  if (isPickedUp && place === undefined) return refuse({ code: 'pick_up_not_offered' });
  const gathered = gatherLines(request.lines);
  if (!gathered.ok) return gathered;
  const lines = gathered.value;
  const skuIds = lines.map((line) => line.skuId);
  const [skus, stock, address, before, campaigns] = await Promise.all([
    deps.skusForSale(skuIds, deps.database),
    findStock(deps.database, skuIds),
    findNamedAddress(deps, customerId, request.addressId),
    findBefore(deps, customerId, { ...request, lines }),
    findCampaigns(deps, customerId, skuIds),
  ]);
  if (address === 'unknown') return refuse({ code: 'address_not_found' });
  const unknown = skuIds.filter((skuId) => !skus.has(skuId));
  if (unknown.length > 0) return refuse({ code: 'sku_not_found', skuIds: unknown });
  const gifts = await findGifts(deps, campaigns.before.giftSkuIds);
  const giftsLeft = giftsAfter(gifts.skus, campaigns.before.giftSkuIds, gifts.available, lines);
  const ground = groundOf(campaigns.before, campaigns.left, giftsLeft);
  const asked = {
    goods: lines.map(({ skuId, quantity }) => ({ ...skus.get(skuId)!, quantity })),
    chosen: request.couponIds ?? 'best',
    regionCode: address?.regionCode ?? request.regionCode,
    isPickedUp,
  } as const;
  const priced = priceGoods(ground, campaigns.payer, asked, request.tellsNotServed === true);
  if (!priced.ok) return priced;
  const { price, notServed } = priced.value;
  const limits = await findLimits(deps, customerId, skus, lines);
  const weighed = weighCoupons(ground, campaigns.payer, asked, price);
  return ok({
    ...amountsOf(price),
    lines: quoteLines(deps, lines, { skus, stock, unpaid: before.own, limits, price, notServed }, language),
    pickUp: place === undefined ? null : presentPickUp(place, language),
    gifts: price.gifts.map((skuId) => presentLine(gifts.skus.get(skuId)!, 1, FREE, language)),
    adjustments: price.adjustments.map((adjustment) => presentAdjustment(adjustment, language)),
    missingToFreeFreight: missingToFree(price.freight),
    freight: presentFreight(price, destinationOf(deps, address, request, notServed), language),
    currency: 'CNY',
    coupons: presentCoupons(campaigns.before.book, campaigns.payer.coupons, price, weighed, language),
    proof: price.proof,
    nextSteps: price.nextSteps.map(({ label, ...step }) => ({ ...step, label: wordsIn(label, language) })),
    instalments: await deps.instalments.offers({ amount: price.totalAmount, findSkuIds: () => skuIds }),
    ...(before.hindrance === undefined ? {} : { hindrance: before.hindrance }),
    payMinutes: minutesToPay(deps, before.isRepeater),
  });
}

/** Where pages are told of goods that do not go there, those are priced as if they were sent for nothing, and named. */
function priceGoods(
  ground: PricingGround,
  payer: Payer,
  asked: Asked,
  tellsNotServed: boolean,
): Result<{ readonly price: PriceForPayer; readonly notServed: readonly SkuId[] }, PriceRefusal> {
  const priced = priceFor(ground, payer, asked);
  if (priced.ok) return ok({ price: priced.value, notServed: [] });
  if (priced.error.code !== 'not_served' || !tellsNotServed) return priced;
  const { skuIds: notServed } = priced.error;
  const goods = priceFor(ground, payer, { ...asked, isPickedUp: true });
  return goods.ok ? ok({ price: goods.value, notServed }) : goods;
}

function destinationOf(
  { regionOf }: QuoteDeps,
  address: OrderAddress | undefined,
  { regionCode, deliveryMethod }: QuoteRequest,
  notServed: readonly SkuId[],
): Destination {
  if (deliveryMethod === 'pick_up') return { kind: 'pick_up' };
  if (notServed.length > 0) return { kind: 'not_served' };
  if (address !== undefined) return { kind: 'address' };
  const name = regionCode === undefined ? undefined : regionOf(regionCode, '').at(-1);
  return name === undefined ? { kind: 'unknown' } : { kind: 'district', name };
}

/** How many of each SKU an order can hold before the customer's other orders are paid. */
export async function findRoom(
  deps: QuoteDeps,
  customerId: CustomerId | null,
  skuIds: readonly SkuId[],
): Promise<ReadonlyMap<SkuId, number>> {
  const unpaid = customerId === null ? undefined : await findAllUnpaid(deps, customerId, skuIds, {});
  const own = (customerId && unpaid?.customers.get(customerId)) || NOTHING_UNPAID;
  return new Map(
    skuIds.map((skuId) => [skuId, Math.min(leftOfSku(deps.unpaid.limits, own, skuId), MAX_QUANTITY)]),
  );
}

/** How many of each product with a limit the customer may still buy; without those that have none. */
async function findLimits(
  { database, clock }: QuoteDeps,
  customerId: CustomerId | null,
  skus: ReadonlyMap<SkuId, SkuForSale>,
  lines: readonly WantedLine[],
): Promise<ReadonlyMap<SkuId, LimitOfLine>> {
  const bought =
    customerId === null
      ? new Map<string, number>()
      : await findBought(database, skus, [customerId], clock.now());
  return limitsOfLines(skus, bought, customerId, lines);
}

/** The limits of what lies in a cart, each line by itself. */
export async function findPurchaseLimits(
  deps: QuoteDeps,
  customerId: CustomerId | null,
  skuIds: readonly SkuId[],
): Promise<ReadonlyMap<SkuId, LimitOfLine['purchaseLimit']>> {
  const skus = await deps.skusForSale(skuIds, deps.database);
  const lines = [...skus.keys()].map((skuId) => ({ skuId, quantity: 0 }));
  const limits = await findLimits(deps, customerId, skus, lines);
  return new Map([...limits].map(([skuId, { purchaseLimit }]) => [skuId, purchaseLimit]));
}

function quoteLines(
  { unpaid: { limits: ofUnpaid } }: QuoteDeps,
  lines: readonly WantedLine[],
  found: {
    readonly skus: ReadonlyMap<SkuId, SkuForSale>;
    readonly stock: Awaited<ReturnType<typeof findStock>>;
    readonly unpaid: UnpaidOfCustomer;
    readonly limits: ReadonlyMap<SkuId, LimitOfLine>;
    readonly price: PriceForPayer;
    readonly notServed: readonly SkuId[];
  },
  language: Language,
): QuoteLine[] {
  return lines.map((line, index) => {
    const { skuId, quantity } = line;
    const sku = found.skus.get(skuId)!;
    return {
      ...presentLine(sku, quantity, found.price.lines[index]!, language),
      ...boundsOf(line, sku, availableOf(found.stock.get(skuId)), {
        unpaid: leftOfSku(ofUnpaid, found.unpaid, skuId),
        limit: found.limits.get(skuId),
      }),
      ...(found.notServed.includes(skuId) && { problem: 'not_served' as const }),
    };
  });
}

/** How many can be ordered, and why not as many as are wanted. `unpaid`: before the customer's other orders are paid. */
function boundsOf(
  { quantity }: WantedLine,
  sku: SkuForSale,
  available: number,
  { unpaid, limit }: { readonly unpaid: number; readonly limit: LimitOfLine | undefined },
): Pick<QuoteLine, 'available' | 'orderable' | 'problem' | 'purchaseLimit'> {
  const room = limit?.room ?? Infinity;
  const problem = !sku.onSale
    ? 'not_for_sale'
    : quantity > available
      ? 'out_of_stock'
      : quantity > room
        ? 'purchase_limit'
        : quantity > unpaid
          ? 'unpaid_sku_limit'
          : undefined;
  const orderable = sku.onSale ? Math.min(available, unpaid, room, MAX_QUANTITY) : 0;
  return {
    ...{ available, orderable },
    ...(limit !== undefined && { purchaseLimit: limit.purchaseLimit }),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** What the customer has not paid yet and how that bears on these lines. A visitor has nothing unpaid. */
async function findBefore(
  deps: QuoteDeps,
  customerId: CustomerId | null,
  { lines, from }: QuoteRequest,
): Promise<{ own: UnpaidOfCustomer; hindrance?: UnpaidHindrance; isRepeater: boolean }> {
  if (customerId === null) return { own: NOTHING_UNPAID, isRepeater: false };
  const origin = originOf(deps, from);
  const skuIds = lines.map(({ skuId }) => skuId);
  const unpaid = await findAllUnpaid(deps, customerId, skuIds, origin);
  return {
    own: unpaid.customers.get(customerId) ?? NOTHING_UNPAID,
    hindrance: checkHindrance(deps.unpaid.limits, unpaid, { customerId, lines, origin }),
    isRepeater: unpaid.repeaters.has(customerId),
  };
}

/** As if the most of each were asked for, so that it is known how many of each are unpaid, however few are wanted. */
function findAllUnpaid(
  deps: QuoteDeps,
  customerId: CustomerId,
  skuIds: readonly SkuId[],
  origin: Origin,
): Promise<FoundUnpaid> {
  const lines = skuIds.map((skuId) => ({ skuId, quantity: MAX_QUANTITY }));
  return findUnpaid(deps.database, deps.unpaid, [{ customerId, lines, origin }], deps.clock.now());
}

/** Undefined where none is named. */
async function findNamedAddress(
  deps: QuoteDeps,
  customerId: CustomerId | null,
  addressId: string | undefined,
): Promise<OrderAddress | undefined | 'unknown'> {
  if (addressId === undefined) return undefined;
  if (customerId === null) return 'unknown';
  const [found] = await deps.findAddresses([{ customerId, addressId }]);
  return found?.address ?? 'unknown';
}

const FREE = { listAmount: ZERO, discountAmount: ZERO, amount: ZERO };

function amountsOf({ itemsAmount, discountAmount, freightAmount, totalAmount, savedAmount }: PriceForPayer) {
  return { itemsAmount, discountAmount, freightAmount, totalAmount, savedAmount };
}

/** What campaigns have left for these goods, and what the customer brings to them; a visitor brings nothing. */
async function findCampaigns(deps: QuoteDeps, customerId: CustomerId | null, skuIds: readonly SkuId[]) {
  const { database, campaigns, clock } = deps;
  const buying = customerId === null ? [] : [{ customerId, skuIds }];
  const before = await campaigns.gather(database, buying, clock.now(), skuIds);
  const [left, behind] = await Promise.all([
    campaigns.look(database, before),
    campaigns.findBehind(database, before, buying),
  ]);
  return { before, left, payer: customerId === null ? NOBODY : payerOf(before, behind, customerId) };
}

/** What the customer's coupons could give, and how much of it there is. */
async function findGifts({ skusForSale, database }: QuoteDeps, skuIds: readonly SkuId[]) {
  if (skuIds.length === 0) return { skus: new Map<SkuId, SkuForSale>(), available: new Map<SkuId, number>() };
  const [skus, stock] = await Promise.all([skusForSale(skuIds, database), findStock(database, skuIds)]);
  return { skus, available: new Map([...stock].map(([skuId, level]) => [skuId, availableOf(level)])) };
}
