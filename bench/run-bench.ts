import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { SkuId } from '../server/kernel/ids.ts';
import { readConfig } from '../server/platform/config.ts';
import {
  connectionUrl,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../server/platform/embedded-postgres.ts';
import { startShop } from '../server/start-shop.ts';
import { newSkus } from '../test/support/new-sku.ts';
import { seedShoppers, type SeededShopper } from '../test/support/seed-shoppers.ts';
import { findFreePort } from '../test/support/find-free-port.ts';
import { hasPgbench, measureBatches, measureOneAtATime, prepareLimits } from './database-limits.ts';
import { putLoad, type Figures } from './load.ts';
import { writeReport, type Row } from './report.ts';

const SHOPPERS = 1_000;
const SKUS = 200;
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10);
const PIECES = 2_000_000_000;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

type Bench = {
  readonly url: string;
  readonly folder: string;
  readonly postgres: EmbeddedPostgres;
  readonly shoppers: readonly SeededShopper[];
  readonly skus: readonly SkuId[];
};

/** Builds a database, starts the program in production mode, measures, and writes docs/figures.md. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ks-bench-'));
  // Where root runs this, PostgreSQL runs as another user, who must get through.
  chmodSync(folder, 0o711);
  mkdirSync(join(folder, 'database'), { mode: 0o711 });
  const quiet = {
    info: () => undefined,
    warn: () => undefined,
    error: (message: unknown) => console.error(message),
  };
  const postgres = await startEmbeddedPostgres({
    // pgbench opens a connection for each caller, besides those of the program.
    settings: { max_connections: '120' },
    dataDir: join(folder, 'database'),
    log: quiet,
    onProgress: say,
  });
  let program: ChildProcess | undefined;
  try {
    const env = await settings(folder, postgres);
    const seeded = await seed(env, postgres);
    const bench: Bench = { url: `http://127.0.0.1:${env['PORT']}`, folder, postgres, ...seeded };
    program = await startProgram(env, bench.url);
    const rows = await measure(bench);
    const figures = await writeReport(rows, { shoppers: SHOPPERS, skus: SKUS, seconds: SECONDS });
    say(`\n${figures}`);
  } finally {
    if (program !== undefined) await end(program);
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

async function settings(folder: string, postgres: EmbeddedPostgres): Promise<Record<string, string>> {
  return {
    PORT: String(await findFreePort()),
    DATA_DIR: join(folder, 'shop'),
    DATABASE_URL: connectionUrl(postgres.connection),
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'error',
    ORDER_PAYMENT_MINUTES: '600',
    NODE_ENV: 'production',
  };
}

/** Customers with sessions and addresses, and SKUs with more pieces than a bench can sell. */
async function seed(
  env: Record<string, string>,
  postgres: EmbeddedPostgres,
): Promise<{ shoppers: SeededShopper[]; skus: SkuId[] }> {
  const shop = await startShop(readConfig(env), {
    onProgress: say,
    onFailed: (error) => console.error(error),
    pages: false,
  });
  const shoppers = await seedShoppers(shop.modules, SHOPPERS);
  await shop.stop();
  const pool = new pg.Pool(postgres.connection);
  const skus = await newSkus(pool, SKUS, 10_000, PIECES);
  await prepareLimits(pool);
  await pool.query('analyze');
  await pool.end();
  return { shoppers, skus };
}

async function startProgram(env: Record<string, string>, url: string): Promise<ChildProcess> {
  const program = spawn(process.execPath, ['server/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (;;) {
    if (program.exitCode !== null) throw new Error(`the program ended with ${program.exitCode}`);
    const isReady = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return program;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function end(program: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    program.once('exit', () => resolve());
    program.kill('SIGTERM');
  });
}

/** Everything one after the other, never two at once: they would take each other's processor. */
async function measure(bench: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  const pool = new pg.Pool({ ...bench.postgres.connection, pipeline: true } as pg.PoolConfig);
  const superuser = new pg.Pool({ ...bench.postgres.connection, user: 'postgres', max: 1 });
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
  const oneAtATime = (hot: boolean, callers: number): Promise<Figures> =>
    measureOneAtATime({
      connection: bench.postgres.connection,
      customers: SHOPPERS,
      skus: bench.skus,
      hot,
      callers,
      seconds: SECONDS,
    });
  await putLoad(placing(bench, 64, false, 3)); // warms up what is compiled and cached on first use
  if (hasPgbench) {
    await record('limit', 'pgbench, one SQL function an order, 2 lines', 64, () => oneAtATime(false, 64));
    await record('limit', 'pgbench, one SQL function an order, one hot SKU', 64, () => oneAtATime(true, 64));
  }
  await record('limit', 'set-based batches of 256, 2 lines', 2, () =>
    measureBatches(pool, { ...bench, seconds: SECONDS }),
  );
  for (const callers of [64, 256]) {
    await record('placing', 'POST /orders, 2 lines', callers, () => putLoad(placing(bench, callers, false)));
    await record('placing', 'POST /orders, one hot SKU', callers, () =>
      putLoad(placing(bench, callers, true)),
    );
  }
  await measureReads(bench, pool, record);
  await Promise.all([pool.end(), superuser.end()]);
  return rows;
}

async function measureReads(
  bench: Bench,
  pool: pg.Pool,
  record: (group: string, name: string, callers: number, run: () => Promise<Figures>) => Promise<void>,
): Promise<void> {
  const tokens = new Map(bench.shoppers.map((shopper) => [shopper.customerId as string, shopper.token]));
  const orders = await pool.query<{ customer_id: string; order_no: string }>(
    `select customer_id, order_no from orders where idempotency_key like 'run%' order by order_no desc limit 2000`,
  );
  const products = await pool.query<{ slug: string }>(`select slug from products where slug not like 't-%'`);
  const slugs = products.rows.map((row) => row.slug);
  const reads: [name: string, callers: number, paths: string[]][] = [
    [
      'GET /products (JSON)',
      32,
      ['/api/v1/products', '/api/v1/products?sort=price', '/api/v1/products?inStock=true'],
    ],
    ['GET /products/{slug} (JSON)', 32, slugs.map((slug) => `/api/v1/products/${slug}`)],
    ['GET /me', 32, [...tokens.values()].map((token) => `/api/v1/me ${token}`)],
    ['GET /orders', 32, [...tokens.values()].map((token) => `/api/v1/orders ${token}`)],
    [
      'GET /orders/{orderNo}',
      32,
      orders.rows.map((row) => `/api/v1/orders/${row.order_no} ${tokens.get(row.customer_id)}`),
    ],
    ['product page (HTML)', 32, slugs.map((slug) => `/product/${slug}`)],
    ['home page (HTML)', 32, ['/']],
  ];
  for (const [name, callers, paths] of reads) {
    const file = join(bench.folder, 'paths.txt');
    writeFileSync(file, paths.join('\n'));
    await record('reading', name, callers, () =>
      putLoad({ url: bench.url, callers, seconds: SECONDS, script: 'get', env: { PATHS_FILE: file } }),
    );
  }
}

let runs = 0;

function placing(
  bench: Bench,
  callers: number,
  hot: boolean,
  seconds = SECONDS,
): Parameters<typeof putLoad>[0] {
  const shoppersFile = join(bench.folder, 'shoppers.txt');
  const skusFile = join(bench.folder, 'skus.txt');
  writeFileSync(
    shoppersFile,
    bench.shoppers.map(({ token, addressId }) => `${token} ${addressId}`).join('\n'),
  );
  writeFileSync(skusFile, bench.skus.join('\n'));
  runs += 1;
  const env = {
    SHOPPERS_FILE: shoppersFile,
    SKUS_FILE: skusFile,
    HOT_SKU: hot ? bench.skus[0]! : '',
    RUN_ID: `run${runs}`,
  };
  return { url: bench.url, callers, seconds, script: 'place-order', env };
}

await main();
