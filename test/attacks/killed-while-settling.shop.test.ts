import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectBooksToAgree } from '../support/expect-books.ts';
import { createFilledDatabase } from '../support/filled-shop.ts';
import { findFreePort } from '../support/find-free-port.ts';
import { newSku } from '../support/new-sku.ts';
import { bankState, payWithoutNotification } from '../support/pay-at-bank.ts';
import { startProgram, type Program } from '../support/run-program.ts';
import { openPayment, placeOrder, signUp } from '../support/shopper.ts';
import type { TestDatabase } from '../support/test-database.ts';
import { waitFor } from '../support/wait-for.ts';

// Two processes judge unpaid orders with open payments, and one is killed between the gateway's word and its own.

let folder: string;
let database: TestDatabase;
const programs: Program[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ks-order-killed-'));
  database = await createFilledDatabase();
});
afterAll(async () => {
  for (const program of programs) await program.kill('SIGTERM');
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** A process that runs jobs and has no pages; its API is the whole one. */
async function startWorker(): Promise<Program> {
  const program = await startProgram({
    ROLE: 'worker',
    PORT: String(await findFreePort()),
    DATA_DIR: folder,
    DATABASE_URL: database.url,
  });
  programs.push(program);
  return program;
}

const stateOf = async (orderNo: string): Promise<string> =>
  (await database.pool.query<{ state: string }>('select state from orders where order_no = $1', [orderNo]))
    .rows[0]!.state;

test('killed between closing a payment and writing it down, the others end what was begun, once', async () => {
  const victim = await startWorker();
  const shopper = await signUp(victim.url);
  const skuId = await newSku(database.pool, 10_000, 100);
  const orders: { orderNo: string; paymentNo: string }[] = [];
  for (let index = 0; index < 6; index += 1) {
    const order = await placeOrder(shopper, [{ skuId, quantity: 1 }]);
    const payment = await openPayment(shopper, order.body.orderNo);
    expect(payment.status).toBe(201);
    orders.push({ orderNo: order.body.orderNo, paymentNo: payment.body.paymentNo });
  }
  const [unpaid, paid] = [orders.slice(0, 3), orders.slice(3)];
  for (const { paymentNo } of paid) await payWithoutNotification(database.pool, paymentNo);

  // What the gateway says cannot be written down yet: the rows of the payments are held.
  const lock = await database.pool.connect();
  await database.pool.query(`update orders set pay_before = now() - interval '1 second'`);
  await lock.query('begin');
  await lock.query('select from payments for update');
  await database.pool.query(`select graphile_worker.add_job('expire-unpaid-orders')`);
  for (const { paymentNo } of unpaid)
    await waitFor(
      'the payment to be closed at the bank',
      async () => (await bankState(database.pool, paymentNo)) === 'closed',
      30_000,
    );
  await victim.kill('SIGKILL');
  await lock.query('commit');
  lock.release();
  for (const { orderNo } of orders) expect(await stateOf(orderNo)).toBe('awaiting_payment');

  // Whoever was killed still holds its jobs for hours; these are the ones that the clock starts.
  await Promise.all([startWorker(), startWorker()]);
  await database.pool.query(
    `select graphile_worker.add_job('settle-unpaid-orders') from generate_series(1, 2)`,
  );
  for (const { orderNo } of unpaid)
    await waitFor('the order to be cancelled', async () => (await stateOf(orderNo)) === 'cancelled', 30_000);
  for (const { orderNo } of paid)
    await waitFor(
      'the order to be paid',
      async () => (await stateOf(orderNo)) === 'awaiting_shipment',
      30_000,
    );
  const { rows } = await database.pool.query<{ type: string; count: number }>(
    `select type, count(*)::int as count from order_events where type <> 'placed' group by type order by type`,
  );
  expect(rows).toEqual([
    { type: 'paid', count: 3 },
    { type: 'payment_time_over', count: 3 },
  ]);
  await expectBooksToAgree(database.pool);
}, 180_000);
