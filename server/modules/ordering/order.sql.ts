import { toFen, type Fen } from '../../kernel/money.ts';
import type { CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { Image } from '../catalog/index.ts';
import type { OrderState } from './order.ts';

/** What a list reads of an order. */
export type StoredSummary = {
  readonly customerId: CustomerId;
  readonly orderNo: OrderNo;
  readonly state: OrderState;
  readonly itemsFen: Fen;
  readonly discountFen: Fen;
  readonly freightFen: Fen;
  readonly totalFen: Fen;
  readonly paidFen: Fen;
  readonly refundedFen: Fen;
  readonly placedAt: Date;
  readonly payBefore: Date;
  readonly lineCount: number;
  readonly pieces: number;
};

/** An order as it stands in the database: addresses sealed, names in both languages. */
export type StoredOrder = StoredSummary & {
  /** The `seq` of the newest event. */
  readonly version: number;
  readonly regionCode: string;
  readonly sealed: Buffer;
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

type SummaryRow = {
  customer_id: CustomerId;
  order_no: OrderNo;
  state: OrderState;
  items_fen: string;
  discount_fen: string;
  freight_fen: string;
  total_fen: string;
  paid_fen: string;
  refunded_fen: string;
  placed_at: Date;
  pay_before: Date;
  line_count: number;
  pieces: number;
};
type OrderRow = SummaryRow & { version: number; region_code: string; sealed: Buffer };
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

const SUMMARY_COLUMNS = `customer_id, order_no, state, items_fen, discount_fen, freight_fen, total_fen, paid_fen,
  refunded_fen, placed_at, pay_before, line_count, pieces`;
const ORDER_COLUMNS = `${SUMMARY_COLUMNS}, version, region_code, sealed`;

function toStoredOrder(row: OrderRow): StoredOrder {
  return { ...toSummary(row), version: row.version, regionCode: row.region_code, sealed: row.sealed };
}

function toSummary(row: SummaryRow): StoredSummary {
  return {
    customerId: row.customer_id,
    orderNo: row.order_no,
    state: row.state,
    itemsFen: toFen(row.items_fen),
    discountFen: toFen(row.discount_fen),
    freightFen: toFen(row.freight_fen),
    totalFen: toFen(row.total_fen),
    paidFen: toFen(row.paid_fen),
    refundedFen: toFen(row.refunded_fen),
    placedAt: row.placed_at,
    payBefore: row.pay_before,
    lineCount: row.line_count,
    pieces: row.pieces,
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
): Promise<StoredSummary[]> {
  const { rows } = await on.query<SummaryRow>({
    name: 'list-orders',
    text: `select ${SUMMARY_COLUMNS} from orders
           where customer_id = $1 and ($2::text is null or state = $2) and ($3::text is null or order_no < $3)
           order by order_no desc limit $4`,
    values: [customerId, query.state ?? null, query.before ?? null, query.limit],
  });
  return rows.map(toSummary);
}

/** How many of a customer's orders are in each of these states; states without any are missing. */
export async function countOrders(
  on: Queryable,
  customerId: CustomerId,
  states: readonly OrderState[],
): Promise<ReadonlyMap<OrderState, number>> {
  const { rows } = await on.query<{ state: OrderState; count: number }>({
    name: 'count-orders',
    text: `select state, count(*)::int as count from orders where customer_id = $1 and state = any($2::text[]) group by state`,
    values: [customerId, states],
  });
  return new Map(rows.map(({ state, count }) => [state, count]));
}

/** The greatest `line_no` there can be. */
const EVERY_LINE = 32_767;

export async function listLines(
  on: Queryable,
  customerId: CustomerId,
  orderNos: readonly OrderNo[],
): Promise<Map<OrderNo, StoredLine[]>> {
  return readLines(on, customerId, orderNos, EVERY_LINE);
}

/** The first `limit` lines of each order; the others are not read. */
export async function listFirstLines(
  on: Queryable,
  customerId: CustomerId,
  orderNos: readonly OrderNo[],
  limit: number,
): Promise<Map<OrderNo, StoredLine[]>> {
  return readLines(on, customerId, orderNos, limit);
}

/** Lines are numbered from 1 without gaps, so that the primary key finds the first ones alone. */
async function readLines(
  on: Queryable,
  customerId: CustomerId,
  orderNos: readonly OrderNo[],
  upTo: number,
): Promise<Map<OrderNo, StoredLine[]>> {
  const { rows } = await on.query<LineRow>({
    name: 'list-order-lines',
    text: `select order_no, sku_id, product_slug, name, name_en, options, image, quantity, price_fen, list_fen, discount_fen
           from order_lines where customer_id = $1 and order_no = any($2::text[]) and line_no <= $3
           order by order_no, line_no`,
    values: [customerId, orderNos, upTo],
  });
  const lines = new Map<OrderNo, StoredLine[]>(orderNos.map((orderNo) => [orderNo, []]));
  for (const row of rows) lines.get(row.order_no)?.push(toStoredLine(row));
  return lines;
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
