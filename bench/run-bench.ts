import pg from 'pg';
import { newSkus } from '../test/support/new-sku.ts';
import {
  orderPaths,
  putOrders,
  reading,
  say,
  SECONDS,
  SHOPPERS,
  warmUp,
  withBenchShop,
  type BenchShop,
} from './bench-shop.ts';
import { openSuperuser } from './make-superuser.ts';
import { hasPgbench, measureBatches, measureOneAtATime, prepareLimits } from './database-limits.ts';
import { putLoad, type Figures } from './load.ts';
import { writeReport, type Row } from './report.ts';

const SKUS = 200;
const PRICE = 10_000;
/** More than a bench can sell. */
const PIECES = 2_000_000_000;

/** Everything one after the other, never two at once: they would take each other's processor. */
async function measure(bench: BenchShop): Promise<Row[]> {
  const rows: Row[] = [];
  const pool = new pg.Pool({ ...bench.postgres.connection, pipeline: true } as pg.PoolConfig);
  const superuser = openSuperuser(bench.postgres);
  const record = async (
    group: string,
    name: string,
    callers: number,
    run: () => Promise<Figures>,
  ): Promise<void> => {
    say(`measuring: ${name}, ${callers} callers …`);
    // Every run starts like a shop that has been open for a while: log files to write into again are there.
    await superuser.query('checkpoint');
    rows.push({ group, name, callers, ...(await run()) });
  };
  const skus = bench.skus.map(({ skuId }) => skuId);
  const oneAtATime = (hot: boolean, callers: number): Promise<Figures> =>
    measureOneAtATime({
      connection: bench.postgres.connection,
      customers: SHOPPERS,
      skus,
      hot,
      callers,
      seconds: SECONDS,
    });
  await warmUp(bench);
  if (hasPgbench) {
    await record('limit', 'pgbench, one SQL function an order, 2 lines', 64, () => oneAtATime(false, 64));
    await record('limit', 'pgbench, one SQL function an order, one hot SKU', 64, () => oneAtATime(true, 64));
  }
  await record('limit', 'set-based batches of 256, 2 lines', 2, () =>
    measureBatches(pool, { shoppers: bench.shoppers, skus, seconds: SECONDS }),
  );
  for (const callers of [64, 256]) {
    await record('placing', 'POST /orders, 2 lines', callers, () => putOrders(bench, callers));
    await record('placing', 'POST /orders, one hot SKU', callers, () =>
      putOrders(bench, callers, { hot: true }),
    );
  }
  await measureReads(bench, pool, record);
  await Promise.all([pool.end(), superuser.end()]);
  return rows;
}

async function measureReads(
  bench: BenchShop,
  pool: pg.Pool,
  record: (group: string, name: string, callers: number, run: () => Promise<Figures>) => Promise<void>,
): Promise<void> {
  const tokens = bench.shoppers.map((shopper) => shopper.token);
  const products = await pool.query<{ slug: string }>(`select slug from products where slug not like 't-%'`);
  const slugs = products.rows.map((row) => row.slug);
  const reads: [name: string, callers: number, paths: string[]][] = [
    [
      'GET /products (JSON)',
      32,
      ['/api/v1/products', '/api/v1/products?sort=price', '/api/v1/products?inStock=true'],
    ],
    ['GET /products/{slug} (JSON)', 32, slugs.map((slug) => `/api/v1/products/${slug}`)],
    ['GET /me', 32, tokens.map((token) => `/api/v1/me ${token}`)],
    ['GET /orders', 32, tokens.map((token) => `/api/v1/orders ${token}`)],
    ['GET /orders/{orderNo}', 32, await orderPaths(pool, bench)],
    ['product page (HTML)', 32, slugs.map((slug) => `/product/${slug}`)],
    ['home page (HTML)', 32, ['/']],
  ];
  for (const [name, callers, paths] of reads) {
    await record('reading', name, callers, () => putLoad(reading(bench, paths, callers)));
  }
}

const rows = await withBenchShop(async (pool) => {
  const skus = await newSkus(pool, SKUS, PRICE, PIECES);
  await prepareLimits(pool);
  return skus.map((skuId) => ({ skuId, price: PRICE }));
}, measure);
say(`\n${await writeReport(rows, { shoppers: SHOPPERS, skus: SKUS, seconds: SECONDS })}`);
