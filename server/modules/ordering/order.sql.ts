import { toFen, type Fen } from '../../kernel/money.ts';
import type { CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { Image } from '../catalog/index.ts';
import { ADJUSTMENTS_OF_ORDER, type StoredAdjustment } from './order-adjustments.sql.ts';
import type { DeliveryMethod, PickUpPlace } from './pick-up.ts';
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
  readonly deliveryMethod: DeliveryMethod;
};

/** An order as it stands in the database: addresses sealed, names in both languages. */
export type StoredOrder = StoredSummary & {
  /** The `seq` of the newest event. */
  readonly version: number;
  readonly regionCode: string;
  readonly sealed: Buffer;
  /** Where it is fetched, as it was told of then; null where it is sent. */
  readonly pickUp: PickUpPlace | null;
  /** Null where there are none. */
  readonly tags: readonly string[] | null;
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
  readonly isGift: boolean;
};

/** As the driver hands them over: amounts are text, see `toFen`. */
type Row<Stored, Amounts extends keyof Stored> = Omit<Stored, Amounts> & Readonly<Record<Amounts, string>>;
type SummaryRow = Row<StoredSummary, SummaryAmount>;
export type OrderRow = Row<StoredOrder, SummaryAmount>;
export type LineRow = Row<StoredLine, 'priceFen' | 'listFen' | 'discountFen'> & { readonly orderNo: OrderNo };
type SummaryAmount = 'itemsFen' | 'discountFen' | 'freightFen' | 'totalFen' | 'paidFen' | 'refundedFen';

const SUMMARY_COLUMNS = `customer_id as "customerId", order_no as "orderNo", state, items_fen as "itemsFen",
  discount_fen as "discountFen", freight_fen as "freightFen", total_fen as "totalFen", paid_fen as "paidFen",
  refunded_fen as "refundedFen", placed_at as "placedAt", pay_before as "payBefore", line_count as "lineCount", pieces,
  delivery_method as "deliveryMethod"`;
export const ORDER_COLUMNS = `${SUMMARY_COLUMNS}, version, region_code as "regionCode", sealed, tags, pick_up as "pickUp"`;

export function toStored<Of extends SummaryRow>(
  row: Of,
): Omit<Of, SummaryAmount> & Readonly<Record<SummaryAmount, Fen>> {
  return {
    ...row,
    itemsFen: toFen(row.itemsFen),
    discountFen: toFen(row.discountFen),
    freightFen: toFen(row.freightFen),
    totalFen: toFen(row.totalFen),
    paidFen: toFen(row.paidFen),
    refundedFen: toFen(row.refundedFen),
  };
}

export function toStoredLine({ orderNo: _orderNo, ...row }: LineRow): StoredLine {
  return {
    ...row,
    priceFen: toFen(row.priceFen),
    listFen: toFen(row.listFen),
    discountFen: toFen(row.discountFen),
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
  return rows[0] && toStored(rows[0]);
}

/** The same with all that has made its price. */
export async function findWholeOrder(
  on: Queryable,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<{ order: StoredOrder; adjustments: readonly StoredAdjustment[] } | undefined> {
  const { rows } = await on.query<OrderRow & { adjustments: StoredAdjustment[] }>({
    name: 'find-whole-order',
    text: `select ${ORDER_COLUMNS}, ${ADJUSTMENTS_OF_ORDER} as adjustments from orders
           where customer_id = $1 and order_no = $2`,
    values: [customerId, orderNo],
  });
  if (rows[0] === undefined) return undefined;
  const { adjustments, ...row } = rows[0];
  return { order: toStored(row), adjustments };
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
  return rows[0] && toStored(rows[0]);
}

/** Discounts on goods, and freight that a coupon paid for. */
const SAVED = `(discount_fen - coalesce((select sum(a.amount_fen) from order_adjustments a
  where a.customer_id = orders.customer_id and a.order_no = orders.order_no and a.kind = 'freight_coupon'), 0))::bigint`;

/** Newest first; `before` is the order number that the last page ended with. */
export async function listOrders(
  on: Queryable,
  customerId: CustomerId,
  query: { state?: OrderState; before?: string; limit: number },
): Promise<(StoredSummary & { readonly savedFen: Fen })[]> {
  const { rows } = await on.query<SummaryRow & { readonly savedFen: string }>({
    name: 'list-orders',
    text: `select ${SUMMARY_COLUMNS}, ${SAVED} as "savedFen" from orders
           where customer_id = $1 and ($2::text is null or state = $2) and ($3::text is null or order_no < $3)
           order by order_no desc limit $4`,
    values: [customerId, query.state ?? null, query.before ?? null, query.limit],
  });
  return rows.map((row) => ({ ...toStored(row), savedFen: toFen(row.savedFen) }));
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
    text: `select order_no as "orderNo", sku_id as "skuId", product_slug as "productSlug", name, name_en as "nameEn", options,
             image, quantity, price_fen as "priceFen", list_fen as "listFen", discount_fen as "discountFen",
             is_gift as "isGift"
           from order_lines where customer_id = $1 and order_no = any($2::text[]) and line_no <= $3
           order by order_no, line_no`,
    values: [customerId, orderNos, upTo],
  });
  const lines = new Map<OrderNo, StoredLine[]>(orderNos.map((orderNo) => [orderNo, []]));
  for (const row of rows) lines.get(row.orderNo)?.push(toStoredLine(row));
  return lines;
}

/** Of these customers, who has paid for an order; that it was cancelled later does not make them new again. */
export async function findBuyers(
  on: Queryable,
  customerIds: readonly CustomerId[],
): Promise<ReadonlySet<CustomerId>> {
  const { rows } = await on.query<{ customerId: CustomerId }>({
    name: 'find-buyers',
    text: `select distinct customer_id as "customerId" from orders where customer_id = any($1::text[]) and paid_fen > 0`,
    values: [customerIds],
  });
  return new Set(rows.map(({ customerId }) => customerId));
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
