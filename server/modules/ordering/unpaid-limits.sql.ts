import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import { ADVISORY_LOCKS } from '../../platform/advisory-locks.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';

/**
 * What `holdCustomers` is for customers, for browsers and networks: after the customers, by rising number. They have no row
 * of their own that could be locked.
 */
export async function lockPlaces(tx: Transaction, numbers: readonly number[]): Promise<void> {
  await tx.query({
    name: 'lock-places',
    text: 'select pg_advisory_xact_lock($1, n) from unnest($2::int[]) as w (n)',
    values: [ADVISORY_LOCKS.places, numbers],
  });
}

export type UnpaidRow = {
  readonly customerId: CustomerId;
  readonly orders: number;
  readonly pieces: number;
  /** Whether this customer has lately held goods in vain often enough to be remembered. */
  readonly isRepeater: boolean;
  /** One of the SKUs asked for, and how many of it are unpaid; null where it was not looked for, or there is none. */
  readonly skuId: SkuId | null;
  readonly quantity: number | null;
};

/**
 * What these customers have not paid yet, once for each of these SKUs among it; who has nothing unpaid and is no repeater
 * is missing. `wanted` is what each asks for: where all that is unpaid and this together are not more than `piecesOfSku`,
 * nobody needs to know of which SKUs it is, and no lines are read. `starts_with` is the condition of the index that is meant.
 */
export async function listUnpaidOf(
  on: Queryable,
  asking: readonly { customerId: CustomerId; wanted: number }[],
  skuIds: readonly SkuId[],
  rules: { piecesOfSku: number; vainSince: Date; vainTimes: number },
): Promise<UnpaidRow[]> {
  const { rows } = await on.query<UnpaidRow>({
    name: 'list-unpaid-of-customers',
    text: `select w.customer_id as "customerId", u.orders, u.pieces, v.times >= $6 as "isRepeater",
             l.sku_id as "skuId", l.quantity
           from unnest($1::text[], $2::int[]) as w (customer_id, wanted)
           cross join lateral (
             select count(*)::int as orders, coalesce(sum(o.pieces), 0)::int as pieces from orders o
             where o.customer_id = w.customer_id collate "C" and starts_with(o.state, 'awaiting_payment')) as u
           cross join lateral (
             select count(*) as times from (
               select from order_events e
               where e.customer_id = w.customer_id collate "C" and e.at > $5
                 and (e.type = 'payment_time_over' or e.facts ? 'heldInVain')
               limit $6) as vain) as v
           left join lateral (
             select ol.sku_id, sum(ol.quantity)::int as quantity
             from orders o join order_lines ol on ol.customer_id = o.customer_id and ol.order_no = o.order_no
             where u.pieces + w.wanted > $4
               and o.customer_id = w.customer_id collate "C" and starts_with(o.state, 'awaiting_payment')
               and ol.sku_id = any($3::bigint[])
             group by ol.sku_id) as l on true
           where u.orders > 0 or v.times >= $6`,
    values: [
      asking.map(({ customerId }) => customerId),
      asking.map(({ wanted }) => wanted),
      skuIds,
      Math.min(rules.piecesOfSku, NO_LIMIT),
      rules.vainSince,
      Math.min(rules.vainTimes, NO_LIMIT),
    ],
  });
  return rows;
}

/** More than anybody has: PostgreSQL's integers know no infinity. */
const NO_LIMIT = 2_000_000_000;

/** What is unpaid from each of these browsers and networks; places without anything are missing. */
export async function sumUnpaidFrom(
  on: Queryable,
  devices: readonly Buffer[],
  networks: readonly Buffer[],
): Promise<{ place: Buffer; orders: number; pieces: number }[]> {
  const { rows } = await on.query<{ place: Buffer; orders: number; pieces: number }>({
    name: 'sum-unpaid-from-places',
    text: `select unpaid_device as place, count(*)::int as orders, sum(pieces)::int as pieces from orders
           where unpaid_device is not null and unpaid_device = any($1::bytea[]) group by unpaid_device
           union all
           select unpaid_network, count(*)::int, sum(pieces)::int from orders
           where unpaid_network is not null and unpaid_network = any($2::bytea[]) group by unpaid_network`,
    values: [devices, networks],
  });
  return rows;
}
