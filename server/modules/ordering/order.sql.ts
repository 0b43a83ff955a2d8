import { toFen, type Fen } from '../../kernel/money.ts';
import type { CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { Image } from '../catalog/index.ts';
import type { OrderState } from './order.ts';
import type { OrderEvent } from './order.events.ts';

/** An order as it stands in the database: addresses sealed, names in both languages. */
export type StoredOrder = {
  readonly customerId: CustomerId;
  readonly orderNo: OrderNo;
  readonly state: OrderState;
  readonly version: number;
  readonly itemsFen: Fen;
  readonly discountFen: Fen;
  readonly freightFen: Fen;
  readonly totalFen: Fen;
  readonly paidFen: Fen;
  readonly refundedFen: Fen;
  readonly regionCode: string;
  readonly sealed: Buffer;
  readonly placedAt: Date;
  readonly payBefore: Date;
};

export type StoredLine = {
  readonly skuId: SkuId;
  readonly productSlug: string;
  readonly name: string;
  readonly nameEn: string;
  readonly options: Readonly<Record<string, string>>;
  readonly image: Image | null;
  readonly quantity: number;
  readonly priceFen: Fen;
  readonly listFen: Fen;
  readonly discountFen: Fen;
};

type OrderRow = {
  customer_id: CustomerId;
  order_no: OrderNo;
  state: OrderState;
  version: number;
  items_fen: string;
  discount_fen: string;
  freight_fen: string;
  total_fen: string;
  paid_fen: string;
  refunded_fen: string;
  region_code: string;
  sealed: Buffer;
  placed_at: Date;
  pay_before: Date;
};
type LineRow = {
  order_no: OrderNo;
  sku_id: SkuId;
  product_slug: string;
  name: string;
  name_en: string;
  options: Record<string, string>;
  image: Image | null;
  quantity: number;
  price_fen: string;
  list_fen: string;
  discount_fen: string;
};

const ORDER_COLUMNS = `customer_id, order_no, state, version, items_fen, discount_fen, freight_fen, total_fen, paid_fen,
  refunded_fen, region_code, sealed, placed_at, pay_before`;

export function toStoredOrder(row: OrderRow): StoredOrder {
  return {
    customerId: row.customer_id,
    orderNo: row.order_no,
    state: row.state,
    version: row.version,
    itemsFen: toFen(row.items_fen),
    discountFen: toFen(row.discount_fen),
    freightFen: toFen(row.freight_fen),
    totalFen: toFen(row.total_fen),
    paidFen: toFen(row.paid_fen),
    refundedFen: toFen(row.refunded_fen),
    regionCode: row.region_code,
    sealed: row.sealed,
    placedAt: row.placed_at,
    payBefore: row.pay_before,
  };
}

function toStoredLine(row: LineRow): StoredLine {
  return {
    skuId: row.sku_id,
    productSlug: row.product_slug,
    name: row.name,
    nameEn: row.name_en,
    options: row.options,
    image: row.image,
    quantity: row.quantity,
    priceFen: toFen(row.price_fen),
    listFen: toFen(row.list_fen),
    discountFen: toFen(row.discount_fen),
  };
}

export async function findOrder(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<StoredOrder | undefined> {
  const { rows } = await on.query<OrderRow>({
    name: 'find-order',
    text: `select ${ORDER_COLUMNS} from orders where customer_id = $1 and order_no = $2`,
    values: [customerId, orderNo],
  });
  return rows[0] && toStoredOrder(rows[0]);
}

export async function findOrderState(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<OrderState | undefined> {
  const { rows } = await on.query<{ state: OrderState }>({
    name: 'find-order-state',
    text: 'select state from orders where customer_id = $1 and order_no = $2',
    values: [customerId, orderNo],
  });
  return rows[0]?.state;
}

export async function lockOrder(
  tx: Transaction,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<StoredOrder | undefined> {
  const { rows } = await tx.query<OrderRow>({
    name: 'lock-order',
    text: `select ${ORDER_COLUMNS} from orders where customer_id = $1 and order_no = $2 for update`,
    values: [customerId, orderNo],
  });
  return rows[0] && toStoredOrder(rows[0]);
}

/** Newest first; `before` is the order number that the last page ended with. */
export async function listOrders(
  on: Queryable,
  customerId: CustomerId,
  query: { state?: OrderState; before?: string; limit: number },
): Promise<StoredOrder[]> {
  const { rows } = await on.query<OrderRow>({
    name: 'list-orders',
    text: `select ${ORDER_COLUMNS} from orders
           where customer_id = $1 and ($2::text is null or state = $2) and ($3::text is null or order_no < $3)
           order by order_no desc limit $4`,
    values: [customerId, query.state ?? null, query.before ?? null, query.limit],
  });
  return rows.map(toStoredOrder);
}

export async function listLines(
  on: Queryable,
  customerId: CustomerId,
  orderNos: readonly OrderNo[],
): Promise<Map<OrderNo, StoredLine[]>> {
  const { rows } = await on.query<LineRow>({
    name: 'list-order-lines',
    text: `select order_no, sku_id, product_slug, name, name_en, options, image, quantity, price_fen, list_fen, discount_fen
           from order_lines where customer_id = $1 and order_no = any($2::text[]) order by order_no, line_no
           limit 10000`,
    values: [customerId, orderNos],
  });
  const lines = new Map<OrderNo, StoredLine[]>(orderNos.map((orderNo) => [orderNo, []]));
  for (const row of rows) lines.get(row.order_no)?.push(toStoredLine(row));
  return lines;
}

export async function listEvents(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<OrderEvent[]> {
  const { rows } = await on.query<OrderEvent>({
    name: 'list-order-events',
    text: `select type, state, by, facts, at from order_events
           where customer_id = $1 and order_no = $2 order by seq limit 1000`,
    values: [customerId, orderNo],
  });
  return rows;
}

/** Writes what has happened to an order that the transaction has locked: its new row, the event, and word to listeners. */
export async function saveOrderEvent(
  tx: Transaction,
  order: StoredOrder,
  event: OrderEvent & { paidFen?: Fen; refundedFen?: Fen },
): Promise<void> {
  await Promise.all([
    tx.query({
      name: 'save-order',
      text: `update orders set state = $3, version = $4, paid_fen = $5, refunded_fen = $6
             where customer_id = $1 and order_no = $2`,
      values: [
        order.customerId,
        order.orderNo,
        event.state,
        order.version + 1,
        event.paidFen ?? order.paidFen,
        event.refundedFen ?? order.refundedFen,
      ],
    }),
    tx.query({
      name: 'save-order-event',
      text: `insert into order_events (customer_id, order_no, seq, type, state, by, facts, at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      values: [
        order.customerId,
        order.orderNo,
        order.version + 1,
        event.type,
        event.state,
        event.by,
        event.facts,
        event.at,
      ],
    }),
    tx.query({
      name: 'tell-order',
      text: `select pg_notify('order_changed', $1)`,
      values: [`${order.orderNo}|state|${event.state}`],
    }),
  ]);
}

/** A customer's orders that are still on their way to an end, twenty at most: until then nobody can be erased. */
export async function listOpenOrders(on: Queryable, customerId: CustomerId): Promise<OrderNo[]> {
  const { rows } = await on.query<{ orderNo: OrderNo }>(
    `select order_no as "orderNo" from orders
     where customer_id = $1 and state not in ('completed', 'cancelled', 'closed') order by order_no limit 20`,
    [customerId],
  );
  return rows.map(({ orderNo }) => orderNo);
}
