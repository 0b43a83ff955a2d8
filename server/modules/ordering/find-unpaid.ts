import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import { networksOf } from '../../platform/http/client-address.ts';
import type { OrderSealing } from './order-address.ts';
import type { OrderedFrom } from './order.ts';
import {
  limitsInForce,
  NOTHING_UNPAID,
  placeKey,
  type AllUnpaid,
  type Asking,
  type Origin,
  type Unpaid,
  type UnpaidLimits,
  type UnpaidOfCustomer,
} from './unpaid-limits.decide.ts';
import {
  listRepeaters,
  listUnpaidOf,
  lockCustomers,
  lockPlaces,
  sumUnpaidFrom,
  type UnpaidRow,
} from './unpaid-limits.sql.ts';

/** What a shop allows to be unpaid, and for how long those hold goods who have held some in vain. */
export type UnpaidRules = {
  readonly limits: UnpaidLimits;
  /** Who has held goods in vain so often within a day holds them for these minutes; `Infinity` times are nobody's. */
  readonly repeater: { readonly times: number; readonly minutes: number };
};

const DAY_MS = 24 * 3_600_000;

/** Different numbers for places. Two places of one number wait for each other, which does no harm. */
const PLACE_LOCKS = 1024;

/** Where an order comes from, by keyed hashes; of what no limit is in force for, nothing is kept. */
export function originOf(
  { sealing, unpaid }: { sealing: OrderSealing; unpaid: UnpaidRules },
  from: OrderedFrom | undefined,
): Origin {
  const inForce = limitsInForce(unpaid.limits);
  if (from === undefined) return {};
  const { clientAddress, deviceMark } = from;
  return {
    ...(inForce.device &&
      deviceMark !== undefined && { device: sealing.lookUpHash('order-device', deviceMark) }),
    ...(inForce.network && {
      network: sealing.lookUpHash('order-network', networksOf(clientAddress).subscriber),
    }),
  };
}

/**
 * Makes everybody wait who places orders for the same customers or from the same places, in this process or another: what
 * is unpaid is looked at behind these locks, so that no race passes a limit.
 */
export async function lockAsking(
  tx: Transaction,
  { limits }: UnpaidRules,
  asking: readonly Asking[],
): Promise<void> {
  const { devices, networks } = placesOf(asking);
  const numbers = new Set([...devices, ...networks].map((hash) => hash.readUInt32BE(0) % PLACE_LOCKS));
  await Promise.all([
    limitsInForce(limits).customer && lockCustomers(tx, customersOf(asking)),
    numbers.size > 0 &&
      lockPlaces(
        tx,
        [...numbers].sort((a, b) => a - b),
      ),
  ]);
}

/** What those who ask have not paid yet: one customer and many places, or many of both. */
export async function findUnpaid(
  on: Queryable,
  { limits }: UnpaidRules,
  asking: readonly Asking[],
): Promise<AllUnpaid> {
  const { devices, networks } = placesOf(asking);
  const skuIds = [...new Set(asking.flatMap(({ lines }) => lines.map(({ skuId }) => skuId)))];
  const [rows, places] = await Promise.all([
    limitsInForce(limits).customer ? listUnpaidOf(on, customersOf(asking), skuIds) : [],
    devices.length + networks.length > 0 ? sumUnpaidFrom(on, devices, networks) : [],
  ]);
  return {
    customers: sumByCustomer(rows),
    places: new Map(places.map(({ place, ...unpaid }): [string, Unpaid] => [placeKey(place), unpaid])),
  };
}

/** Which of these customers have lately held goods in vain. */
export async function findRepeaters(
  on: Queryable,
  { repeater }: UnpaidRules,
  customerIds: readonly CustomerId[],
  now: Date,
): Promise<ReadonlySet<CustomerId>> {
  if (!Number.isFinite(repeater.times)) return new Set();
  const since = new Date(now.getTime() - DAY_MS);
  return new Set(await listRepeaters(on, [...new Set(customerIds)], { since, least: repeater.times }));
}

const customersOf = (asking: readonly Asking[]): CustomerId[] => [
  ...new Set(asking.map(({ customerId }) => customerId)),
];

function placesOf(asking: readonly Asking[]): { devices: Buffer[]; networks: Buffer[] } {
  const different = (hashes: readonly (Buffer | undefined)[]): Buffer[] => [
    ...new Map(hashes.flatMap((hash) => (hash === undefined ? [] : [[placeKey(hash), hash]]))).values(),
  ];
  return {
    devices: different(asking.map(({ origin }) => origin.device)),
    networks: different(asking.map(({ origin }) => origin.network)),
  };
}

/** A row is one SKU of an order, so an order may come more than once and counts once. */
function sumByCustomer(rows: readonly UnpaidRow[]): Map<CustomerId, UnpaidOfCustomer> {
  const seen = new Set<string>();
  const customers = new Map<CustomerId, UnpaidOfCustomer & { ofSku: Map<SkuId, number> }>();
  for (const { customerId, orderNo, pieces, skuId, quantity } of rows) {
    const known = customers.get(customerId) ?? { ...NOTHING_UNPAID, ofSku: new Map() };
    const isNew = !seen.has(orderNo);
    seen.add(orderNo);
    if (skuId !== null) known.ofSku.set(skuId, (known.ofSku.get(skuId) ?? 0) + (quantity ?? 0));
    customers.set(customerId, {
      orders: known.orders + (isNew ? 1 : 0),
      pieces: known.pieces + (isNew ? pieces : 0),
      ofSku: known.ofSku,
    });
  }
  return customers;
}
