import type { Fen } from '../../kernel/money.ts';
import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { SkuForSale } from '../catalog/index.ts';
import {
  groundOf,
  partKey,
  payerOf,
  priceFor,
  type Before,
  type Behind,
  type Left as QuotasLeft,
  type PriceForPayer,
} from '../pricing/index.ts';
import { MAX_LINES, MAX_QUANTITY, type PlaceRefusal, type WantedLine } from './order.ts';
import type { DeliveryMethod, PickUpPlace } from './pick-up.ts';
import { checkPurchaseLimits, countBought, type Bought } from './purchase-limits.decide.ts';
import {
  checkUnpaid,
  countOrder,
  type AllUnpaid,
  type Origin,
  type Tally,
  type UnpaidLimits,
} from './unpaid-limits.decide.ts';

/** What of a request the decision needs. `lines` name each SKU once, see `gatherLines`. */
export type PlacingRequest = {
  readonly customerId: CustomerId;
  readonly lines: readonly WantedLine[];
  readonly expectedTotalAmount: Fen;
  /** Where it goes; undefined where the customer has no such address. */
  readonly regionCode: string | undefined;
  /** Unsaid: it is sent. */
  readonly deliveryMethod?: DeliveryMethod;
  /** Which coupons to use; unsaid, the best. */
  readonly couponIds?: readonly string[];
  /** Orders what lies in the customer's cart, and nothing that does not. */
  readonly fromCart?: boolean;
  readonly origin: Origin;
};

export type Placing = {
  readonly lines: readonly { sku: SkuForSale; quantity: number }[];
  /** One piece of each, beside what was asked for; they cost nothing. */
  readonly gifts: readonly SkuForSale[];
  readonly price: PriceForPayer;
};

/** What the shop holds, as locked: pieces that can be promised, and what each SKU is and costs. */
export type Shelves = {
  readonly available: ReadonlyMap<SkuId, number>;
  readonly skus: ReadonlyMap<SkuId, SkuForSale>;
  /** Pieces in the carts of those who order from them, by `cartKey`. */
  readonly inCarts: ReadonlyMap<string, number>;
  readonly unpaid: AllUnpaid;
  /** What customers have bought of products that have a limit. */
  readonly bought: Bought;
  /** Whose accounts the shop has closed to them. */
  readonly deactivated: ReadonlySet<CustomerId>;
  /** Where orders are fetched now, if anywhere. */
  readonly pickUp: PickUpPlace | undefined;
  readonly campaigns: AtCampaigns;
};

/** What campaigns have left, and what customers bring to them. */
export type AtCampaigns = { readonly before: Before; readonly behind: Behind; readonly left: QuotasLeft };

export const cartKey = (customerId: CustomerId, skuId: SkuId): string => `${customerId} ${skuId}`;

/** What earlier requests have left over. */
type Left = {
  readonly pieces: Map<SkuId, number>;
  readonly inCarts: Map<string, number>;
  readonly unpaid: Tally;
  campaigns: AtCampaigns;
  readonly bought: Map<string, number>;
};

/**
 * Accepts or refuses each request, in order of arrival: an accepted one takes its pieces, and who comes later finds what
 * is left. Reads nothing, writes nothing, asks no clock. Refusals are looked for in the order of `checkRequest` and
 * `checkBooks`.
 */
export function decidePlacing(
  shelves: Shelves,
  limits: UnpaidLimits,
  requests: readonly PlacingRequest[],
): Result<Placing, PlaceRefusal>[] {
  const { customers, places } = shelves.unpaid;
  const left: Left = {
    pieces: new Map(shelves.available),
    inCarts: new Map(shelves.inCarts),
    unpaid: { customers: new Map(customers), places: new Map(places) },
    campaigns: shelves.campaigns,
    bought: new Map(shelves.bought),
  };
  return requests.map((request) => {
    if (shelves.deactivated.has(request.customerId)) return refuse({ code: 'account_deactivated' });
    if (request.deliveryMethod === 'pick_up' && shelves.pickUp === undefined)
      return refuse({ code: 'pick_up_not_offered' });
    const refusal =
      checkRequest(shelves.skus, left, request) ??
      checkPurchaseLimits(shelves.skus, left.bought, request.customerId, request.lines) ??
      checkBooks(left, limits, request);
    if (refusal !== undefined) return refuse(refusal);
    const lines = request.lines.map(({ skuId, quantity }) => ({ sku: shelves.skus.get(skuId)!, quantity }));
    const priced = priceRequest(shelves.skus, left, request, lines);
    if (!priced.ok) return priced;
    const price = priced.value;
    if (price.totalAmount !== request.expectedTotalAmount) {
      return refuse({ code: 'price_changed', totalAmount: price.totalAmount });
    }
    take(left, request, price);
    countBought(shelves.skus, left.bought, request.customerId, request.lines);
    return ok({ lines, price, gifts: price.gifts.map((skuId) => shelves.skus.get(skuId)!) });
  });
}

function priceRequest(
  skus: Shelves['skus'],
  { pieces, campaigns }: Left,
  { customerId, lines: wanted, couponIds, regionCode, deliveryMethod }: PlacingRequest,
  lines: Placing['lines'],
): Result<PriceForPayer, PlaceRefusal> {
  const { before, behind, left } = campaigns;
  const giftsLeft = giftsAfter(skus, before.giftSkuIds, pieces, wanted);
  return priceFor(groundOf(before, left, giftsLeft), payerOf(before, behind, customerId), {
    goods: lines.map(({ sku, quantity }) => ({ ...sku, quantity })),
    chosen: couponIds ?? 'best',
    regionCode,
    isPickedUp: deliveryMethod === 'pick_up',
  });
}

/** Pieces of what can be given, when what was asked for has been taken. */
export function giftsAfter(
  skus: ReadonlyMap<SkuId, SkuForSale>,
  giftSkuIds: readonly SkuId[],
  available: ReadonlyMap<SkuId, number>,
  wanted: readonly WantedLine[],
): ReadonlyMap<SkuId, number> {
  return new Map(
    giftSkuIds.map((skuId) => {
      const taken = wanted.find((line) => line.skuId === skuId)?.quantity ?? 0;
      return [skuId, skus.get(skuId)?.onSale ? (available.get(skuId) ?? 0) - taken : 0];
    }),
  );
}

function take(left: Left, request: PlacingRequest, price: PriceForPayer): void {
  const { pieces, inCarts, unpaid } = left;
  const { customerId, lines, fromCart } = request;
  countOrder(unpaid, request);
  left.campaigns = takeOfCampaigns(left.campaigns, customerId, price);
  for (const skuId of price.gifts) pieces.set(skuId, (pieces.get(skuId) ?? 0) - 1);
  for (const { skuId, quantity } of lines) {
    pieces.set(skuId, (pieces.get(skuId) ?? 0) - quantity);
    if (fromCart) inCarts.delete(cartKey(customerId, skuId));
  }
}

/** What is left of campaigns, and of a customer's coupons, when an order has taken its part. */
function takeOfCampaigns(
  { before, behind, left }: AtCampaigns,
  customerId: CustomerId,
  { uses, coupons: { applied } }: PriceForPayer,
): AtCampaigns {
  if (uses.length === 0 && applied.length === 0) return { before, behind, left };
  const [rest, own] = [new Map(left), new Map(behind.taken.get(customerId))];
  for (const { amount, ...part } of uses) {
    const key = partKey(part);
    if (rest.has(key)) rest.set(key, rest.get(key)! - amount);
    own.set(key, (own.get(key) ?? 0) + amount);
  }
  const coupons = before.coupons.get(customerId) ?? [];
  const others = coupons.filter(({ couponId }) => !applied.includes(couponId));
  return {
    before: { ...before, coupons: new Map([...before.coupons, [customerId, others]]) },
    behind: { ...behind, taken: new Map([...behind.taken, [customerId, own]]) },
    left: rest,
  };
}

function checkRequest(
  skus: ReadonlyMap<SkuId, SkuForSale>,
  left: Left,
  request: PlacingRequest,
): PlaceRefusal | undefined {
  const { lines, regionCode } = request;
  const limit = checkLimits(lines) ?? checkCart(left.inCarts, request);
  if (limit !== undefined) return limit;
  if (regionCode === undefined) return { code: 'address_not_found' };
  const unknown = lines.filter(({ skuId }) => !skus.has(skuId));
  if (unknown.length > 0) return { code: 'sku_not_found', skuIds: unknown.map(({ skuId }) => skuId) };
  const unsold = lines.filter(({ skuId }) => skus.get(skuId)?.onSale === false);
  return unsold.length > 0 ? { code: 'not_for_sale', skuIds: unsold.map(({ skuId }) => skuId) } : undefined;
}

/** What the customer has not paid yet comes before what the shop has: it may be the same pieces. */
function checkBooks(left: Left, limits: UnpaidLimits, request: PlacingRequest): PlaceRefusal | undefined {
  const unpaid = checkUnpaid(limits, left.unpaid, request);
  if (unpaid !== undefined) return unpaid;
  const { lines } = request;
  const short = lines.filter(({ skuId, quantity }) => quantity > (left.pieces.get(skuId) ?? 0));
  if (short.length === 0) return undefined;
  return {
    code: 'out_of_stock',
    lines: short.map(({ skuId, quantity }) => ({
      skuId,
      requested: quantity,
      available: left.pieces.get(skuId) ?? 0,
    })),
  };
}

/**
 * The same cart in two tabs is one order: the first takes the lines out, so the second is told and not charged again. Before
 * stock is looked at, since that the first took the last piece is not what has happened to the second.
 */
function checkCart(
  inCarts: ReadonlyMap<string, number>,
  { customerId, lines, fromCart }: PlacingRequest,
): PlaceRefusal | undefined {
  if (!fromCart) return undefined;
  const missing = lines
    .map(({ skuId, quantity }) => ({
      skuId,
      requested: quantity,
      inCart: inCarts.get(cartKey(customerId, skuId)) ?? 0,
    }))
    .filter(({ requested, inCart }) => inCart < requested);
  return missing.length === 0 ? undefined : { code: 'cart_changed', lines: missing };
}

type LimitRefusal = Extract<PlaceRefusal, { code: 'quantity_limit' | 'too_many_lines' }>;

const isQuantity = (quantity: number): boolean =>
  Number.isInteger(quantity) && quantity >= 1 && quantity <= MAX_QUANTITY;

export function checkLimits(lines: readonly WantedLine[]): LimitRefusal | undefined {
  if (lines.length > MAX_LINES) return { code: 'too_many_lines', limit: MAX_LINES };
  return lines.every(({ quantity }) => isQuantity(quantity))
    ? undefined
    : { code: 'quantity_limit', limit: MAX_QUANTITY };
}

/**
 * What is wanted of each SKU. Each line is looked at before it is added to another: five and minus four pieces are not one,
 * and numbers that no line may have could add up to any.
 */
export function gatherLines(lines: readonly WantedLine[]): Result<WantedLine[], LimitRefusal> {
  if (!lines.every(({ quantity }) => isQuantity(quantity)))
    return refuse({ code: 'quantity_limit', limit: MAX_QUANTITY });
  const merged = mergeLines(lines);
  const limit = checkLimits(merged);
  return limit === undefined ? ok(merged) : refuse(limit);
}

/** The same SKU named twice is wanted that many times together. Keeps the order of first mention. */
function mergeLines(lines: readonly WantedLine[]): WantedLine[] {
  const merged = new Map<SkuId, number>();
  for (const { skuId, quantity } of lines) merged.set(skuId, (merged.get(skuId) ?? 0) + quantity);
  return [...merged].map(([skuId, quantity]) => ({ skuId, quantity }));
}
