import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestIdentity, HOUR_MS, type TestIdentity } from '../../../../test/support/test-identity.ts';
import { newDeviceMark } from '../../../kernel/device-mark.ts';
import { keepBudgets } from '../../../platform/budgets/keep-budgets.ts';
import { makeAttemptLimits } from '../../../platform/budgets/limit-attempts.ts';
import type { WaysIn } from '../ways-in.ts';

let shop: TestIdentity;
/** Two processes on one database. */
let processes: readonly [WaysIn, WaysIn];
let lastPhone = 13_500_000_000;
const newPhone = (): string => String((lastPhone += 1));

beforeAll(async () => {
  shop = await createTestIdentity();
  processes = [shop.waysIn, (await shop.another()).waysIn];
});
afterAll(() => shop.stop());
beforeEach(() => shop.clock.advance(2 * HOUR_MS));

const requestCode = (process: WaysIn, deviceMark: ReturnType<typeof newDeviceMark>, clientAddress: string) =>
  process.requestCode({ phone: newPhone(), purpose: 'sign-in', clientAddress, deviceMark });
/** Of a device that keeps no mark, as the API sees it: another one each time. */
const requestWithoutMark = (process: WaysIn, clientAddress: string) =>
  process.requestCode({
    phone: newPhone(),
    purpose: 'sign-in',
    clientAddress,
    deviceMark: newDeviceMark(),
    isMarkNew: true,
  });
const said = (answer: { ok: boolean; error?: { code: string } }): string =>
  answer.ok ? 'done' : answer.error!.code;

test('a device gets twenty codes an hour, from whatever address and process, and others there still get theirs', async () => {
  const mark = newDeviceMark();
  const codes = await Promise.all(
    Array.from({ length: 30 }, (_, n) => requestCode(processes[n % 2]!, mark, `10.20.0.${n}`)),
  );
  expect(codes.filter(({ ok }) => ok)).toHaveLength(20);
  for (const process of processes)
    expect(await requestCode(process, mark, '10.20.1.1')).toEqual({
      ok: false,
      error: { code: 'too_many_codes', retryAfterSeconds: 3600, limitOf: 'caller' },
    });
  expect(await requestCode(processes[0], newDeviceMark(), '10.20.1.1')).toMatchObject({ ok: true });
  shop.clock.advance(HOUR_MS);
  expect(await requestCode(processes[1], mark, '10.20.1.1')).toMatchObject({ ok: true });
});

test('a device that goes on over its limit uses up nothing of what its address has for others', async () => {
  const clientAddress = '10.21.0.1';
  const mark = newDeviceMark();
  for (let n = 0; n < 300; n += 1) await requestCode(processes[n % 2]!, mark, clientAddress);
  for (let n = 0; n < 80; n += 1)
    expect(await requestCode(processes[0], newDeviceMark(), clientAddress)).toMatchObject({ ok: true });
});

test('a mark that is new each time, or never kept, escapes to the limit of the address, and no further', async () => {
  const outcomes = [];
  for (let n = 0; n < 51; n += 1) {
    outcomes.push(said(await requestCode(processes[n % 2]!, newDeviceMark(), '10.22.0.1')));
    outcomes.push(said(await requestWithoutMark(processes[n % 2]!, '10.22.0.1')));
  }
  expect(outcomes).toEqual([...Array<string>(100).fill('done'), 'work_required', 'work_required']);
});

test('sixty wrong codes an hour for a device; another one on the same address is let in', async () => {
  const clientAddress = '10.23.0.1';
  const mark = newDeviceMark();
  // Codes that this device never asked for: it guesses at nothing, and is told so until it goes on for too long.
  const tryOne = (process: WaysIn) =>
    process.signIn(shop.request(newPhone(), '000000', { clientAddress, deviceMark: mark }));
  for (let n = 0; n < 60; n += 1)
    expect(await tryOne(processes[n % 2]!)).toEqual({ ok: false, error: { code: 'code_expired' } });
  for (const process of processes)
    expect(await tryOne(process)).toEqual({
      ok: false,
      error: { code: 'too_many_tries', retryAfterSeconds: 3600, limitOf: 'caller' },
    });
  const phone = newPhone();
  const who = { clientAddress, deviceMark: newDeviceMark() };
  expect(await processes[1].signIn(shop.request(phone, await shop.codeFor(phone, who)))).toMatchObject({
    ok: true,
  });
  // And so is the first one, by a code of its own.
  const own = newPhone();
  const code = await shop.codeFor(own, { clientAddress, deviceMark: mark });
  expect(await processes[0].signIn(shop.request(own, code))).toMatchObject({ ok: true });
});

test('forty passwords an hour for a device, from whatever address', async () => {
  const deviceMark = newDeviceMark();
  const tryPassword = (n: number, mark = deviceMark) =>
    processes[n % 2]!.signInByPassword({
      phone: newPhone(),
      password: { password: 'wrong' },
      clientAddress: `10.24.0.${n}`,
      device: '',
      deviceMark: mark,
    });
  for (let n = 0; n < 40; n += 1)
    expect(await tryPassword(n)).toEqual({ ok: false, error: { code: 'password_wrong' } });
  for (const n of [40, 41])
    expect(await tryPassword(n)).toMatchObject({
      ok: false,
      error: { code: 'too_many_tries', instead: 'code' },
    });
  expect(await tryPassword(41, newDeviceMark())).toEqual({ ok: false, error: { code: 'password_wrong' } });
});

test('an address and a device are counted side by side, and a refusal of one is not counted for the other', async () => {
  const { database, sealing, clock } = shop;
  const limits = makeAttemptLimits({ sealing, budgets: keepBudgets({ database: database.pool, clock }) });
  const deviceMark = newDeviceMark();
  const take = (clientAddress: string) =>
    limits.takeFrom('something', { clientAddress, deviceMark }, { perAddress: 3, perDevice: 2 });
  expect([await take('10.25.0.1'), await take('10.25.0.1'), await take('10.25.0.1')]).toEqual([0, 0, 3600]);
  expect(await take('10.25.0.2')).toBe(3600);
  const { rows } = await database.pool.query('select count from attempt_counters where subject = $1', [
    sealing.lookUpHash('something-from-address', '10.25.0.2'),
  ]);
  expect(rows).toEqual([]);
});

test('neighbours have ten times as much together as one of them alone', async () => {
  const { database, sealing, clock } = shop;
  const limits = makeAttemptLimits({ sealing, budgets: keepBudgets({ database: database.pool, clock }) });
  const take = (n: number) =>
    limits.takeFrom('something', { clientAddress: `2001:db8:7:${n}::1` }, { perAddress: 3, perDevice: 2 });
  const waits = [];
  for (let n = 0; n < 31; n += 1) waits.push(await take(n));
  expect(waits).toEqual([...Array<number>(30).fill(0), 3600]);
});
