import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { SERVER_COMMAND } from '../bin/server-command.mjs';
import { findFreePort } from '../test/support/find-free-port.ts';
import { newSkus } from '../test/support/new-sku.ts';
import { end, putOrders, say, startProgram, warmUp, withBenchShop, type BenchShop } from './bench-shop.ts';

/** Each is a pair of runs one after the other, so that a machine whose speed drifts does not decide. */
const PAIRS = Number(process.env['BENCH_PAIRS'] ?? 5);
const LISTENING = [...SERVER_COMMAND.slice(0, -1), 'bench/listening-shop.ts'];
const PIECES = 2_000_000_000;
const PRICE = 10_000;

/** Until everybody has been told, so that a run pays for its own events only. */
async function untilTold(pool: pg.Pool): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ waiting: boolean }>(
      `select exists (select from graphile_worker.jobs where task_identifier = 'hear-benchListener') as waiting`,
    );
    if (!rows[0]!.waiting) return;
    await pause(100);
  }
}

async function comparePairs(plain: BenchShop, listening: BenchShop, callers: number): Promise<void> {
  const pool = new pg.Pool(plain.postgres.connection);
  const ratios: number[] = [];
  for (let pair = 1; pair <= PAIRS; pair += 1) {
    const without = await putOrders(plain, callers);
    const heard = await putOrders(listening, callers);
    const waitedFrom = performance.now();
    await untilTold(pool);
    const told = (performance.now() - waitedFrom) / 1000;
    ratios.push(heard.perSecond / without.perSecond);
    say(
      `${callers} callers, pair ${pair}: ${without.perSecond.toFixed(0)} orders a second without a listener, ` +
        `${heard.perSecond.toFixed(0)} with one: ${ratios.at(-1)!.toFixed(2)}; all told ${told.toFixed(1)} s after`,
    );
  }
  await pool.end();
  const middle = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)]!;
  say(`${callers} callers: ${middle.toFixed(2)} in the middle of ${PAIRS} pairs`);
}

/** `npm run bench:listening`: what it costs that somebody hears of every order. */
await withBenchShop(
  async (pool) => (await newSkus(pool, 200, PRICE, PIECES)).map((skuId) => ({ skuId, price: PRICE })),
  async (plain) => {
    const port = String(await findFreePort());
    const listening = { ...plain, url: `http://127.0.0.1:${port}` };
    const program = await startProgram(LISTENING, { ...plain.env, PORT: port }, listening.url);
    try {
      await warmUp(plain);
      await warmUp(listening);
      for (const callers of [64, 256]) await comparePairs(plain, listening, callers);
    } finally {
      await end(program);
    }
  },
);
