import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCaller, newPhone, signUp } from '../../../../test/support/shopper.ts';
import { tellListeners } from '../../../../test/support/tell-listeners.ts';
import { startWaysIn, type WaysIn } from '../../../../test/support/ways-in.ts';

type Message = { template: string; text: string; params: Record<string, string> };
const DAY_MS = 24 * 3_600_000;
const IPHONE = 'Mozilla/5.0 (iPhone) Version/26.0 Safari/604.1';
let ways: WaysIn;

beforeAll(async () => void (ways = await startWaysIn(newPhone())), 120_000);
afterAll(() => ways.shop.stop());

async function notices(phone = ways.phone): Promise<Message[]> {
  await tellListeners(ways.shop);
  const { body } = await makeCaller(ways.shop.url).call('GET', `/demo/outbox?to=${phone}`);
  return (body as Message[]).filter(({ template }) => template === 'new_device');
}

test('the first sign-in of a customer is told to nobody, nor is another one on that device', async () => {
  await ways.by.code(ways.first);
  expect(await notices()).toEqual([]);
});

test.each(['code', 'password', 'passkey', 'wechat', 'link'] as const)(
  'by %s: a new device is told of once, a known one not at all',
  async (way) => {
    const before = (await notices()).length;
    const browser = ways.newBrowser(IPHONE);
    await ways.by[way](browser);
    expect(await notices()).toHaveLength(before + 1);
    expect((await notices())[0]).toMatchObject({ params: { device: 'Safari · iPhone' } });
    await ways.by[way](browser);
    await ways.by[way](ways.first);
    expect(await notices()).toHaveLength(before + 1);
  },
);

test('the mark comes with the code, stays with the browser, and one that is ill-formed is replaced', async () => {
  const browser = ways.newBrowser();
  await ways.codeFor(browser);
  const mark = browser.cookies.get('ks_device')!;
  expect(Buffer.from(mark, 'base64url')).toHaveLength(32);
  await ways.by.password(browser);
  expect(browser.cookies.get('ks_device')).toBe(mark);
  browser.cookies.set('ks_device', 'mine');
  await ways.by.password(browser);
  expect(browser.cookies.get('ks_device')).not.toBe('mine');
});

test('looking around sets no mark', async () => {
  const browser = ways.newBrowser();
  for (const path of ['/products', '/regions', '/auth/providers', '/auth/password-key'])
    await browser.call('GET', path);
  expect([...browser.cookies]).toEqual([]);
});

test('a device that was ended from another one is told of again; one that signed itself out is not', async () => {
  // The next day: those of this one were told by the tests above.
  ways.shop.clock.advance(DAY_MS);
  const browser = ways.newBrowser(IPHONE);
  await ways.by.wechat(browser);
  const told = (await notices()).length;
  await browser.call('DELETE', '/auth/sessions/current');
  await ways.by.wechat(browser);
  expect(await notices()).toHaveLength(told);

  // Ending another device's session needs a proof.
  await ways.by.code(ways.first);
  const { items } = (await ways.first.call('GET', '/auth/sessions')).body as {
    items: { id: string; device: string; current: boolean }[];
  };
  const others = items.filter(({ current }) => !current);
  for (const { id } of others)
    expect((await ways.first.call('DELETE', `/auth/sessions/${id}`)).status).toBe(204);
  await ways.by.wechat(browser);
  expect(await notices()).toHaveLength(told + 1);
  await ways.by.code(ways.first);
  expect(await notices()).toHaveLength(told + 1);

  expect((await ways.first.call('DELETE', '/auth/sessions')).status).toBe(204);
  await ways.by.wechat(browser);
  expect(await notices()).toHaveLength(told + 2);
});

test('the devices of an erased customer are gone', async () => {
  const { shop } = ways;
  const { customerId, call } = await signUp(shop.url);
  const devices = async (): Promise<number | null> =>
    (await shop.database.pool.query('select from customer_devices where customer_id = $1', [customerId]))
      .rowCount;
  expect(await devices()).toBe(1);
  expect((await call('POST', '/privacy/deletion')).status).toBe(202);
  shop.clock.advance(8 * DAY_MS);
  await shop.jobs['erase-customers']!({});
  expect(await devices()).toBe(0);
});
