import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import { ADVISORY_LOCKS } from '../../platform/advisory-locks.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';

/**
 * Holds customers until the transaction ends against others who do the same. Not by their rows: those lie on many machines
 * where a shop is spread over them. Two customers of one number wait for each other, which does no harm.
 */
export async function lockCustomers(tx: Transaction, customerIds: readonly CustomerId[]): Promise<void> {
  await tx.query({
    name: 'lock-customers-who-order',
    text: `select pg_advisory_xact_lock($1, n)
           from (select distinct hashtext(c) & 65535 as n from unnest($2::text[]) as w (c) order by n) as numbers`,
    values: [ADVISORY_LOCKS.customersWhoOrder, customerIds],
  });
}

/** The same for browsers and networks: after the customers, by rising number. */
export async function lockPlaces(tx: Transaction, numbers: readonly number[]): Promise<void> {
  await tx.query({
    name: 'lock-places',
    text: 'select pg_advisory_xact_lock($1, n) from unnest($2::int[]) as w (n)',
    values: [ADVISORY_LOCKS.places, numbers],
  });
}

/**
 * What these customers have not paid yet; who has nothing unpaid is missing. `starts_with` is the condition of the index that
 * is meant.
 */
export async function sumUnpaidOf(
  on: Queryable,
  customerIds: readonly CustomerId[],
): Promise<{ customerId: CustomerId; orders: number; pieces: number }[]> {
  const { rows } = await on.query<{ customerId: CustomerId; orders: number; pieces: number }>({
    name: 'sum-unpaid-of-customers',
    text: `select customer_id as "customerId", count(*)::int as orders, sum(pieces)::int as pieces from orders
           where customer_id = any($1::text[]) and starts_with(state, 'awaiting_payment') group by customer_id`,
    values: [customerIds],
  });
  return rows;
}

/** How many of each of these SKUs these customers have not paid yet. */
export async function sumUnpaidOfSkus(
  on: Queryable,
  customerIds: readonly CustomerId[],
  skuIds: readonly SkuId[],
): Promise<{ customerId: CustomerId; skuId: SkuId; quantity: number }[]> {
  const { rows } = await on.query<{ customerId: CustomerId; skuId: SkuId; quantity: number }>({
    name: 'sum-unpaid-of-skus',
    text: `select o.customer_id as "customerId", l.sku_id as "skuId", sum(l.quantity)::int as quantity
           from orders o join order_lines l on l.customer_id = o.customer_id and l.order_no = o.order_no
           where o.customer_id = any($1::text[]) and starts_with(o.state, 'awaiting_payment')
             and l.sku_id = any($2::bigint[])
           group by o.customer_id, l.sku_id`,
    values: [customerIds, skuIds],
  });
  return rows;
}

/** Which of these customers have held goods in vain so many times since. */
export async function listRepeaters(
  on: Queryable,
  customerIds: readonly CustomerId[],
  since: Date,
  times: number,
): Promise<CustomerId[]> {
  const { rows } = await on.query<{ customerId: CustomerId }>({
    name: 'list-repeaters',
    text: `select customer_id as "customerId" from order_events
           where customer_id = any($1::text[]) and at > $2 and (type = 'payment_time_over' or facts ? 'heldInVain')
           group by customer_id having count(*) >= $3`,
    values: [customerIds, since, times],
  });
  return rows.map(({ customerId }) => customerId);
}

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
