import type { CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';

/**
 * Holds these customers until the transaction ends: whoever else places an order for one of them waits, and finds what this
 * one has written. Taken after stock, by rising id. A new order would lock its customer's row for its foreign key anyway.
 */
export async function lockCustomers(tx: Transaction, customerIds: readonly CustomerId[]): Promise<void> {
  await tx.query({
    name: 'lock-customers-to-place',
    text: `select from customers where customer_id = any($1::text[]) order by customer_id for no key update`,
    values: [customerIds],
  });
}

/** Tells locks of places from other advisory locks of the database. */
const PLACES = 4_703_004;

/**
 * The same for browsers and networks, by the numbers of `lockOfPlace`: after the customers, by rising number. They have no
 * row of their own that could be locked.
 */
export async function lockPlaces(tx: Transaction, numbers: readonly number[]): Promise<void> {
  await tx.query({
    name: 'lock-places',
    text: 'select pg_advisory_xact_lock($1, n) from unnest($2::int[]) as w (n)',
    values: [PLACES, numbers],
  });
}

export type UnpaidRow = {
  readonly customerId: CustomerId;
  readonly orderNo: OrderNo;
  readonly pieces: number;
  /** One of the SKUs asked for that the order holds, and how many of it; null where it holds none. */
  readonly skuId: SkuId | null;
  readonly quantity: number | null;
};

/**
 * Every unpaid order of these customers, once for each of these SKUs that it holds. The look-up of its lines is fenced in,
 * so that it goes by their key also where the database has not counted its tables yet.
 */
export async function listUnpaidOf(
  on: Queryable,
  customerIds: readonly CustomerId[],
  skuIds: readonly SkuId[],
): Promise<UnpaidRow[]> {
  const { rows } = await on.query<UnpaidRow>({
    name: 'list-unpaid-of-customers',
    text: `select o.customer_id as "customerId", o.order_no as "orderNo", o.pieces, l.sku_id as "skuId", l.quantity
           from orders o left join lateral (
             select sku_id, quantity from order_lines
             where customer_id = o.customer_id and order_no = o.order_no and sku_id = any($2::bigint[]) offset 0) l on true
           where o.customer_id = any($1::text[]) and o.state = 'awaiting_payment'`,
    values: [customerIds, skuIds],
  });
  return rows;
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

/** Which of these customers have held goods in vain at least `least` times since `since`. No more than that are counted. */
export async function listRepeaters(
  on: Queryable,
  customerIds: readonly CustomerId[],
  { since, least }: { since: Date; least: number },
): Promise<CustomerId[]> {
  const { rows } = await on.query<{ customerId: CustomerId }>({
    name: 'list-repeaters',
    text: `select w.customer_id as "customerId" from unnest($1::text[]) as w (customer_id)
           cross join lateral (
             select count(*) as times from (
               select from order_events e
               where e.customer_id = w.customer_id collate "C" and e.at > $2
                 and (e.type = 'payment_time_over' or e.facts ? 'heldInVain')
               limit $3) as vain) as c
           where c.times >= $3`,
    values: [customerIds, since, least],
  });
  return rows.map(({ customerId }) => customerId);
}
