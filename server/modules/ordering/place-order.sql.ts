import type { CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';

/** An order already placed under an idempotency key. */
export type EarlierOrder = {
  readonly customerId: CustomerId;
  readonly key: string;
  readonly orderNo: OrderNo;
  readonly requestHash: Buffer;
};

/** Which of these (customer, idempotency key) pairs have an order already. */
export async function findEarlierOrders(
  on: Queryable,
  customerIds: readonly CustomerId[],
  keys: readonly string[],
): Promise<EarlierOrder[]> {
  const { rows } = await on.query<EarlierOrder>({
    name: 'find-earlier-orders',
    text: `select o.customer_id as "customerId", o.idempotency_key as key, o.order_no as "orderNo",
             o.request_hash as "requestHash"
           from unnest($1::text[], $2::text[]) as w (customer_id, key)
           join orders o on o.customer_id = w.customer_id collate "C" and o.idempotency_key = w.key`,
    values: [customerIds, keys],
  });
  return rows;
}

/** An order to be written, with the short names that the statements below read. */
export type NewOrderRow = {
  c: CustomerId;
  n: OrderNo;
  items: number;
  discount: number;
  freight: number;
  total: number;
  region: string;
  /** Hexadecimal. */
  sealed: string;
  key: string;
  /** Hexadecimal. */
  hash: string;
};

export type NewLineRow = {
  c: CustomerId;
  n: OrderNo;
  i: number;
  sku: SkuId;
  slug: string;
  name: string;
  en: string;
  options: object;
  image: object | null;
  q: number;
  price: number;
  list: number;
  discount: number;
};

/** Writes a batch of orders with their lines and first events. One round trip, whatever the size of the batch. */
export function insertOrders(
  tx: Transaction,
  orders: readonly NewOrderRow[],
  lines: readonly NewLineRow[],
  times: { placedAt: Date; payBefore: Date; minutes: number },
): Promise<unknown>[] {
  const ordersJson = JSON.stringify(orders);
  return [
    tx.query({
      name: 'insert-orders',
      text: `insert into orders (customer_id, order_no, state, items_fen, discount_fen, freight_fen, total_fen,
               region_code, sealed, placed_at, pay_before, idempotency_key, request_hash)
             select c, n, 'awaiting_payment', items, discount, freight, total, region, decode(sealed, 'hex'), $2, $3, key,
               decode(hash, 'hex')
             from json_to_recordset($1::json) as o (c text, n text, items bigint, discount bigint, freight bigint,
               total bigint, region text, sealed text, key text, hash text)`,
      values: [ordersJson, times.placedAt, times.payBefore],
    }),
    tx.query({
      name: 'insert-order-lines',
      text: `insert into order_lines (customer_id, order_no, line_no, sku_id, product_slug, name, name_en, options,
               image, quantity, price_fen, list_fen, discount_fen)
             select c, n, i, sku, slug, name, en, options, image, q, price, list, discount
             from json_to_recordset($1::json) as l (c text, n text, i smallint, sku bigint, slug text, name text, en text,
               options json, image jsonb, q int, price bigint, list bigint, discount bigint)`,
      values: [JSON.stringify(lines)],
    }),
    tx.query({
      name: 'insert-placed-events',
      text: `insert into order_events (customer_id, order_no, seq, type, state, by, facts, at)
             select c, n, 1, 'placed', 'awaiting_payment', 'customer', $2::jsonb, $3
             from json_to_recordset($1::json) as o (c text, n text)`,
      values: [ordersJson, { minutes: times.minutes }, times.placedAt],
    }),
  ];
}
