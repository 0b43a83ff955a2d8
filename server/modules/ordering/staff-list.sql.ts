import type { CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import { toFen, type Fen } from '../../kernel/money.ts';
import type { NumberSpan } from '../../kernel/numbers.ts';
import type { Queryable } from '../../platform/database.ts';
import { ORDER_COLUMNS, toStored, toStoredLine, type LineRow, type OrderRow } from './order.sql.ts';
import type { StoredLine, StoredOrder } from './order.sql.ts';
import { ORDER_STATES, type OrderState } from './order.ts';

// What staff look for among the orders of all customers. Each statement walks one index from the newest number down, and reads
// no more than it is asked for.

/** An order as the list of staff reads it. */
export type ListedOrder = StoredOrder & { readonly paidBy: string | null };
type ListedRow = OrderRow & { readonly paidBy: string | null };

const LISTED_COLUMNS = `${ORDER_COLUMNS}, paid_by as "paidBy"`;

async function list(
  on: Queryable,
  statement: { name: string; text: string; values: readonly unknown[] },
): Promise<ListedOrder[]> {
  const { rows } = await on.query<ListedRow>({ ...statement, values: [...statement.values] });
  return rows.map((row) => toStored(row));
}

export function listOrdersInState(
  on: Queryable,
  state: OrderState,
  { from, before }: NumberSpan,
  size: number,
): Promise<ListedOrder[]> {
  return list(on, {
    name: 'list-orders-in-state',
    text: `select ${LISTED_COLUMNS} from orders where state = $1 and order_no >= $2 and order_no < $3
           order by order_no desc limit $4`,
    values: [state, from, before, size],
  });
}

export function listOrdersOfCustomer(
  on: Queryable,
  customerId: CustomerId,
  { from, before }: NumberSpan,
  size: number,
): Promise<ListedOrder[]> {
  return list(on, {
    name: 'list-orders-of-customer',
    text: `select ${LISTED_COLUMNS} from orders where customer_id = $1 and order_no >= $2 and order_no < $3
           order by order_no desc limit $4`,
    values: [customerId, from, before, size],
  });
}

/** Those that go to a phone, whoever has ordered them. */
export function listOrdersToRecipient(
  on: Queryable,
  recipientHash: Buffer,
  { from, before }: NumberSpan,
  size: number,
): Promise<ListedOrder[]> {
  return list(on, {
    name: 'list-orders-to-recipient',
    text: `select ${LISTED_COLUMNS} from orders where recipient_hash = $1 and order_no >= $2 and order_no < $3
           order by order_no desc limit $4`,
    values: [recipientHash, from, before, size],
  });
}

/** Characters at the end of a number by which it is found at least. */
export const SHORTEST_END = 5;

/** Those whose numbers end so: `SHORTEST_END` letters and digits or more. */
export function listOrdersByEnd(
  on: Queryable,
  end: string,
  { from, before }: NumberSpan,
  size: number,
): Promise<ListedOrder[]> {
  return list(on, {
    name: 'list-orders-by-end',
    text: `select ${LISTED_COLUMNS} from orders
           where "right"(order_no, 5) = "right"($1, 5) and order_no like '%' || $1
             and order_no >= $2 and order_no < $3
           order by order_no desc limit $4`,
    values: [end, from, before, size],
  });
}

/** These, in no order; a number that there is no order of is left out. */
export function listOrdersByNumber(
  on: Queryable,
  keys: readonly { readonly customerId: CustomerId; readonly orderNo: OrderNo }[],
): Promise<ListedOrder[]> {
  return list(on, {
    name: 'list-orders-by-number',
    text: `select ${LISTED_COLUMNS} from orders where customer_id = any($1::text[]) and order_no = any($2::text[])`,
    values: [[...new Set(keys.map(({ customerId }) => customerId))], keys.map(({ orderNo }) => orderNo)],
  });
}

/** The first `limit` lines of each of these orders, by number. */
export async function listFirstLinesOfMany(
  on: Queryable,
  orders: readonly { readonly customerId: CustomerId; readonly orderNo: OrderNo }[],
  limit: number,
): Promise<Map<OrderNo, StoredLine[]>> {
  const { rows } = await on.query<LineRow>({
    name: 'list-first-lines-of-many',
    text: `select order_no as "orderNo", sku_id as "skuId", product_slug as "productSlug", name, name_en as "nameEn", options,
             image, quantity, price_fen as "priceFen", list_fen as "listFen", discount_fen as "discountFen"
           from order_lines where customer_id = any($1::text[]) and order_no = any($2::text[]) and line_no <= $3
           order by order_no, line_no`,
    values: [
      [...new Set(orders.map(({ customerId }) => customerId))],
      orders.map(({ orderNo }) => orderNo),
      limit,
    ],
  });
  const lines = new Map<OrderNo, StoredLine[]>(orders.map(({ orderNo }) => [orderNo, []]));
  for (const row of rows) lines.get(row.orderNo)?.push(toStoredLine(row));
  return lines;
}

/** Which of these orders hold this SKU. */
export async function listOrdersWithSku(
  on: Queryable,
  orders: readonly { readonly customerId: CustomerId; readonly orderNo: OrderNo }[],
  skuId: SkuId,
): Promise<Set<OrderNo>> {
  const { rows } = await on.query<{ orderNo: OrderNo }>({
    name: 'list-orders-with-sku',
    text: `select order_no as "orderNo" from order_lines
           where customer_id = any($1::text[]) and order_no = any($2::text[]) and sku_id = $3`,
    values: [
      [...new Set(orders.map(({ customerId }) => customerId))],
      orders.map(({ orderNo }) => orderNo),
      skuId,
    ],
  });
  return new Set(rows.map(({ orderNo }) => orderNo));
}

/** How many are in a state, counted up to `most`, and which of them is the oldest. */
export async function sumUpState(
  on: Queryable,
  state: OrderState,
  most: number,
): Promise<{ count: number; oldest: OrderNo | null }> {
  const { rows } = await on.query<{ count: number; oldest: OrderNo | null }>({
    name: 'sum-up-orders-in-state',
    text: `select count(*)::int as count, min(order_no) as oldest
           from (select order_no from orders where state = $1 order by order_no limit $2) counted`,
    values: [state, most],
  });
  return rows[0]!;
}

/** What was ordered in an hour, which begins as its numbers do: `yyMMddHH` in Shanghai. What was paid counts where it was ordered. */
export type OrderedInHour = {
  readonly beginning: string;
  readonly orders: number;
  readonly paidOrders: number;
  readonly paidFen: Fen;
};

/** The hours of a span; those without any are missing. */
export async function sumOrdersByHour(on: Queryable, { from, before }: NumberSpan): Promise<OrderedInHour[]> {
  const { rows } = await on.query<Omit<OrderedInHour, 'paidFen'> & { readonly paidFen: string }>({
    name: 'sum-orders-by-hour',
    // Every state is named, so that each is a span of its index.
    text: `select substring(order_no from 1 for 8) as beginning, count(*)::int as orders,
             (count(*) filter (where paid_fen > 0))::int as "paidOrders", sum(paid_fen)::bigint as "paidFen"
           from orders where state = any($1::text[]) and order_no >= $2 and order_no < $3 group by 1`,
    values: [ORDER_STATES, from, before],
  });
  return rows.map((row) => ({ ...row, paidFen: toFen(row.paidFen) }));
}
