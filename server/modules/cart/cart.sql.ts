import { toFen, type Fen } from '../../kernel/money.ts';
import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import { holdCustomer } from '../customers/index.ts';
import type { StoredCartLine } from './cart.ts';

export async function listCartLines(on: Queryable, customerId: CustomerId): Promise<StoredCartLine[]> {
  const { rows } = await on.query<{ skuId: SkuId; quantity: number; seenPriceFen: string }>({
    name: 'list-cart-lines',
    text: `select sku_id as "skuId", quantity, seen_price_fen as "seenPriceFen" from cart_lines where customer_id = $1
           order by added_at desc, sku_id limit 200`,
    values: [customerId],
  });
  return rows.map((row) => ({ ...row, seenPriceFen: toFen(row.seenPriceFen) }));
}

/**
 * Writes lines, one at least: a new SKU goes to the top; one that is there gets the quantity, or that much more (up to 999).
 * False, where the cart holds more than `limit` different SKUs by then: the transaction must be rolled back.
 */
export async function saveCartLines(
  tx: Transaction,
  customerId: CustomerId,
  lines: readonly { skuId: SkuId; quantity: number; price: Fen }[],
  options: { add: boolean; limit: number; at: Date },
): Promise<boolean> {
  // One cart is changed by one request at a time, so that two tabs cannot both take the last free line.
  await holdCustomer(tx, customerId);
  const rows = lines.map((_, n) => `$1, $${3 * n + 3}, $${3 * n + 4}, $${3 * n + 5}, $2, $2`);
  await tx.query(
    `insert into cart_lines as c (customer_id, sku_id, quantity, seen_price_fen, added_at, touched_at)
     values (${rows.join('), (')})
     on conflict (customer_id, sku_id) do update set
       quantity = ${options.add ? 'least(999, c.quantity + excluded.quantity)' : 'excluded.quantity'},
       seen_price_fen = excluded.seen_price_fen, touched_at = excluded.touched_at`,
    [customerId, options.at, ...lines.flatMap(({ skuId, quantity, price }) => [skuId, quantity, price])],
  );
  const counted = await tx.query<{ count: number }>(
    'select count(*)::int as count from cart_lines where customer_id = $1',
    [customerId],
  );
  return counted.rows[0]!.count <= options.limit;
}

export async function deleteFromCart(
  on: Queryable,
  customerId: CustomerId,
  skuIds: readonly SkuId[],
): Promise<void> {
  await on.query('delete from cart_lines where customer_id = $1 and sku_id = any($2::bigint[])', [
    customerId,
    skuIds,
  ]);
}

/** How many of these SKUs lie in the carts of these customers. */
export async function findInCarts(
  on: Queryable,
  customerIds: readonly CustomerId[],
  skuIds: readonly SkuId[],
): Promise<{ customerId: CustomerId; skuId: SkuId; quantity: number }[]> {
  const { rows } = await on.query<{ customerId: CustomerId; skuId: SkuId; quantity: number }>({
    name: 'find-in-carts',
    text: `select customer_id as "customerId", sku_id as "skuId", quantity from cart_lines
           where customer_id = any($1::text[]) and sku_id = any($2::bigint[])`,
    values: [customerIds, skuIds],
  });
  return rows;
}

/** Takes what was ordered out of the carts of many customers. */
export async function deleteCartLines(
  tx: Transaction,
  lines: readonly { customerId: CustomerId; skuId: SkuId }[],
): Promise<void> {
  await tx.query({
    name: 'delete-cart-lines',
    // `is true` keeps the pairs from becoming a join, which would compare each line with each pair.
    text: `delete from cart_lines where customer_id = any($1::text[]) and sku_id = any($2::bigint[])
           and ((customer_id, sku_id) in (
             select l.customer_id collate "C", l.sku_id from unnest($1::text[], $2::bigint[]) as l (customer_id, sku_id)
           )) is true`,
    values: [lines.map((line) => line.customerId), lines.map((line) => line.skuId)],
  });
}

/** Some lines of carts in which nothing was changed since `before`; answers how many are gone. */
export async function deleteUntouchedLines(on: Queryable, before: Date, limit: number): Promise<number> {
  const { rowCount } = await on.query(
    `delete from cart_lines where (customer_id, sku_id) in (
       select c.customer_id, c.sku_id from cart_lines c
       where c.touched_at < $1 and not exists (
         select from cart_lines n where n.customer_id = c.customer_id and n.touched_at >= $1)
       limit $2)`,
    [before, limit],
  );
  return rowCount ?? 0;
}

/** Pieces in the cart. */
export async function countPieces(on: Queryable, customerId: CustomerId): Promise<number> {
  const { rows } = await on.query<{ count: number }>({
    name: 'count-cart-pieces',
    text: 'select coalesce(sum(quantity), 0)::int as count from cart_lines where customer_id = $1',
    values: [customerId],
  });
  return rows[0]!.count;
}
