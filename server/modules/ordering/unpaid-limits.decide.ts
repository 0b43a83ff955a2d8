import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import type { UnpaidHindrance, UnpaidRefusal, WantedLine } from './order.ts';

/** How much may be unpaid at one time; `Infinity` where nothing limits it. */
export type UnpaidLimits = {
  readonly customer: Limit & { readonly piecesOfSku: number };
  /** Of all customers of one browser, and of one subscriber's network. */
  readonly device: Limit;
  readonly network: Limit;
};
export type Limit = { readonly orders: number; readonly pieces: number };

/** What is unpaid. */
export type Unpaid = { readonly orders: number; readonly pieces: number };
export type UnpaidOfCustomer = Unpaid & { readonly ofSku: ReadonlyMap<SkuId, number> };

/** What was unpaid when it was looked at; who is missing has nothing. Places are named by their hashes in hex. */
export type AllUnpaid = {
  readonly customers: ReadonlyMap<CustomerId, UnpaidOfCustomer>;
  readonly places: ReadonlyMap<string, Unpaid>;
};

/** Where an order comes from: a browser and a network by their keyed hashes, as far as they are counted. */
export type Origin = { readonly device?: Buffer; readonly network?: Buffer };

export type Asking = {
  readonly customerId: CustomerId;
  readonly lines: readonly WantedLine[];
  readonly origin: Origin;
};

/** Of a shop in which nothing is limited. */
export const NO_LIMITS: UnpaidLimits = {
  customer: { orders: Infinity, pieces: Infinity, piecesOfSku: Infinity },
  device: { orders: Infinity, pieces: Infinity },
  network: { orders: Infinity, pieces: Infinity },
};

export const NOTHING_UNPAID: UnpaidOfCustomer = { orders: 0, pieces: 0, ofSku: new Map() };
const isLimited = ({ orders, pieces }: Limit): boolean => Number.isFinite(orders) || Number.isFinite(pieces);

/** Which of the limits are switched on: for others nothing is looked up. */
export function limitsInForce({ customer, device, network }: UnpaidLimits): {
  readonly customer: boolean;
  readonly device: boolean;
  readonly network: boolean;
} {
  return {
    customer: isLimited(customer) || Number.isFinite(customer.piecesOfSku),
    device: isLimited(device),
    network: isLimited(network),
  };
}

/** What hinders an order for want of earlier payments. What is about single SKUs comes first: it names what to change. */
export function checkUnpaid(
  limits: UnpaidLimits,
  unpaid: AllUnpaid,
  asking: Asking,
): UnpaidRefusal | undefined {
  return checkSkus(limits, unpaid, asking) ?? checkHindrance(limits, unpaid, asking);
}

/** The same without what is about single SKUs: what a quote tells of all its lines together. */
export function checkHindrance(
  limits: UnpaidLimits,
  { customers, places }: AllUnpaid,
  { customerId, lines, origin }: Asking,
): UnpaidHindrance | undefined {
  const { orders, pieces } = customers.get(customerId) ?? NOTHING_UNPAID;
  const { customer } = limits;
  const requested = piecesOf(lines);
  if (orders >= customer.orders)
    return { code: 'unpaid_orders_limit', unpaid: orders, limit: customer.orders };
  if (pieces + requested > customer.pieces)
    return { code: 'unpaid_pieces_limit', requested, unpaid: pieces, limit: customer.pieces };
  return checkOrigin(limits, places, requested, origin);
}

function checkSkus(
  limits: UnpaidLimits,
  { customers }: AllUnpaid,
  { customerId, lines }: Asking,
): UnpaidRefusal | undefined {
  const own = customers.get(customerId) ?? NOTHING_UNPAID;
  const over = lines
    .map(({ skuId, quantity }) => ({ skuId, requested: quantity, left: leftOfSku(limits, own, skuId) }))
    .filter(({ requested, left }) => requested > left);
  return over.length === 0
    ? undefined
    : { code: 'unpaid_sku_limit', limit: limits.customer.piecesOfSku, lines: over };
}

function checkOrigin(
  limits: UnpaidLimits,
  places: AllUnpaid['places'],
  requested: number,
  origin: Origin,
): UnpaidHindrance | undefined {
  for (const by of ['device', 'network'] as const) {
    const hash = origin[by];
    if (hash === undefined) continue;
    const unpaid = places.get(placeKey(hash)) ?? NOTHING_UNPAID;
    const { orders, pieces } = limits[by];
    if (unpaid.orders >= orders || unpaid.pieces + requested > pieces)
      return { code: 'unpaid_nearby_limit', by };
  }
  return undefined;
}

/** How many pieces of one SKU the customer may order before something is paid: one SKU's limit alone, 0 at least. */
export function leftOfSku({ customer }: UnpaidLimits, own: UnpaidOfCustomer, skuId: SkuId): number {
  return Math.max(0, customer.piecesOfSku - (own.ofSku.get(skuId) ?? 0));
}

/** What is unpaid, kept while a batch is decided. */
export type Tally = {
  readonly customers: Map<CustomerId, UnpaidOfCustomer>;
  readonly places: Map<string, Unpaid>;
};

/** Counts an order that is placed. */
export function countOrder({ customers, places }: Tally, { customerId, lines, origin }: Asking): void {
  const pieces = piecesOf(lines);
  const more = (unpaid: Unpaid): Unpaid => ({ orders: unpaid.orders + 1, pieces: unpaid.pieces + pieces });
  const own = customers.get(customerId) ?? NOTHING_UNPAID;
  const ofSku = new Map(own.ofSku);
  for (const { skuId, quantity } of lines) ofSku.set(skuId, (ofSku.get(skuId) ?? 0) + quantity);
  customers.set(customerId, { ...more(own), ofSku });
  for (const hash of [origin.device, origin.network]) {
    if (hash !== undefined) places.set(placeKey(hash), more(places.get(placeKey(hash)) ?? NOTHING_UNPAID));
  }
}

export const piecesOf = (lines: readonly WantedLine[]): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0);

export const placeKey = (hash: Buffer): string => hash.toString('hex');
