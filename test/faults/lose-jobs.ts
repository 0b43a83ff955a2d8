import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { expectBooksToAgree } from '../support/expect-books.ts';
import { newSku } from '../support/new-sku.ts';
import { passTime, runDueJobs } from '../support/pass-time.ts';
import { payWithoutNotification } from '../support/pay-at-bank.ts';
import { playPayment } from '../support/play-payment.ts';
import { newPhone, openPayment, placeOrder, signUp, type Shopper } from '../support/shopper.ts';
import { tellListeners } from '../support/tell-listeners.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../support/test-shop.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Of the jobs that wait after each thing that happens, and later of those that wait at one moment. */
const [LOST_AT_ONCE, LOST_LATER] = [0.7, 0.5];
/** Jobs that stand for no row, so that losing one is losing what it says; see docs/decisions/0049. */
const ARE_THE_ROW = ['hear-messaging'];

type Stage = { readonly shop: TestShop; readonly skuId: string; random(): number };
/** What somebody does, and what must have become of it hours later. */
type Deed = (stage: Stage, person: Shopper) => Promise<() => Promise<void>>;

/**
 * Plays a shop whose jobs are lost at random: after each thing that happens, and for hours afterwards, the clock's own
 * included. Then none is lost any more for some hours, and everything must be done. `seed`: the same number loses the same.
 */
export async function playLosingJobs(seed: number, rounds: number): Promise<void> {
  const shop = await startTestShop({ ROLE: 'web', LOG_LEVEL: 'silent', ...MUCH_UNPAID });
  try {
    const skuId = await newSku(shop.database.pool, 10_000, 1_000);
    const stage: Stage = { shop, skuId, random: randomFrom(seed) };
    const checks: (() => Promise<void>)[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const person = await signUp(shop.url);
      for (const deed of shuffled(DEEDS, stage.random)) {
        checks.push(await deed(stage, person));
        await loseJobs(stage, LOST_AT_ONCE);
        if (stage.random() < 0.4) await runDueJobsAtTimes(stage);
      }
      await passTime(shop, HOUR_MS / 6, () => loseJobs(stage, LOST_LATER));
    }
    await passTime(shop, 3 * HOUR_MS, () => loseJobs(stage, LOST_LATER));
    await passTime(shop, 4 * HOUR_MS);
    for (const check of checks) await check();
    await expectNothingToDo(shop);
    await expectErasures(stage);
  } finally {
    await shop.stop();
  }
}

/** The bank cannot be reached in one of three: then refunds and closings wait for it. */
async function runDueJobsAtTimes({ shop, random }: Stage): Promise<void> {
  if (random() < 1 / 3) await whileTheBankIsAway(shop, () => runDueJobs(shop));
  else await runDueJobs(shop);
}

async function whileTheBankIsAway<T>({ own }: TestShop, act: () => Promise<T>): Promise<T> {
  const { url } = own;
  own.url = 'http://127.0.0.1:9';
  try {
    return await act();
  } finally {
    own.url = url;
  }
}

async function loseJobs({ shop, random }: Stage, share: number): Promise<void> {
  const { pool } = shop.database;
  const { rows } = await pool.query<{ id: string }>(
    `select id from graphile_worker.jobs where locked_at is null and task_identifier <> all($1::text[]) order by id`,
    [ARE_THE_ROW],
  );
  const lost = rows.filter(() => random() < share).map(({ id }) => id);
  await pool.query('delete from graphile_worker._private_jobs where id = any($1::bigint[])', [lost]);
}

const newOrder = async ({ skuId }: Stage, person: Shopper): Promise<string> =>
  (await placeOrder(person, [{ skuId, quantity: 1 }])).body.orderNo;
const newPayment = async (person: Shopper, orderNo: string): Promise<string> =>
  (await openPayment(person, orderNo)).body.paymentNo;

function orderBecomes(
  person: Shopper,
  orderNo: string,
  { state, back = 0 }: { state: string; back?: number },
): () => Promise<void> {
  return async () => {
    const { body } = await person.call('GET', `/orders/${orderNo}`);
    expect({ orderNo, state: body.state, back: body.refundedAmount }).toEqual({
      orderNo,
      state,
      back: back * body.totalAmount,
    });
  };
}

const DEEDS: readonly Deed[] = [
  async function leaveUnpaid(stage, person) {
    const orderNo = await newOrder(stage, person);
    if (stage.random() < 0.5) await newPayment(person, orderNo);
    return orderBecomes(person, orderNo, { state: 'cancelled' });
  },
  async function payOneOfTwo({ shop, ...stage }, person) {
    const orderNo = await newOrder({ shop, ...stage }, person);
    // The first is closed at the bank when the second is opened.
    const [, paid] = [await newPayment(person, orderNo), await newPayment(person, orderNo)] as const;
    if (stage.random() < 0.5) await playPayment(person, paid, 'succeed');
    else await payWithoutNotification(shop.database.pool, paid);
    return orderBecomes(person, orderNo, { state: 'awaiting_shipment' });
  },
  async function payTwice(stage, person) {
    const orderNo = await newOrder(stage, person);
    const payments = [await newPayment(person, orderNo), await newPayment(person, orderNo)];
    for (const paymentNo of payments) await playPayment(person, paymentNo, 'succeed');
    return orderBecomes(person, orderNo, { state: 'awaiting_shipment', back: 1 });
  },
  async function cancelWhatIsPaid(stage, person) {
    const orderNo = await newOrder(stage, person);
    await playPayment(person, await newPayment(person, orderNo), 'succeed');
    await cancel(person, orderNo);
    return orderBecomes(person, orderNo, { state: 'cancelled', back: 1 });
  },
  async function cancelWhileTheBankIsAway(stage, person) {
    const orderNo = await newOrder(stage, person);
    await newPayment(person, orderNo);
    await whileTheBankIsAway(stage.shop, () => cancel(person, orderNo));
    return orderBecomes(person, orderNo, { state: 'cancelled' });
  },
  async function askForAnExport(_stage, person) {
    expect((await person.call('POST', '/privacy/exports')).status).toBe(202);
    return async () => {
      const { items } = (await person.call('GET', '/privacy/exports')).body;
      expect(items.map(({ state }: { state: string }) => state)).toEqual(['ready']);
    };
  },
  async function changeTheAccountOften({ shop }, person) {
    const password = randomUUID();
    for (let times = 0; times < 6; times += 1)
      expect((await person.call('PUT', '/me/password', { body: { password } })).status).toBe(204);
    // Until it is folded, the event is all there is.
    await tellListeners(shop);
    return async () => {
      const sent = await shop.house.demo!.outbox(person.phone);
      expect(sent.map(({ template }) => template)).toContain('more_changes');
    };
  },
  async function changeThePhone({ shop }) {
    const mover = await signUp(shop.url);
    const phone = newPhone();
    expect((await mover.call('POST', '/me/phone/codes', { body: { phone } })).status).toBe(202);
    const [sent] = await shop.house.demo!.outbox(phone);
    const code = sent!.params['code'];
    await tellListeners(shop);
    expect((await mover.call('PUT', '/me/phone', { body: { phone, code } })).status).toBe(200);
    // Of this change there is a row, so its event may be lost too.
    await shop.database.pool.query(
      `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
       where t.id = j.task_id and t.identifier = 'hear-messaging'`,
    );
    return async () => {
      const sent = await shop.house.demo!.outbox(mover.phone);
      expect(sent.map(({ template }) => template)).toContain('phone_changed');
    };
  },
  async function leaveTheShop({ shop }) {
    const leaver = await signUp(shop.url);
    expect((await leaver.call('POST', '/privacy/deletion')).status).toBe(202);
    return async () => undefined;
  },
];

async function cancel(person: Shopper, orderNo: string): Promise<void> {
  expect((await person.call('POST', `/orders/${orderNo}/cancellation`)).status).toBe(200);
}

async function expectNothingToDo({ database: { pool } }: TestShop): Promise<void> {
  const left: Record<string, string> = {
    'open payments': `select payment_no from payments where state = 'pending'`,
    'refunds under way': `select refund_no from refunds where state <> 'completed'`,
    'exports to be made': `select export_id from personal_data_exports where state = 'requested'`,
    'notices to be told': 'select customer_id from folded_notices',
    'old phones to be told': 'select customer_id from phone_changes',
    'open cases': 'select kind, subject, facts from cases where closed_at is null',
  };
  for (const [name, text] of Object.entries(left))
    expect((await pool.query<Record<string, unknown>>(text)).rows, name).toEqual([]);
  await expectBooksToAgree(pool);
}

async function expectErasures(stage: Stage): Promise<void> {
  const { shop } = stage;
  shop.clock.advance(7 * DAY_MS);
  await passTime(shop, 3 * HOUR_MS, () => loseJobs(stage, LOST_LATER));
  await passTime(shop, 2 * HOUR_MS);
  const { rows } = await shop.database.pool.query('select customer_id from account_deletions');
  expect(rows).toEqual([]);
}

/** A generator of numbers from 0 to 1 that begins anew with each seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
