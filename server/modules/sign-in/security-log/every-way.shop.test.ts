import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newPhone } from '../../../../test/support/shopper.ts';
import { startWaysIn, type WaysIn } from '../../../../test/support/ways-in.ts';

type Row = {
  event: string;
  way: string | null;
  reason: string | null;
  customer_id: string | null;
  session_id: string | null;
};
let ways: WaysIn;
let whose: string;

async function records(): Promise<Row[]> {
  await ways.shop.drain();
  const { rows } = await ways.shop.database.pool.query<Row>(
    `select event, way, reason, customer_id, session_id, address_hash is not null as "hasAddress"
     from security_log order by record_id`,
  );
  return rows;
}
const empty = () => ways.shop.database.pool.query('delete from security_log');

beforeAll(async () => {
  ways = await startWaysIn(newPhone());
  whose = (await ways.first.call('GET', '/me')).body['id'] as string;
}, 120_000);
afterAll(() => ways.shop.stop());
beforeEach(async () => {
  await ways.shop.drain();
  ways.shop.clock.advance(2 * 60_000);
});

test('setting up each way in is written down, under whose session it was', async () => {
  const changes = (await records()).filter(({ event }) => !['code_sent', 'signed_in'].includes(event));
  expect(changes).toMatchObject(
    [
      { event: 'passkey_added', way: 'passkey' },
      { event: 'password_set', way: 'password' },
      { event: 'login_linked', way: 'wechat' },
    ].map((change) => ({ ...change, customer_id: whose, session_id: expect.any(String), reason: null })),
  );
});

test.each(['code', 'password', 'passkey', 'wechat'] as const)(
  'a sign-in by %s is written down as such',
  async (way) => {
    await empty();
    await ways.by[way](ways.newBrowser());
    const signedIn = (await records()).filter(({ event }) => event !== 'code_sent');
    expect(signedIn).toMatchObject([{ event: 'signed_in', way, customer_id: whose, hasAddress: true }]);
  },
);

test('a phone that was proved for a link is a sign-in by code and a link of that provider', async () => {
  await empty();
  await ways.by.link(ways.newBrowser());
  const session = { customer_id: whose, session_id: expect.any(String) };
  // Before it, what was linked is unlinked in another browser.
  expect((await records()).slice(-3)).toMatchObject([
    { event: 'code_sent' },
    { event: 'signed_in', way: 'code', ...session },
    { event: 'login_linked', way: 'qq', ...session },
  ]);
});

test.each([
  ['password', 'password_wrong'],
  ['passkey', 'passkey_unknown'],
  ['wechat', 'login_state_unknown'],
] as const)('a sign-in by %s that was refused is written down with its reason', async (way, reason) => {
  await empty();
  await ways.wrongly[way](ways.newBrowser());
  expect(await records()).toMatchObject([
    { event: 'signed_in_refused', way, reason, customer_id: null, hasAddress: true },
  ]);
});

test('callbacks that nobody began are noted once a minute, however often they come', async () => {
  await empty();
  for (let n = 0; n < 5; n += 1) await ways.wrongly.wechat(ways.newBrowser());
  expect((await records()).length).toBeLessThanOrEqual(1);
});

test('taking ways in away is written down, and that it was refused without a proof', async () => {
  const browser = ways.newBrowser();
  await ways.by.password(browser);
  await empty();
  const { body } = await browser.call('GET', '/me/passkeys');
  const passkey = `/me/passkeys/${(body['items'] as { id: string }[])[0]!.id}`;
  expect((await browser.call('DELETE', passkey)).status).toBe(403);
  expect((await browser.call('DELETE', '/me/password')).status).toBe(403);
  expect((await browser.call('DELETE', '/me/logins/wechat')).status).toBe(403);
  await ways.by.code(ways.first);
  expect((await ways.first.call('DELETE', passkey)).status).toBe(204);
  expect((await ways.first.call('DELETE', passkey)).status).toBe(404);
  expect((await ways.first.call('DELETE', '/me/password')).status).toBe(204);
  expect((await ways.first.call('DELETE', '/me/logins/wechat')).status).toBe(204);
  const changes = (await records()).filter(({ event }) => !['code_sent', 'signed_in'].includes(event));
  const reason = 'step_up_required';
  expect(changes).toMatchObject([
    { event: 'passkey_removed_refused', way: 'passkey', reason, customer_id: whose },
    { event: 'password_removed_refused', way: 'password', reason },
    { event: 'login_unlinked_refused', way: 'wechat', reason },
    { event: 'passkey_removed', way: 'passkey', customer_id: whose },
    { event: 'password_removed', way: 'password' },
    { event: 'login_unlinked', way: 'wechat' },
  ]);
});
