import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustOpenSession } from '../../../../test/support/must-open-session.ts';
import { createTestIdentity, MINUTE_MS, type TestIdentity } from '../../../../test/support/test-identity.ts';
import type { Session } from '../index.ts';

let shop: TestIdentity;
let lastPhone = 13_900_000_100;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());

const deps = () => ({ ...shop, database: shop.database.pool });
const ask = { clientAddress: '10.9.0.1' };
const newPhone = (): string => String((lastPhone += 1));

/** A session that needs a proof: opened by a password. */
async function unproved(): Promise<{ session: Session; phone: string }> {
  const phone = newPhone();
  const { customer } = await shop.enter(phone);
  shop.clock.advance(2 * MINUTE_MS);
  const device = 'Mozilla/5.0 (iPhone) Version/26.0 Safari/604.1';
  const opened = await mustOpenSession(deps(), {
    customerId: customer.id,
    way: 'password',
    device,
    clientAddress: '',
  });
  expect(opened).toMatchObject({ customer: { ...customer, isNew: false } });
  return { session: (await shop.waysIn.session(opened.token))!, phone };
}

async function sendCode(session: Session): Promise<string> {
  expect(await shop.waysIn.requestProofCode(session, ask)).toMatchObject({ ok: true });
  return shop.sent.at(-1)!.code;
}

async function differentFrom(code: string, session: Session): Promise<string> {
  const next = await sendCode(session);
  if (next !== code) return next;
  shop.clock.advance(MINUTE_MS);
  return differentFrom(code, session);
}

test('a sign-in by code proves who is there, for ten minutes', async () => {
  const { session } = await shop.enter(newPhone());
  expect(await shop.waysIn.isProved(session, 'erase_account')).toBe(true);
  shop.clock.advance(10 * MINUTE_MS);
  expect(await shop.waysIn.isProved(session, 'erase_account')).toBe(true);
  shop.clock.advance(1);
  expect(await shop.waysIn.isProved(session, 'erase_account')).toBe(false);
});

test('a code sent to the own phone proves it for this session alone', async () => {
  const { session, phone } = await unproved();
  expect(await shop.waysIn.isProved(session, 'erase_account')).toBe(false);
  const code = await sendCode(session);
  expect(shop.sent.at(-1)).toMatchObject({ phone, purpose: 'step-up' });
  expect(
    await shop.waysIn.proveByCode(session, ` ${code.slice(0, 3)} ${code.slice(3)}`, {
      clientAddress: '10.9.0.1',
    }),
  ).toEqual({
    ok: true,
    value: null,
  });
  expect(await shop.waysIn.isProved(session, 'erase_account')).toBe(true);
  shop.clock.advance(MINUTE_MS);
  const other = await mustOpenSession(deps(), {
    customerId: session.customerId,
    way: 'wechat',
    device: '',
    clientAddress: '',
  });
  expect(await shop.waysIn.isProved((await shop.waysIn.session(other.token))!, 'erase_account')).toBe(false);
  expect(await shop.waysIn.sessions(session)).toMatchObject([
    { way: 'wechat', device: 'Unknown' },
    { way: 'password', device: 'Safari · iPhone', current: true },
    { way: 'code' },
  ]);
});

test('a code for signing in proves nothing here, nor the other way round', async () => {
  const { session, phone } = await unproved();
  const forSignIn = await shop.codeFor(phone);
  expect(await shop.waysIn.proveByCode(session, forSignIn, { clientAddress: '10.9.0.2' })).toEqual({
    ok: false,
    error: { code: 'code_expired' },
  });
  const forProof = await differentFrom(forSignIn, session);
  expect(await shop.waysIn.proveByCode(session, forSignIn, { clientAddress: '10.9.0.2' })).toEqual({
    ok: false,
    error: { code: 'code_wrong', triesLeft: 4 },
  });
  expect(await shop.waysIn.signIn(shop.request(phone, forProof))).toMatchObject({
    ok: false,
    error: { code: 'code_wrong', triesLeft: 4 },
  });
  // Neither has used up the other.
  expect(await shop.waysIn.signIn(shop.request(phone, forSignIn))).toMatchObject({ ok: true });
  expect(await shop.waysIn.proveByCode(session, forProof, ask)).toMatchObject({ ok: true });
});

test('a code proves once, and another customer’s proves nothing', async () => {
  const mine = await unproved();
  const theirs = await unproved();
  const code = await sendCode(theirs.session);
  expect(await shop.waysIn.proveByCode(mine.session, code, { clientAddress: '10.9.0.3' })).toEqual({
    ok: false,
    error: { code: 'code_expired' },
  });
  expect(await shop.waysIn.proveByCode(theirs.session, code, { clientAddress: '10.9.0.3' })).toMatchObject({
    ok: true,
  });
  expect(await shop.waysIn.proveByCode(theirs.session, code, { clientAddress: '10.9.0.3' })).toMatchObject({
    error: { code: 'code_expired' },
  });
  expect(await shop.waysIn.isProved(mine.session, 'erase_account')).toBe(false);
});

test('opening a session for nobody fails', async () => {
  const nobody = {
    customerId: '000000000000' as Session['customerId'],
    way: 'password',
    device: '',
    clientAddress: '',
  } as const;
  await expect(mustOpenSession(deps(), nobody)).rejects.toThrow('nobody');
});
