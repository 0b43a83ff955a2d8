import { afterAll, beforeAll, expect, test } from 'vitest';
import { signUp, type Shopper } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';

let shop: TestShop;
let shopper: Shopper;
beforeAll(async () => {
  shop = await startTestShop();
  shopper = await signUp(shop.url);
}, 120_000);
afterAll(() => shop.stop());

type Item = { purpose: string; isNeeded: boolean; isGiven: boolean };
const consents = async () => (await shopper.call('GET', '/me/consents')).body;
const item = (body: { items: Item[] }, purpose: string): Item =>
  body.items.find((one) => one.purpose === purpose)!;

test('signing in gives what is needed and nothing else', async () => {
  const { isCurrent, items } = await consents();
  expect(isCurrent).toBe(true);
  expect(items.filter((one: Item) => one.isGiven).map((one: Item) => one.purpose)).toEqual([
    'terms',
    'privacy',
  ]);
});

test('a consent that is given, withdrawn and given again leaves a row each time, with time and way', async () => {
  const { version } = await consents();
  const give = () => shopper.call('PUT', '/me/consents/marketing', { body: { version } });
  const withdraw = () => shopper.call('DELETE', '/me/consents/marketing');
  // At once and twice: still one consent.
  expect((await Promise.all([give(), give(), give()])).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(item(await consents(), 'marketing')).toMatchObject({ isGiven: true, version, way: 'api' });
  expect(item((await withdraw()).body, 'marketing')).toMatchObject({
    isGiven: false,
    withdrawnAt: expect.any(String),
  });
  await withdraw();
  await give();
  const { rows } = await shop.database.pool.query(
    `select way, withdrawn_way, withdrawn_at is null as stands from consents
     where customer_id = $1 and purpose = 'marketing' order by given_at`,
    [shopper.customerId],
  );
  expect(rows).toEqual([
    { way: 'api', withdrawn_way: 'api', stands: false },
    { way: 'api', withdrawn_way: null, stands: true },
  ]);
});

test('what no account can be without is not withdrawn by itself, and another version is not agreed to', async () => {
  for (const purpose of ['terms', 'privacy'])
    expect(await shopper.call('DELETE', `/me/consents/${purpose}`)).toMatchObject({
      status: 409,
      body: { code: 'consent_needed' },
    });
  const old = await shopper.call('PUT', '/me/consents/marketing', { body: { version: '2020-01-01' } });
  expect(old).toMatchObject({ status: 422, body: { code: 'consent_required' } });
  const unknown = await shopper.call('PUT', '/me/consents/anything', { body: { version: '2020-01-01' } });
  expect(unknown).toMatchObject({ status: 400, body: { code: 'malformed' } });
});

test('a customer who agreed to an older version is asked again, by saying so in the answer', async () => {
  await shop.database.pool.query(
    `update consents set version = '2026-11-01' where customer_id = $1 and purpose = 'privacy'`,
    [shopper.customerId],
  );
  const { version, isCurrent } = await consents();
  expect(isCurrent).toBe(false);
  expect((await shopper.call('GET', '/me')).status).toBe(200);
  await shopper.call('PUT', '/me/consents/privacy', { body: { version } });
  expect((await consents()).isCurrent).toBe(true);
});

test('both texts are there in every version and language, and hold no raw HTML', async () => {
  const { privacy } = shop.house;
  for (const kind of ['terms', 'privacy'] as const) {
    const { versions, version } = (await privacy.policy(kind, undefined, 'zh-CN'))!;
    expect(versions.length).toBeGreaterThan(1);
    expect(version).toBe(versions[0]);
    for (const each of versions)
      for (const language of ['zh-CN', 'en'] as const)
        expect((await privacy.policy(kind, each, language))!.html).toContain('<h2>');
    expect(await privacy.policy(kind, '1999-01-01', 'en')).toBeUndefined();
  }
});
