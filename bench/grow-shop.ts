import type pg from 'pg';
import { growCatalogue } from '../test/support/expect-walks.ts';
import type { SkuToOrder } from './bench-shop.ts';

export type Size = { readonly skus: number; readonly orders: number };

/** Of a customer. */
const ORDERS_EACH = 10;
/** In one statement. */
const ORDERS_AT_ONCE = 1_000_000;
/** SKUs that are ordered in the measured runs, at most; spread over all. */
const ORDERED = 100_000;

/** A customer's id, an order's number and time, for the n-th order: as the program makes them, but countable. */
const NUMBERED = `select lpad(((n - 1) / ${ORDERS_EACH})::text, 12, '0') as c,
    to_char(timestamptz '2025-01-01' + n * interval '3 seconds', 'YYMMDDHH24MISS') || '00'
      || lpad(((n - 1) / ${ORDERS_EACH})::text, 12, '0') || lpad((n % 100000)::text, 5, '0') as o,
    timestamptz '2025-01-01' + n * interval '3 seconds' as at, n
  from generate_series($1::bigint, $2::bigint) n`;

const STATEMENTS = [
  `insert into orders (customer_id, order_no, state, version, items_fen, freight_fen, total_fen, paid_fen, region_code,
     sealed, placed_at, pay_before, idempotency_key, request_hash, line_count, pieces)
   select c, o, 'completed', 3, 20000, 0, 20000, 20000, '310115', decode(repeat('5a', 150), 'hex'), at,
     at + interval '30 minutes', 'grown-' || n, sha256(o::bytea), 2, 2 from (${NUMBERED}) g`,
  `insert into order_lines (customer_id, order_no, line_no, sku_id, product_slug, name, name_en, options, quantity,
     price_fen, list_fen)
   select c, o, i, 1 + (n * 7919 + i) % $3::bigint, 'grown-1', '商品 1', 'Product 1', '{"颜色": "黑"}', 1, 10000, 10000
   from (${NUMBERED}) g, generate_series(1, 2) i`,
  `insert into order_events (customer_id, order_no, seq, type, state, by, facts, at)
   select c, o, i, 'placed', 'awaiting_payment', 'customer', '{"minutes": 30}', at
   from (${NUMBERED}) g, generate_series(1, 3) i`,
];

/**
 * Fills a shop to a size: products of two SKUs with stock, past orders of two lines and three events, ten for each of as
 * many customers as that takes, and the movements of those orders. `superuser` writes them without looking at foreign
 * keys, which hold by how the rows are made.
 */
export async function growShop(
  pool: pg.Pool,
  superuser: pg.Pool,
  { skus, orders }: Size,
  say: (sentence: string) => void,
): Promise<SkuToOrder[]> {
  say(`growing to ${skus.toLocaleString('en')} SKUs …`);
  await growCatalogue(pool, skus / 2);
  await superuser.query('set statement_timeout = 0; set session_replication_role = replica');
  await superuser.query(
    `insert into stock (sku_id, on_hand) select sku_id, 1000000000 from skus on conflict (sku_id) do nothing`,
  );
  await superuser.query(
    `insert into customers (customer_id, phone_hash, phone_sealed, created_at, last_signed_in_at)
     select lpad(n::text, 12, '0'), sha256(n::text::bytea), decode(repeat('5a', 45), 'hex'), now(), now()
     from generate_series(0, $1::bigint - 1) n`,
    [orders / ORDERS_EACH],
  );
  for (let from = 1; from <= orders; from += ORDERS_AT_ONCE) {
    const to = Math.min(orders, from + ORDERS_AT_ONCE - 1);
    for (const [index, statement] of STATEMENTS.entries())
      await superuser.query(statement, index === 1 ? [from, to, skus] : [from, to]);
    say(`growing to ${to.toLocaleString('en')} orders …`);
  }
  await superuser.query(
    `insert into stock_movements (sku_id, seq, cause, on_hand_change, reserved_change, order_no, at)
     select sku_id, i, 'reserve', 0, 0, repeat('0', 31), now()
     from skus, generate_series(1, ($1::bigint * 2 / $2::bigint)) i where code like 'G-%'`,
    [orders, skus],
  );
  await superuser.query(
    `update stock set movements = $1::bigint * 2 / $2::bigint from skus where skus.sku_id = stock.sku_id and code like 'G-%'`,
    [orders, skus],
  );
  for (const table of ['orders', 'order_lines', 'order_events', 'stock', 'stock_movements', 'customers'])
    await superuser.query(`vacuum analyze ${table}`);
  const { rows } = await pool.query<{ skuId: string; price: string }>(
    `select sku_id as "skuId", price_fen as price from skus
     where code like 'G-%' and price_fen >= 9900 and hashint8(sku_id) % greatest(1, $1::bigint / $2) = 0`,
    [skus, ORDERED],
  );
  return rows.map(({ skuId, price }) => ({ skuId: skuId as SkuToOrder['skuId'], price: Number(price) }));
}
