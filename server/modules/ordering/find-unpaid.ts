import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import { networksOf } from '../../platform/http/client-address.ts';
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
import {
  listRepeaters,
  lockCustomers,
  lockPlaces,
  sumUnpaidFrom,
  sumUnpaidOf,
  sumUnpaidOfSkus,
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
 * is unpaid is looked at behind these locks, so that no race passes a limit. Taken after stock.
 */
export async function lockAsking(tx: Transaction, asking: readonly Asking[]): Promise<void> {
  const { devices, networks } = placesOf(asking);
  const numbers = new Set([...devices, ...networks].map((hash) => hash.readUInt32BE(0) % PLACE_LOCKS));
  await Promise.all([
    // Whatever may be unpaid: what they have bought of limited products is looked at behind it as well.
    lockCustomers(tx, customersOf(asking)),
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
  const customerIds = customersOf(asking);
  const dayAgo = new Date(now.getTime() - DAY_MS);
  const [sums, places, repeaters] = await Promise.all([
    limitsInForce(limits).customer ? sumUnpaidOf(on, customerIds) : [],
    devices.length + networks.length > 0 ? sumUnpaidFrom(on, devices, networks) : [],
    Number.isFinite(repeater.times) ? listRepeaters(on, customerIds, dayAgo, repeater.times) : [],
  ]);
  return {
    customers: await findSkus(on, limits, asking, sums),
    places: new Map(places.map(({ place, ...unpaid }): [string, Unpaid] => [placeKey(place), unpaid])),
    repeaters: new Set(repeaters),
  };
}

/**
 * Of which SKUs it is what customers have not paid. Where all that is unpaid and all that is asked for together are not more
 * than may be unpaid of one SKU, nobody needs to know, and no lines are read.
 */
async function findSkus(
  on: Queryable,
  { customer: { piecesOfSku } }: UnpaidLimits,
  asking: readonly Asking[],
  sums: readonly ({ readonly customerId: CustomerId } & Unpaid)[],
): Promise<Map<CustomerId, UnpaidOfCustomer>> {
  const wanted = new Map<CustomerId, number>();
  for (const { customerId, lines } of asking)
    wanted.set(customerId, (wanted.get(customerId) ?? 0) + piecesOf(lines));
  const near = sums.filter(({ customerId, pieces }) => pieces + wanted.get(customerId)! > piecesOfSku);
  const skuIds = [...new Set(asking.flatMap(({ lines }) => lines.map(({ skuId }) => skuId)))];
  const ofSkus =
    near.length === 0
      ? []
      : await sumUnpaidOfSkus(
          on,
          near.map(({ customerId }) => customerId),
          skuIds,
        );
  const found = new Map(
    sums.map(({ customerId, ...sum }) => [customerId, { ...sum, ofSku: new Map<SkuId, number>() }]),
  );
  for (const { customerId, skuId, quantity } of ofSkus) found.get(customerId)?.ofSku.set(skuId, quantity);
  return found;
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
