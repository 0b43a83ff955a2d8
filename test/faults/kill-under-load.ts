import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { expect } from 'vitest';
import { expectBooksToAgree } from '../support/expect-books.ts';
import { copyStartedShop } from '../support/filled-shop.ts';
import { findFreePort } from '../support/find-free-port.ts';
import { newSku } from '../support/new-sku.ts';
import { MUCH_UNPAID } from '../support/test-shop.ts';
import { startProgram, type Program } from '../support/run-program.ts';
import { signUp, type Shopper } from '../support/shopper.ts';
import { waitFor } from '../support/wait-for.ts';

export type Victim = 'program' | 'postgres' | 'both';

const CALLERS = 24;
/** Orders answered before the blow falls, so that it falls on a shop at work. */
const ANSWERED_BEFORE = 150;

/** What each caller was answered: the keys with a 201, and the order number it named. */
type Answers = Map<string, string>;

/**
 * Kills the program, its PostgreSQL or both with SIGKILL in the middle of load, again and again, and checks after each
 * restart that every order answered with 201 is there exactly once and that the books agree.
 */
export async function killUnderLoad(
  dataDir: string,
  victims: readonly Victim[],
): Promise<{ orders: number }> {
  const env = { PORT: String(await findFreePort()), DATA_DIR: dataDir, ...MUCH_UNPAID };
  await copyStartedShop(dataDir);
  let program = await startProgram(env);
  const shopper = await signUp(program.url);
  const skuId = await onDatabase(dataDir, (pool) => newSku(pool, 10_000, 10_000_000));
  const answered: Answers = new Map();
  for (const victim of victims) {
    const stop = new AbortController();
    const before = answered.size;
    const load = Promise.allSettled(
      Array.from({ length: CALLERS }, () => keepOrdering(program.url, shopper, skuId, answered, stop.signal)),
    );
    await waitFor('orders under load', () => answered.size >= before + ANSWERED_BEFORE, 30_000);
    program = await strike(victim, program, dataDir, env);
    stop.abort();
    const faults = (await load).flatMap((outcome) =>
      outcome.status === 'rejected' ? [String(outcome.reason)] : [],
    );
    expect(faults, program.output().slice(-4_000)).toEqual([]);
    await checkOrders(program, dataDir, shopper, answered);
  }
  expect(await program.kill('SIGTERM')).toBe(0);
  return { orders: answered.size };
}

async function strike(
  victim: Victim,
  program: Program,
  dataDir: string,
  env: Record<string, string>,
): Promise<Program> {
  const killed = postmasterPid(dataDir);
  if (victim !== 'program') process.kill(killed, 'SIGKILL');
  if (victim !== 'postgres') {
    await program.kill('SIGKILL');
    return startProgram(env);
  }
  // The program brings its database back by itself: another process, and ready.
  await waitFor('another database server', () => postmasterPid(dataDir) !== killed, 60_000);
  await waitFor('the shop to be ready', () => isReady(program), 60_000);
  return program;
}

function isReady(program: Program): Promise<boolean> {
  return fetch(`${program.url}/readyz`).then(
    (response) => response.ok,
    () => false,
  );
}

/** 0 while there is none. */
function postmasterPid(dataDir: string): number {
  const file = join(dataDir, 'postgres/cluster/postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
}

/** Orders one after the other; a call that gets no answer is repeated under the same key, as a good caller does. */
async function keepOrdering(
  url: string,
  shopper: Shopper,
  skuId: string,
  answered: Answers,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    const key = randomUUID();
    while (!stop.aborted) {
      const orderNo = await order(url, shopper, skuId, key);
      if (orderNo !== undefined) {
        answered.set(key, orderNo);
        break;
      }
      await new Promise(setImmediate);
    }
  }
}

async function order(url: string, shopper: Shopper, skuId: string, key: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${url}/api/v1/orders`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${shopper.token}`,
        'idempotency-key': key,
      },
      body: JSON.stringify({
        lines: [{ skuId, quantity: 1 }],
        addressId: shopper.addressId,
        expectedTotalAmount: 10_000,
      }),
    });
    const body = (await answer.json()) as { orderNo?: string };
    if (answer.status === 201) return body.orderNo;
    if (answer.status !== 503)
      throw new Error(`an order under load was answered ${answer.status}: ${JSON.stringify(body)}`);
    return undefined;
  } catch (error) {
    // The line broke: whether the order was placed is not known, so the caller repeats it.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

async function onDatabase<T>(dataDir: string, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const password = readFileSync(join(dataDir, 'keys/postgres-password'), 'utf8').trim();
  const pid = readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n');
  const pool = new pg.Pool({
    host: pid[4]!,
    port: Number(pid[3]),
    user: 'ks_order',
    password,
    database: 'ks_order',
    max: 2,
  });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

async function checkOrders(
  program: Program,
  dataDir: string,
  shopper: Shopper,
  answered: Answers,
): Promise<void> {
  expect(await isReady(program)).toBe(true);
  await onDatabase(dataDir, async (pool) => {
    const { rows } = await pool.query<{ order_no: string; idempotency_key: string }>(
      'select order_no, idempotency_key from orders where customer_id = $1',
      [shopper.customerId],
    );
    const placed = new Map(rows.map((row) => [row.idempotency_key, row.order_no]));
    expect(placed.size).toBe(rows.length);
    const lost = [...answered].filter(([key, orderNo]) => placed.get(key) !== orderNo);
    expect(lost).toEqual([]);
    await expectBooksToAgree(pool);
  });
}
