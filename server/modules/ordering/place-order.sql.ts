import { actorColumns, type Actor } from '../../kernel/actor.ts';
import type { CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import type { DeliveryMethod } from './pick-up.ts';
import type { Spread } from '../../platform/cluster/find-spread.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';

/** An order already placed under an idempotency key. */
export type EarlierOrder = {
  readonly customerId: CustomerId;
  readonly key: string;
  readonly orderNo: OrderNo;
  readonly requestHash: Buffer;
};

/**
 * Which of these (customer, idempotency key) pairs have an order already. That the customers are named once more, for the
 * machines that are asked, is said only where there are several: on one, the planner would compare each of a customer's orders
 * with every pair of the batch.
 */
export async function findEarlierOrders(
  on: Queryable,
  { isOverMany }: Pick<Spread, 'isOverMany'>,
  customerIds: readonly CustomerId[],
  keys: readonly string[],
): Promise<EarlierOrder[]> {
  const { rows } = await on.query<EarlierOrder>({
    ...(isOverMany ? FIND_OVER_MANY : FIND),
    values: [customerIds, keys],
  });
  return rows;
}

const FIND = {
  name: 'find-earlier-orders',
  text: `select o.customer_id as "customerId", o.idempotency_key as key, o.order_no as "orderNo",
           o.request_hash as "requestHash"
         from unnest($1::text[], $2::text[]) as w (customer_id, key)
         join orders o on o.customer_id = w.customer_id collate "C" and o.idempotency_key = w.key`,
};
const FIND_OVER_MANY = {
  name: 'find-earlier-orders-over-many',
  text: `select o.customer_id as "customerId", o.idempotency_key as key, o.order_no as "orderNo",
           o.request_hash as "requestHash"
         from unnest($1::text[], $2::text[]) as w (customer_id, key)
         join orders o on o.customer_id = w.customer_id collate "C" and o.idempotency_key = w.key
         where o.customer_id = any($1::text[])`,
};

/** An order to be written. */
export type NewOrderRow = {
  customerId: CustomerId;
  orderNo: OrderNo;
  itemsFen: number;
  discountFen: number;
  freightFen: number;
  totalFen: number;
  regionCode: string;
  deliveryMethod: DeliveryMethod;
  /** JSON of the place where it is fetched. */
  pickUp: string | null;
  sealed: Buffer;
  recipientHash: Buffer;
  idempotencyKey: string;
  requestHash: Buffer;
  lineCount: number;
  pieces: number;
  /** Until when it holds its goods, and for how many minutes. */
  payBefore: Date;
  minutes: number;
  device: Buffer | null;
  network: Buffer | null;
};

export type NewLineRow = {
  customerId: CustomerId;
  orderNo: OrderNo;
  lineNo: number;
  skuId: SkuId;
  productSlug: string;
  name: string;
  nameEn: string;
  /** JSON. */
  options: string;
  /** JSON. */
  image: string | null;
  quantity: number;
  priceFen: number;
  listFen: number;
  discountFen: number;
  isGift: boolean;
};

/**
 * Writes a batch of orders with their lines and first events. One round trip, whatever the size of the batch. Rows travel
 * as one array a column: PostgreSQL reads those at half the cost of the same rows as JSON.
 */
export function insertOrders(
  tx: Transaction,
  orders: readonly NewOrderRow[],
  lines: readonly NewLineRow[],
  placedAt: Date,
  /** Who of the staff places them, where not their customers do. */
  staff?: Actor,
): Promise<unknown>[] {
  return [
    insertOrderRows(tx, orders, placedAt),
    insertLines(tx, lines),
    insertPlacedEvents(tx, orders, placedAt, staff),
  ];
}

/** Orders that come to nothing are paid by being placed. In the transaction that has written them, behind them. */
export function settleFreeOrders(
  tx: Transaction,
  orders: readonly Pick<NewOrderRow, 'customerId' | 'orderNo'>[],
  at: Date,
): Promise<unknown>[] {
  const names = [orders.map(({ customerId }) => customerId), orders.map(({ orderNo }) => orderNo)];
  return [
    tx.query({
      name: 'settle-free-orders',
      text: `update orders set state = 'awaiting_shipment', version = 2, unpaid_device = null, unpaid_network = null
             from unnest($1::text[], $2::text[]) as o (c, n)
             where orders.customer_id = any($1::text[]) and orders.customer_id = o.c collate "C"
               and orders.order_no = o.n collate "C"`,
      values: names,
    }),
    tx.query({
      name: 'insert-free-events',
      text: `insert into order_events (customer_id, order_no, seq, type, state, by, by_id, facts, at)
             select c, n, 2, 'nothing_to_pay', 'awaiting_shipment', 'customer', null, '{}', $3
             from unnest($1::text[], $2::text[]) as o (c, n)`,
      values: [...names, at],
    }),
  ];
}

function insertOrderRows(tx: Transaction, orders: readonly NewOrderRow[], placedAt: Date): Promise<unknown> {
  return tx.query({
    name: 'insert-orders',
    text: `insert into orders (customer_id, order_no, state, items_fen, discount_fen, freight_fen, total_fen,
             region_code, sealed, placed_at, pay_before, idempotency_key, request_hash, line_count, pieces,
             unpaid_device, unpaid_network, recipient_hash, delivery_method, pick_up)
           select c, n, 'awaiting_payment', items, discount, freight, total, region, sealed, $11, pay_before, key, hash,
             lines, pieces, device, network, recipient, method, place::jsonb
           from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[],
             $8::bytea[], $9::text[], $10::bytea[], $12::timestamptz[], $13::smallint[], $14::int[], $15::bytea[],
             $16::bytea[], $17::bytea[], $18::text[], $19::text[])
             as o (c, n, items, discount, freight, total, region, sealed, key, hash, pay_before, lines, pieces, device,
               network, recipient, method, place)`,
    values: [
      orders.map((order) => order.customerId),
      orders.map((order) => order.orderNo),
      orders.map((order) => order.itemsFen),
      orders.map((order) => order.discountFen),
      orders.map((order) => order.freightFen),
      orders.map((order) => order.totalFen),
      orders.map((order) => order.regionCode),
      orders.map((order) => order.sealed),
      orders.map((order) => order.idempotencyKey),
      orders.map((order) => order.requestHash),
      placedAt,
      orders.map((order) => order.payBefore),
      orders.map((order) => order.lineCount),
      orders.map((order) => order.pieces),
      orders.map((order) => order.device),
      orders.map((order) => order.network),
      orders.map((order) => order.recipientHash),
      orders.map((order) => order.deliveryMethod),
      orders.map((order) => order.pickUp),
    ],
  });
}

function insertLines(tx: Transaction, lines: readonly NewLineRow[]): Promise<unknown> {
  return tx.query({
    name: 'insert-order-lines',
    text: `insert into order_lines (customer_id, order_no, line_no, sku_id, product_slug, name, name_en, options,
             image, quantity, price_fen, list_fen, discount_fen, is_gift)
           select c, n, i, sku, slug, name, en, options::json, image::jsonb, quantity, price, list, discount, gift
           from unnest($1::text[], $2::text[], $3::smallint[], $4::bigint[], $5::text[], $6::text[], $7::text[],
             $8::text[], $9::text[], $10::int[], $11::bigint[], $12::bigint[], $13::bigint[], $14::boolean[])
             as l (c, n, i, sku, slug, name, en, options, image, quantity, price, list, discount, gift)`,
    values: [
      lines.map((line) => line.customerId),
      lines.map((line) => line.orderNo),
      lines.map((line) => line.lineNo),
      lines.map((line) => line.skuId),
      lines.map((line) => line.productSlug),
      lines.map((line) => line.name),
      lines.map((line) => line.nameEn),
      lines.map((line) => line.options),
      lines.map((line) => line.image),
      lines.map((line) => line.quantity),
      lines.map((line) => line.priceFen),
      lines.map((line) => line.listFen),
      lines.map((line) => line.discountFen),
      lines.map((line) => line.isGift),
    ],
  });
}

function insertPlacedEvents(
  tx: Transaction,
  orders: readonly NewOrderRow[],
  placedAt: Date,
  staff?: Actor,
): Promise<unknown> {
  const [by, byId] = staff === undefined ? ['customer', null] : actorColumns(staff);
  return tx.query({
    name: 'insert-placed-events',
    text: `insert into order_events (customer_id, order_no, seq, type, state, by, by_id, facts, at)
           select c, n, 1, 'placed', 'awaiting_payment', $5, $6,
             jsonb_build_object('minutes', minutes) || $7::jsonb, $4
           from unnest($1::text[], $2::text[], $3::int[]) as o (c, n, minutes)`,
    values: [
      orders.map((order) => order.customerId),
      orders.map((order) => order.orderNo),
      orders.map((order) => order.minutes),
      placedAt,
      by,
      byId,
      staff === undefined ? {} : { byShop: true },
    ],
  });
}
