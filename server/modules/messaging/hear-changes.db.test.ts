import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createTestIdentity,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  type TestIdentity,
} from '../../../test/support/test-identity.ts';
import type { Session } from '../sign-in/index.ts';

const PASSWORD = 'aB3$kL9x mountain';
const CLIENT = '10.9.0.1';
let shop: TestIdentity;
let lastPhone = 13_400_000_000;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());
beforeEach(() => {
  shop.failSending(undefined);
  shop.clock.advance(DAY_MS);
});

const newPhone = (): string => String((lastPhone += 1));
const query = (text: string, values: unknown[] = []) => shop.database.pool.query(text, values);
const noticesTo = (phone: string) =>
  shop.notices.filter((notice) => notice.phone === phone).map(({ notice }) => notice);
const letTheWaitingPass = () => query('update graphile_worker._private_jobs set run_at = now()');
const phonesKept = async (session: Session) =>
  (await query('select from phone_changes where customer_id = $1', [session.customerId])).rowCount;

async function enter(): Promise<{ phone: string; session: Session }> {
  const phone = newPhone();
  return { phone, session: (await shop.enter(phone)).session };
}

async function setPassword(session: Session, password = PASSWORD): Promise<void> {
  const request = { newPassword: { password }, clientAddress: CLIENT, language: 'zh-CN' } as const;
  expect(await shop.waysIn.setPassword(session, request)).toMatchObject({ ok: true });
}

async function changePhone(session: Session, phone = newPhone()): Promise<string> {
  const request = { phone, clientAddress: CLIENT, language: 'zh-CN' } as const;
  expect(await shop.waysIn.requestPhoneChange(session, request)).toMatchObject({ ok: true });
  const { code } = shop.sent.at(-1)!;
  expect(await shop.waysIn.changePhone(session, { ...request, code })).toMatchObject({ ok: true });
  return phone;
}

/** The events that wait to be told, as the queue has them. */
async function waitingEvents(): Promise<Record<string, unknown>[]> {
  const { rows } = await query(`select payload->'events'->0 as event from graphile_worker._private_jobs
    where task_id = (select id from graphile_worker._private_tasks where identifier = 'hear-messaging')`);
  return rows.map(({ event }) => event as Record<string, unknown>);
}

test('a process that ends between a change and its message loses none: another one sends it, once', async () => {
  const { phone, session } = await enter();
  await setPassword(session);
  // Nothing of the process that made the change runs from here on.
  expect(noticesTo(phone)).toEqual([]);
  const another = await shop.another();
  await another.tell();
  expect(noticesTo(phone)).toEqual(['password_changed']);
  await Promise.all([another.tell(), shop.tell()]);
  expect(noticesTo(phone)).toEqual(['password_changed']);
});

test('a change that is not saved is told to nobody', async () => {
  const { phone, session } = await enter();
  expect(await shop.waysIn.removePassword(session, 'zh-CN')).toMatchObject({ ok: true });
  expect(await waitingEvents()).toEqual([]);
  await shop.tell();
  expect(noticesTo(phone)).toEqual([]);
});

test('an event that comes again is told of once, and once is all it takes of the day’s messages', async () => {
  const { phone, session } = await enter();
  await setPassword(session);
  const [event] = await waitingEvents();
  await shop.tell();
  for (let times = 0; times < 6; times += 1) {
    await query(`select graphile_worker.add_job('hear-messaging', $1::json)`, [
      JSON.stringify({ events: [event] }),
    ]);
    await shop.tell();
  }
  for (let n = 0; n < 4; n += 1) await setPassword(session, `${PASSWORD} ${n}`);
  await shop.tell();
  expect(noticesTo(phone)).toEqual(Array.from({ length: 5 }, () => 'password_changed'));
});

test('a message that fails delays no other, and is sent when its channel works again', async () => {
  const [one, other] = [await enter(), await enter()];
  await setPassword(one.session);
  await setPassword(other.session);
  shop.failSending(new Error('the provider is away'), one.phone);
  await shop.tell();
  expect(noticesTo(other.phone)).toEqual(['password_changed']);
  expect(noticesTo(one.phone)).toEqual([]);
  shop.failSending(undefined);
  await letTheWaitingPass();
  await shop.tell();
  expect(noticesTo(one.phone)).toEqual(['password_changed']);
});

test('after the last try each letter is an open case with nothing personal in it, and a person has it told again', async () => {
  const { phone: first, session } = await enter();
  const second = await changePhone(session);
  shop.clock.advance(2 * MINUTE_MS);
  const third = await changePhone(session);
  shop.failSending(new Error('the provider is away'));
  await query('update graphile_worker._private_jobs set attempts = 17');
  await shop.tell();
  expect(await waitingEvents()).toEqual([]);
  const letters = await shop.deadLetters();
  expect(letters).toMatchObject(
    [1, 2].map(() => ({ facts: { listener: 'messaging', event: { type: 'phone_changed' } } })),
  );
  for (const phone of [first, second, third]) expect(JSON.stringify(letters)).not.toContain(phone.slice(-6));

  shop.failSending(undefined);
  shop.clock.advance(2 * DAY_MS);
  for (const letter of letters) expect(await shop.retell(letter)).toBe(true);
  await shop.tell();
  expect([noticesTo(first), noticesTo(second)]).toEqual([['phone_changed'], ['phone_changed']]);
});

test('each phone that is given up is told of the next one, however late, and is forgotten then', async () => {
  const { phone: first, session } = await enter();
  const second = await changePhone(session);
  shop.clock.advance(2 * MINUTE_MS);
  await changePhone(session, first);
  expect(await phonesKept(session)).toBe(2);
  await shop.tell();
  const told = (to: string) => shop.notices.find(({ phone }) => phone === to)!;
  expect(told(first)).toMatchObject({
    notice: 'phone_changed',
    params: { phone: expect.stringContaining(second.slice(-4)) },
  });
  expect(told(second)).toMatchObject({
    notice: 'phone_changed',
    params: { phone: expect.stringContaining(first.slice(-4)) },
  });
  expect(await phonesKept(session)).toBe(0);
});

test('a phone that could not be told for a week is forgotten', async () => {
  const { session } = await enter();
  await changePhone(session);
  shop.clock.advance(6 * DAY_MS);
  await shop.customers.forgetOldPhoneChanges();
  expect(await phonesKept(session)).toBe(1);
  shop.clock.advance(DAY_MS + HOUR_MS);
  await shop.customers.forgetOldPhoneChanges();
  expect(await phonesKept(session)).toBe(0);
  await shop.tell();
});

test('nobody is told of an account that was erased meanwhile', async () => {
  const { phone, session } = await enter();
  await setPassword(session);
  await changePhone(session);
  await query('delete from data_keys where customer_id = $1', [session.customerId]);
  const before = shop.notices.length;
  await shop.tell();
  expect(shop.notices).toHaveLength(before);
  expect(noticesTo(phone)).toEqual([]);
  expect(await waitingEvents()).toEqual([]);
});
