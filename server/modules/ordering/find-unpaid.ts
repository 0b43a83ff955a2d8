import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import { networksOf } from '../../platform/http/client-address.ts';
import { holdCustomers } from '../customers/index.ts';
import type { OrderSealing } from './order-address.ts';
import type { OrderedFrom } from './order.ts';
import {
  limitsInForce,
  piecesOf,
  placeKey,
  type AllUnpaid,
  type Asking,
  type Origin,
  type Unpaid,
  type UnpaidLimits,
  type UnpaidOfCustomer,
} from './unpaid-limits.decide.ts';
import { listUnpaidOf, lockPlaces, sumUnpaidFrom, type UnpaidRow } from './unpaid-limits.sql.ts';

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
 * is unpaid is looked at behind these locks, so that no race passes a limit. Taken after stock. A new order would lock its
 * customer's row for its foreign key anyway.
 */
export async function lockAsking(
  tx: Transaction,
  { limits }: UnpaidRules,
  asking: readonly Asking[],
): Promise<void> {
  const { devices, networks } = placesOf(asking);
  const numbers = new Set([...devices, ...networks].map((hash) => hash.readUInt32BE(0) % PLACE_LOCKS));
  await Promise.all([
    limitsInForce(limits).customer && holdCustomers(tx, customersOf(asking)),
    numbers.size > 0 &&
      lockPlaces(
        tx,
        [...numbers].sort((a, b) => a - b),
      ),
  ]);
}

export type FoundUnpaid = AllUnpaid & {
  /** Who has lately held goods in vain. */
  readonly repeaters: ReadonlySet<CustomerId>;
};

/** What those who ask have not paid yet, and who of them holds goods for a shorter time. */
export async function findUnpaid(
  on: Queryable,
  { limits, repeater }: UnpaidRules,
  asking: readonly Asking[],
  now: Date,
): Promise<FoundUnpaid> {
  const { devices, networks } = placesOf(asking);
  const skuIds = [...new Set(asking.flatMap(({ lines }) => lines.map(({ skuId }) => skuId)))];
  const isAsked = limitsInForce(limits).customer || Number.isFinite(repeater.times);
  const { piecesOfSku } = limits.customer;
  const vain = { vainSince: new Date(now.getTime() - DAY_MS), vainTimes: repeater.times };
  const [rows, places] = await Promise.all([
    isAsked ? listUnpaidOf(on, sumWanted(asking), skuIds, { piecesOfSku, ...vain }) : [],
    devices.length + networks.length > 0 ? sumUnpaidFrom(on, devices, networks) : [],
  ]);
  return {
    customers: byCustomer(rows),
    places: new Map(places.map(({ place, ...unpaid }): [string, Unpaid] => [placeKey(place), unpaid])),
    repeaters: new Set(rows.flatMap(({ customerId, isRepeater }) => (isRepeater ? [customerId] : []))),
  };
}

/** How many pieces each customer asks for, in all orders of a batch together. */
function sumWanted(asking: readonly Asking[]): { customerId: CustomerId; wanted: number }[] {
  const wanted = new Map<CustomerId, number>();
  for (const { customerId, lines } of asking)
    wanted.set(customerId, Math.min((wanted.get(customerId) ?? 0) + piecesOf(lines), MOST_WANTED));
  return [...wanted].map(([customerId, pieces]) => ({ customerId, wanted: pieces }));
}

/** What nobody asks for in earnest: an integer of the database holds it beside what is unpaid. */
const MOST_WANTED = 1_000_000_000;

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

/** A row is one SKU, so a customer may come more than once. */
function byCustomer(rows: readonly UnpaidRow[]): Map<CustomerId, UnpaidOfCustomer> {
  const customers = new Map<CustomerId, UnpaidOfCustomer & { ofSku: Map<SkuId, number> }>();
  for (const { customerId, orders, pieces, skuId, quantity } of rows) {
    const known = customers.get(customerId) ?? { orders, pieces, ofSku: new Map<SkuId, number>() };
    if (skuId !== null) known.ofSku.set(skuId, quantity ?? 0);
    customers.set(customerId, known);
  }
  return customers;
}
