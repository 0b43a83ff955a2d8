import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { createTestIdentity, MINUTE_MS, type TestIdentity } from '../../../../test/support/test-identity.ts';
import {
  waitForWaiting as waitUntilWaiting,
  whileHeld as holdWhile,
} from '../../../../test/support/while-held.ts';
import type { Session } from '../index.ts';
import { onOneServer } from '../../../../test/support/on-one-server.ts';

const CLIENT = '10.8.1.1';
const PASSWORD = 'aB3$kL9x mountain';
let shop: TestIdentity;
let lastPhone = 13_700_000_000;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

const newPhone = (): string => String((lastPhone += 1));
const said = (answer: { ok: boolean; error?: { code: string } }): string =>
  answer.ok ? 'done' : answer.error!.code;

async function codeFor(session: Session, phone: string): Promise<string> {
  const request = { phone, clientAddress: CLIENT, language: 'zh-CN' } as const;
  const outcome = await shop.waysIn.requestPhoneChange(session, request);
  if (!outcome.ok) throw new Error(`no code was sent: ${outcome.error.code}`);
  return shop.sent.at(-1)!.code;
}

function change(session: Session, phone: string, code: string) {
  return shop.waysIn.changePhone(session, { phone, code, clientAddress: CLIENT, language: 'zh-CN' });
}

const whileHeld = (lock: string, values: unknown[], work: () => Promise<void>) =>
  holdWhile(shop.database.pool, lock, values, work);
const waitForWaiting = (count: number) => waitUntilWaiting(shop.database.pool, count);

const CUSTOMER = 'select from customers where customer_id = $1 for update';

async function customerOf(phone: string): Promise<string | undefined> {
  const { rows } = await shop.database.pool.query<{ customerId: string }>(
    'select customer_id as "customerId" from customer_phones where phone_hash = $1',
    [shop.sealing.lookUpHash('phone', phone)],
  );
  return rows[0]?.customerId;
}

/** Every account is found by its one phone, and every phone by its one account. */
async function expectPhonesInOrder(): Promise<void> {
  const { rows } = await shop.database.pool.query(
    `select c.customer_id, p.phone_hash from customers c
     full join customer_phones p on p.customer_id = c.customer_id and p.phone_hash = c.phone_hash
     where c.customer_id is null or p.customer_id is null`,
  );
  expect(rows).toEqual([]);
}

onOneServer(
  'of two devices that change the phone of one account at once, the first one wins and signs the other out',
  async () => {
    const old = newPhone();
    const mine = await shop.enter(old);
    shop.clock.advance(MINUTE_MS);
    const other = await shop.enter(old);
    const [first, second] = [newPhone(), newPhone()];
    const codes = [await codeFor(mine.session, first), await codeFor(other.session, second)] as const;
    const running: ReturnType<typeof change>[] = [];
    await whileHeld(CUSTOMER, [mine.session.customerId], async () => {
      running.push(change(mine.session, first, codes[0]));
      await waitForWaiting(1);
      running.push(change(other.session, second, codes[1]));
      await waitForWaiting(2);
    });
    expect((await Promise.all(running)).map(said)).toEqual(['done', 'step_up_required']);
    expect(await customerOf(first)).toBe(mine.session.customerId);
    expect([await customerOf(old), await customerOf(second)]).toEqual([undefined, undefined]);
    await expectPhonesInOrder();
  },
);

onOneServer('two changes from one device end with the later phone alone', async () => {
  const { session } = await shop.enter(newPhone());
  const [first, second] = [newPhone(), newPhone()];
  const codes = [await codeFor(session, first), await codeFor(session, second)] as const;
  const running: ReturnType<typeof change>[] = [];
  await whileHeld(CUSTOMER, [session.customerId], async () => {
    running.push(change(session, first, codes[0]));
    await waitForWaiting(1);
    running.push(change(session, second, codes[1]));
    await waitForWaiting(2);
  });
  expect((await Promise.all(running)).map(said)).toEqual(['done', 'done']);
  expect([await customerOf(first), await customerOf(second)]).toEqual([undefined, session.customerId]);
  // Each phone that was given up was told of the next one.
  await shop.tell();
  expect(shop.notices.slice(-2).map(({ phone }) => phone)).toContain(first);
  await expectPhonesInOrder();
});

onOneServer('of two accounts that want the same phone at once, one gets it', async () => {
  const [a, b] = [await shop.enter(newPhone()), await shop.enter(newPhone())];
  const phone = newPhone();
  const codes = [await codeFor(a.session, phone), await codeFor(b.session, phone)] as const;
  const running: ReturnType<typeof change>[] = [];
  await whileHeld('lock table customer_phones in exclusive mode', [], async () => {
    running.push(change(a.session, phone, codes[0]));
    await waitForWaiting(1);
    running.push(change(b.session, phone, codes[1]));
    await waitForWaiting(2);
  });
  const answers = (await Promise.all(running)).map(said);
  expect([...answers].sort()).toEqual(['done', 'phone_taken']);
  expect(await customerOf(phone)).toBe([a, b][answers.indexOf('done')]!.session.customerId);
  await expectPhonesInOrder();
});

onOneServer(
  'two accounts that swap phones are both refused, and neither waits for the other for good',
  async () => {
    const [left, right] = [newPhone(), newPhone()];
    const [a, b] = [await shop.enter(left), await shop.enter(right)];
    shop.clock.advance(MINUTE_MS);
    const [toRight, toLeft] = [await codeFor(a.session, right), await codeFor(b.session, left)];
    const answers = await Promise.all([change(a.session, right, toRight), change(b.session, left, toLeft)]);
    expect(answers.map(said)).toEqual(['phone_taken', 'phone_taken']);
    await expectPhonesInOrder();
  },
);

onOneServer('whoever is registering with the new phone just now keeps it', async () => {
  const { session } = await shop.enter(newPhone());
  const phone = newPhone();
  const forChange = await codeFor(session, phone);
  const running: Promise<{ ok: boolean }>[] = [];
  // It has claimed the phone and is about to write the customer.
  await whileHeld('lock table data_keys in exclusive mode', [], async () => {
    shop.clock.advance(MINUTE_MS);
    running.push(shop.waysIn.signIn(shop.request(phone, await shop.codeFor(phone))));
    await waitForWaiting(1);
    await shop.database.pool.query(
      'update sign_in_codes set tries_left = 5, code_hash = $2 where phone_hash = $1',
      [
        shop.sealing.lookUpHash('phone', phone),
        shop.sealing.lookUpHash('change-phone-code', `${phone} ${forChange}`),
      ],
    );
    expect(said(await change(session, phone, forChange))).toBe('phone_taken');
  });
  expect((await Promise.all(running)).map(said)).toEqual(['done']);
  expect(await customerOf(phone)).not.toBe(session.customerId);
  await expectPhonesInOrder();
});

onOneServer(
  'a sign-in with a phone that is becoming the account’s waits, and gets into that account',
  async () => {
    const { session } = await shop.enter(newPhone());
    const phone = newPhone();
    const forChange = await codeFor(session, phone);
    const changing: ReturnType<typeof change>[] = [];
    const entering: ReturnType<typeof shop.waysIn.signIn>[] = [];
    // The change has claimed the phone and is about to end the other sessions.
    await whileHeld('lock table sessions in exclusive mode', [], async () => {
      changing.push(change(session, phone, forChange));
      await waitForWaiting(1);
      shop.clock.advance(MINUTE_MS);
      entering.push(shop.waysIn.signIn(shop.request(phone, await shop.codeFor(phone))));
      await waitForWaiting(2);
    });
    expect((await Promise.all(changing)).map(said)).toEqual(['done']);
    expect(await entering[0]).toMatchObject({
      ok: true,
      value: { customer: { id: session.customerId, isNew: false } },
    });
    await expectPhonesInOrder();
  },
);

onOneServer(
  'a sign-in with the old phone that has found the account when it changes becomes somebody new',
  async () => {
    const old = newPhone();
    const { session } = await shop.enter(old);
    const phone = newPhone();
    const forChange = await codeFor(session, phone);
    shop.clock.advance(MINUTE_MS);
    const forSignIn = await shop.codeFor(old);
    const changing: ReturnType<typeof change>[] = [];
    const entering: ReturnType<typeof shop.waysIn.signIn>[] = [];
    await whileHeld(CUSTOMER, [session.customerId], async () => {
      changing.push(change(session, phone, forChange));
      await waitForWaiting(1);
      entering.push(shop.waysIn.signIn(shop.request(old, forSignIn)));
      await waitForWaiting(2);
    });
    expect((await Promise.all(changing)).map(said)).toEqual(['done']);
    const [entered] = await Promise.all(entering);
    expect(entered).toMatchObject({ ok: true, value: { customer: { isNew: true } } });
    expect(await customerOf(old)).not.toBe(session.customerId);
    expect(await customerOf(phone)).toBe(session.customerId);
    // And it has left nothing in the account that it found first.
    expect(await shop.waysIn.sessions(session)).toMatchObject([{ current: true }]);
    await expectPhonesInOrder();
  },
);

onOneServer('a session that the old phone is opening just before the change is ended by it', async () => {
  const old = newPhone();
  const { session } = await shop.enter(old);
  const phone = newPhone();
  const forChange = await codeFor(session, phone);
  shop.clock.advance(MINUTE_MS);
  const forSignIn = await shop.codeFor(old);
  const changing: ReturnType<typeof change>[] = [];
  const entering: ReturnType<typeof shop.waysIn.signIn>[] = [];
  await whileHeld(CUSTOMER, [session.customerId], async () => {
    entering.push(shop.waysIn.signIn(shop.request(old, forSignIn)));
    await waitForWaiting(1);
    changing.push(change(session, phone, forChange));
    await waitForWaiting(2);
  });
  expect((await Promise.all(changing)).map(said)).toEqual(['done']);
  const [entered] = await Promise.all(entering);
  if (!entered!.ok) throw new Error(entered!.error.code);
  expect(entered!.value.customer.id).toBe(session.customerId);
  expect(await shop.waysIn.session(entered!.value.token)).toBeUndefined();
  await expectPhonesInOrder();
});

onOneServer('a password that is being checked at the old phone opens nothing after the change', async () => {
  const old = newPhone();
  const { session } = await shop.enter(old);
  const ask = { clientAddress: CLIENT, language: 'zh-CN' } as const;
  const set = await shop.waysIn.setPassword(session, { ...ask, newPassword: { password: PASSWORD } });
  expect(said(set)).toBe('done');
  const phone = newPhone();
  const forChange = await codeFor(session, phone);
  const running: Promise<{ ok: boolean }>[] = [];
  await whileHeld(CUSTOMER, [session.customerId], async () => {
    running.push(change(session, phone, forChange));
    await waitForWaiting(1);
    const password = { password: PASSWORD };
    running.push(shop.waysIn.signInByPassword({ phone: old, password, clientAddress: CLIENT, device: '' }));
    await waitForWaiting(2);
  });
  expect((await Promise.all(running)).map(said)).toEqual(['done', 'password_wrong']);
  expect(await shop.waysIn.sessions(session)).toMatchObject([{ current: true }]);
});
