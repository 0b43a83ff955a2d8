import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { SkuId } from '../server/kernel/ids.ts';
import { readConfig } from '../server/platform/config.ts';
import { connectionUrl, type EmbeddedPostgres } from '../server/platform/embedded-postgres.ts';
import { forgetPgVariables } from '../server/platform/pg-environment.ts';
import { SERVER_COMMAND } from '../bin/server-command.mjs';
import { startShop } from '../server/start-shop.ts';
import { findFreePort } from '../test/support/find-free-port.ts';
import { seedShoppers, type SeededShopper } from '../test/support/seed-shoppers.ts';
import { MUCH_UNPAID } from '../test/support/test-shop.ts';
import { putLoad, type Figures, type Run } from './load.ts';
import { openSuperuser, startWithSuperuser } from './make-superuser.ts';

/**
 * So many that each has few orders unpaid, as the limits of a real shop have it: they are counted with every order. Fewer than
 * the codes an hour that strangers are sent without a puzzle.
 */
export const SHOPPERS = 4_500;
export const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10);
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A database and the program on it in production mode, with customers that are signed in and have an address. */
export type BenchShop = {
  readonly url: string;
  readonly folder: string;
  readonly postgres: EmbeddedPostgres;
  readonly shoppers: readonly SeededShopper[];
  readonly skus: readonly SkuToOrder[];
  /** Of the program, for one more beside it. */
  readonly env: Readonly<Record<string, string>>;
};

/** `price` in fen, at least what makes freight free, so that the total of an order is the sum of its prices. */
export type SkuToOrder = { readonly skuId: SkuId; readonly price: number };

export function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

/** Builds a database, fills it by `prepare` (which answers the SKUs to order), and runs the program while `work` measures. */
export async function withBenchShop<T>(
  prepare: (pool: pg.Pool, superuser: pg.Pool) => Promise<readonly SkuToOrder[]>,
  work: (bench: BenchShop) => Promise<T>,
): Promise<T> {
  forgetPgVariables(process.env);
  const folder = mkdtempSync(join(tmpdir(), 'ks-bench-'));
  // Where root runs this, PostgreSQL runs as another user, who must get through.
  chmodSync(folder, 0o711);
  mkdirSync(join(folder, 'database'), { mode: 0o711 });
  const quiet = {
    info: () => undefined,
    warn: () => undefined,
    error: (message: unknown) => console.error(message),
  };
  const postgres = await startWithSuperuser({
    // pgbench opens a connection for each caller, besides those of the program.
    settings: { max_connections: '120' },
    dataDir: join(folder, 'database'),
    log: quiet,
    onProgress: say,
  });
  let program: ChildProcess | undefined;
  try {
    const env = await settings(folder, postgres);
    const shoppers = await seed(env);
    const skus = await fill(postgres, prepare);
    const url = `http://127.0.0.1:${env['PORT']}`;
    program = await startProgram(SERVER_COMMAND, env, url);
    return await work({ url, folder, postgres, shoppers, skus, env });
  } finally {
    if (program !== undefined) await end(program);
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(
  postgres: EmbeddedPostgres,
  prepare: Parameters<typeof withBenchShop>[0],
): Promise<readonly SkuToOrder[]> {
  const pool = new pg.Pool(postgres.connection);
  const superuser = openSuperuser(postgres);
  try {
    const skus = await prepare(pool, superuser);
    await pool.query('analyze');
    return skus;
  } finally {
    await Promise.all([pool.end(), superuser.end()]);
  }
}

async function settings(folder: string, postgres: EmbeddedPostgres): Promise<Record<string, string>> {
  return {
    PORT: String(await findFreePort()),
    DATA_DIR: join(folder, 'shop'),
    DATABASE_URL: connectionUrl(postgres.connection),
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'error',
    ORDER_PAYMENT_MINUTES: '600',
    // Nobody pays here, so what is unpaid is counted as in any shop, and refused nowhere.
    ...MUCH_UNPAID,
    NODE_ENV: 'production',
  };
}

async function seed(env: Record<string, string>): Promise<SeededShopper[]> {
  const shop = await startShop(readConfig(env), {
    onProgress: say,
    onFailed: (error) => console.error(error),
    pages: false,
  });
  const shoppers = await seedShoppers(shop.made.house, SHOPPERS);
  await shop.stop();
  return shoppers;
}

/** Runs a program of this checkout until it is ready. `command`: what comes after the name of Node. */
export async function startProgram(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  url: string,
): Promise<ChildProcess> {
  const program = spawn(process.execPath, command, {
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

export function end(program: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    program.once('exit', () => resolve());
    program.kill('SIGTERM');
  });
}

let runs = 0;

export type Placing = {
  /** One SKU alone: the first, or the one of this number from 1 on. */
  readonly hot?: boolean | number;
  readonly seconds?: number;
  /** What the customer's best coupon or a campaign takes off each order, in fen. */
  readonly off?: number;
  readonly withoutCoupons?: boolean;
};

/** Orders of two SKUs at random, or of one hot SKU. */
export function placing(
  bench: BenchShop,
  callers: number,
  { hot = false, seconds = SECONDS, off = 0, withoutCoupons = false }: Placing = {},
): Run {
  const shoppersFile = join(bench.folder, 'shoppers.txt');
  const skusFile = join(bench.folder, 'skus.txt');
  writeFileSync(
    shoppersFile,
    bench.shoppers.map(({ token, addressId }) => `${token} ${addressId}`).join('\n'),
  );
  writeFileSync(skusFile, bench.skus.map(({ skuId, price }) => `${skuId} ${price}`).join('\n'));
  runs += 1;
  const env = {
    SHOPPERS_FILE: shoppersFile,
    SKUS_FILE: skusFile,
    HOT_SKU: hot === false ? '' : String(Number(hot)),
    OFF: String(off),
    WITHOUT_COUPONS: withoutCoupons ? 'yes' : '',
    RUN_ID: `run${runs}`,
  };
  return { url: bench.url, callers, seconds, script: 'place-order', env };
}

/**
 * Has orders placed, after all that was placed before is paid for: a customer of a shop has a few unpaid at most, and they are
 * counted with each order.
 */
export async function putOrders(bench: BenchShop, callers: number, options: Placing = {}): Promise<Figures> {
  const client = new pg.Client(bench.postgres.connection);
  await client.connect();
  await client.query(
    `update orders set state = 'awaiting_shipment', paid_fen = total_fen, unpaid_device = null, unpaid_network = null
     where state = 'awaiting_payment'`,
  );
  await client.query('vacuum analyze orders');
  await client.end();
  return putLoad(placing(bench, callers, options));
}

/** What is compiled and cached on first use is, before anything is measured. */
export async function warmUp(bench: BenchShop): Promise<void> {
  await putOrders(bench, 64, { seconds: 3 });
}

/** Gets of paths at random; each is `path`, or `path token` for a signed-in caller. */
export function reading(bench: BenchShop, paths: readonly string[], callers = 32): Run {
  const file = join(bench.folder, 'paths.txt');
  writeFileSync(file, paths.join('\n'));
  return { url: bench.url, callers, seconds: SECONDS, script: 'get', env: { PATHS_FILE: file } };
}

/** `path token` of orders that the bench has placed, newest first. */
export async function orderPaths(pool: pg.Pool, bench: BenchShop): Promise<string[]> {
  const tokens = new Map(bench.shoppers.map((shopper) => [shopper.customerId as string, shopper.token]));
  const { rows } = await pool.query<{ customer_id: string; order_no: string }>(
    `select customer_id, order_no from orders where customer_id = any($1::text[])
     order by order_no desc limit 2000`,
    [[...tokens.keys()]],
  );
  return rows.map((row) => `/api/v1/orders/${row.order_no} ${tokens.get(row.customer_id)}`);
}
