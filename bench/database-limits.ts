import { spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import type { SkuId } from '../server/kernel/ids.ts';
import { newOrderNo } from '../server/kernel/numbers.ts';
import {
  insertOrders,
  type NewLineRow,
  type NewOrderRow,
} from '../server/modules/ordering/place-order.sql.ts';
import { lockStock, reserveStock } from '../server/modules/stock/index.ts';
import { inTransaction } from '../server/platform/database.ts';
import type { SeededShopper } from '../test/support/seed-shoppers.ts';
import { collect, type Figures } from './load.ts';

export const hasPgbench = spawnSync('pgbench', ['--version']).error === undefined;

/** Of what an order's sealed address comes to. */
const SEALED_BYTES = 150;

/**
 * One order as one SQL function: it locks its stock rows, reads its SKUs and its customer's address, and writes the rows
 * that the program writes. `bench_customers` numbers the customers, so that a caller can name one by a random number.
 */
const PLACE_ONE = `
  create table bench_customers as
    select row_number() over (order by customer_id)::int as n, customer_id, address_id from addresses;
  alter table bench_customers add primary key (n);
  create or replace function bench_place(who int, sku_a bigint, sku_b bigint) returns text language plpgsql as $$
  declare
    c text; a uuid; region text; envelope bytea; number text; at timestamptz := clock_timestamp(); wanted bigint[];
    line record; i int := 0; total bigint := 0; held record; price bigint;
  begin
    select b.customer_id, b.address_id into c, a from bench_customers b where b.n = who;
    select region_code, sealed into region, envelope from addresses where customer_id = c and address_id = a;
    wanted := case when sku_a = sku_b then array[sku_a] else array[sku_a, sku_b] end;
    for held in select sku_id, on_hand, reserved from stock where sku_id = any(wanted) order by sku_id for update loop
      if held.on_hand - held.reserved < 1 then raise exception 'out of stock'; end if;
    end loop;
    select sum(price_fen) into total from skus where sku_id = any(wanted);
    number := to_char(at, 'YYMMDDHH24MISS') || 'AA' || c || upper(substr(md5(random()::text), 1, 5));
    insert into orders (customer_id, order_no, state, items_fen, freight_fen, total_fen, region_code, sealed, placed_at,
        pay_before, idempotency_key, request_hash, line_count, pieces)
      values (c, number, 'awaiting_payment', total, 0, total, region, envelope, at, at + interval '30 minutes',
        md5(random()::text || clock_timestamp()::text), sha256(envelope), cardinality(wanted), cardinality(wanted));
    for line in
      select s.sku_id, s.price_fen, s.options, p.slug, p.name, p.name_en from skus s join products p using (product_id)
      where s.sku_id = any(wanted) order by s.sku_id
    loop
      i := i + 1;
      insert into order_lines (customer_id, order_no, line_no, sku_id, product_slug, name, name_en, options, quantity, price_fen, list_fen)
        values (c, number, i, line.sku_id, line.slug, line.name, line.name_en, line.options, 1, line.price_fen, line.price_fen);
    end loop;
    insert into order_events (customer_id, order_no, seq, type, state, by, facts, at)
      values (c, number, 1, 'placed', 'awaiting_payment', 'customer', '{"minutes": 30}', at);
    with updated as (
      update stock set reserved = reserved + 1, movements = movements + 1 where sku_id = any(wanted) returning sku_id, movements)
    insert into stock_movements (sku_id, seq, cause, on_hand_change, reserved_change, order_no, at)
      select sku_id, movements, 'reserve', 0, 1, number, at from updated;
    return number;
  end $$;`;

export async function prepareLimits(pool: pg.Pool): Promise<void> {
  await pool.query(PLACE_ONE);
}

/** pgbench: `callers` connections, each placing one order after the other by the SQL function. */
export async function measureOneAtATime(options: {
  connection: { host: string; port: number; user: string; password: string; database: string };
  customers: number;
  skus: readonly SkuId[];
  hot: boolean;
  callers: number;
  seconds: number;
}): Promise<Figures> {
  const file = join(tmpdir(), `ks-bench-${process.pid}.sql`);
  const [first, last] = [Number(options.skus[0]), Number(options.skus.at(-1))];
  const skus = options.hot
    ? `\\set a ${first}\n\\set b ${first}`
    : `\\set a random(${first}, ${last})\n\\set b case when :a = ${last} then ${first} else :a + 1 end`;
  writeFileSync(
    file,
    `\\set who random(1, ${options.customers})\n${skus}\nselect bench_place(:who, :a, :b);\n`,
  );
  const { host, port, user, password, database } = options.connection;
  const output = await collect(
    'pgbench',
    [
      '-n',
      '-M',
      'prepared',
      '-c',
      String(options.callers),
      '-j',
      '2',
      '-T',
      String(options.seconds),
      '-l',
      '--log-prefix',
      file,
      '-f',
      file,
      '-h',
      host,
      '-p',
      String(port),
      '-U',
      user,
      database,
    ],
    { PGPASSWORD: password },
  );
  const perSecond = Number(/tps = ([\d.]+)/.exec(output)?.[1]);
  const average = Number(/latency average = ([\d.]+)/.exec(output)?.[1]);
  return {
    perSecond,
    p50Ms: average,
    p99Ms: NaN,
    errors: Number(/failed transactions: (\d+)/.exec(output)?.[1] ?? 0),
  };
}

/** Set-based batches of 256 by the program's own statements, two at a time, without HTTP and without deciding. */
export async function measureBatches(
  pool: pg.Pool,
  options: { shoppers: readonly SeededShopper[]; skus: readonly SkuId[]; seconds: number },
): Promise<Figures> {
  const until = performance.now() + options.seconds * 1_000;
  const latencies: number[] = [];
  let orders = 0;
  const startedAt = performance.now();
  await Promise.all(
    [0, 1].map(async () => {
      while (performance.now() < until) {
        const begun = performance.now();
        await writeBatch(pool, options.shoppers, options.skus);
        latencies.push(performance.now() - begun);
        orders += 256;
      }
    }),
  );
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? NaN;
  return {
    perSecond: orders / ((performance.now() - startedAt) / 1_000),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    errors: 0,
  };
}

const pick = <Item>(items: readonly Item[], n: number): Item => items[n % items.length]!;

async function writeBatch(
  pool: pg.Pool,
  shoppers: readonly SeededShopper[],
  skus: readonly SkuId[],
): Promise<void> {
  const now = new Date();
  const orders: NewOrderRow[] = [];
  const lines: NewLineRow[] = [];
  const offset = Math.floor(Math.random() * 1_000_000);
  const sealed = randomBytes(SEALED_BYTES);
  for (let n = 0; n < 256; n += 1) {
    const { customerId } = pick(shoppers, offset + n * 31);
    const orderNo = newOrderNo(customerId, now);
    orders.push({
      customerId,
      orderNo,
      itemsFen: 20_000,
      discountFen: 0,
      freightFen: 0,
      totalFen: 20_000,
      regionCode: '310115',
      ...{ deliveryMethod: 'standard', pickUp: null },
      sealed,
      // Random, as the hashes of many recipients are.
      recipientHash: randomBytes(12),
      idempotencyKey: randomUUID(),
      requestHash: sealed.subarray(0, 32),
      lineCount: 2,
      pieces: 2,
      payBefore: new Date(now.getTime() + 1_800_000),
      minutes: 30,
      device: null,
      network: null,
    });
    [0, 1].forEach((i) =>
      lines.push({
        customerId,
        orderNo,
        lineNo: i + 1,
        skuId: pick(skus, offset + n + i),
        productSlug: 'bench',
        name: '压测商品',
        nameEn: 'Bench',
        options: '{}',
        image: null,
        quantity: 1,
        priceFen: 10_000,
        listFen: 10_000,
        discountFen: 0,
        isGift: false,
      }),
    );
  }
  await inTransaction(pool, async (tx, writes) => {
    const stock = await lockStock(tx, [...new Set(lines.map((line) => line.skuId))]);
    writes.push(
      ...insertOrders(tx, orders, lines, now),
      reserveStock(
        tx,
        stock,
        lines.map((line) => ({ skuId: line.skuId, orderNo: line.orderNo, quantity: 1 })),
        now,
      ),
    );
  });
}
