import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CustomerId } from '../server/kernel/ids.ts';
import { addPasskey } from './support/add-passkey.ts';
import { couponCampaign, startCampaigns } from './support/campaigns.ts';
import { newSku } from './support/new-sku.ts';
import {
  A,
  REASON,
  READ,
  KEYS,
  PARAMETERS,
  BODIES,
  IDEMPOTENCY,
  type Belongings,
} from './support/requests-of-routes.ts';
import {
  makeCaller,
  newClientAddress,
  openPayment,
  signUp,
  type Answer,
  type Shopper,
} from './support/shopper.ts';
import { startTestShop, type TestShop } from './support/test-shop.ts';

type Operation = {
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: unknown;
};
type Route = {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
};

/** Routes of the demo shop alone, which show everybody what was sent and let everybody play the payer. */
const isDemo = ({ path }: Route): boolean => path.startsWith('/demo/');

let shop: TestShop;
let a: Belongings;
let routes: Route[];

beforeAll(async () => {
  shop = await startTestShop({ TRUSTED_PROXIES: '1' });
  a = await settleIn(await signUp(shop.url, A.phone, newClientAddress()));
  const { body } = await makeCaller(shop.url).call('GET', '/api/openapi.json');
  routes = Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => {
        const short = path.replace('/api/v1', '');
        const verb = method.toUpperCase();
        return { name: `${verb} ${short}`, method: verb, path: short, operation };
      }),
  );
});
afterAll(() => shop.stop());

/** One of everything: address, cart, a paid order with a note, a cancelled one with a reason, a payment, a session. */
async function settleIn(shopper: Shopper): Promise<Belongings> {
  const skuId = await newSku(shop.database.pool, 10_000, 100);
  const { recipient, street, note } = A;
  const address = await shopper.call('POST', '/addresses', {
    body: { recipient, phone: A.phone, regionCode: '310115', street, isDefault: true },
  });
  const addressId: string = address.body.id;
  await shopper.call('PUT', `/cart/lines/${skuId}`, { body: { quantity: 7 } });
  const order = { lines: [{ skuId, quantity: 1 }], addressId, note, expectedTotalAmount: 10_000 };
  const placed = await shopper.call('POST', '/orders', { key: KEYS.order, body: order });
  expect(placed.status, JSON.stringify(placed.body)).toBe(201);
  const payment = await openPayment({ ...shopper, addressId }, placed.body.orderNo, KEYS.payment);
  expect(payment.status, JSON.stringify(payment.body)).toBe(201);
  const other = await shopper.call('POST', '/orders', { key: randomUUID(), body: order });
  await shopper.call('POST', `/orders/${other.body.orderNo}/cancellation`, { body: { reason: REASON } });
  const campaign = couponCampaign();
  await startCampaigns(shop.database.pool, [shop], [campaign]);
  const { campaignId } = campaign;
  const coupon = await shopper.call('POST', '/coupons', { key: KEYS.coupon, body: { campaignId } });
  expect(coupon.status, JSON.stringify(coupon.body)).toBe(201);
  const sessions = await shopper.call('GET', '/auth/sessions');
  const { rows } = await shop.database.pool.query<{ slug: string }>('select slug from products limit 1');
  const ids = {
    addressId,
    firstAddressId: shopper.addressId,
    customerId: shopper.customerId,
    orderNo: placed.body.orderNo as string,
    otherOrderNo: other.body.orderNo as string,
    paymentNo: payment.body.paymentNo as string,
    sessionId: sessions.body.items[0].id as string,
    skuId,
    slug: rows[0]!.slug,
    campaignId,
    couponId: coupon.body.id as string,
    gateway: 'sandbox',
    passkeyId: await addPasskey(shopper, shop.house.publicUrl, A.recipient),
    provider: 'qq',
    exportId: (await shopper.call('POST', '/privacy/exports')).body.id as string,
    purpose: 'marketing',
  };
  await shop.house.privacy.recordStaffRead(shopper.customerId as CustomerId, READ);
  return { shopper, ids, order };
}

/** All that is A's own, and must stand in no answer to anybody else. */
function secretsOfA(): string[] {
  const shared = new Set(['skuId', 'slug', 'gateway', 'provider', 'purpose', 'campaignId']);
  const ids = Object.entries(a.ids).flatMap(([name, id]) => (shared.has(name) ? [] : [id]));
  return [
    ...ids,
    a.shopper.token,
    A.phone,
    '139****2222',
    A.recipient,
    A.street,
    A.note,
    REASON,
    READ.staffName,
    READ.why,
  ];
}

/** What of A's goes into each parameter of a route; undefined where the tables above do not say. */
function fillIn({ path }: Route): string | undefined {
  const parameter = Object.keys(PARAMETERS).find((known) => path === known || path.startsWith(`${known}/`));
  if (parameter === undefined) return path.includes('{') ? undefined : path;
  // What is within something of the staff's goes by the same id as that.
  const isStaffs = path.startsWith('/staff/');
  const names = isStaffs ? /\{\w+\}/g : /\{(\w+)\}/;
  const filled = path.replace(names, encodeURIComponent(a.ids[PARAMETERS[parameter]!]!));
  return filled.includes('{') ? undefined : filled;
}

test('every route of the document is one that this test knows how to ask', () => {
  expect(routes.length).toBeGreaterThan(25);
  const mine = routes.filter((route) => !isDemo(route));
  const noParameter = mine.filter((route) => fillIn(route) === undefined).map((route) => route.name);
  expect(
    noParameter,
    'say in PARAMETERS which of A’s belongings stands in the address of these routes, and let settleIn make one',
  ).toEqual([]);
  const noBody = mine
    .filter((route) => route.operation.requestBody !== undefined && BODIES[route.name] === undefined)
    .map((route) => route.name);
  expect(noBody, 'say in BODIES what B sends to these routes, with as much of A’s in it as fits').toEqual([]);
});

test(
  'no answer to B holds anything of A, whichever route B asks with A’s ids',
  { timeout: 60_000 },
  async () => {
    const secrets = secretsOfA();
    let b = await newB();
    const leaks: string[] = [];
    const faults: string[] = [];
    for (const route of routes.filter((route) => !isDemo(route))) {
      const answer = await askAs(b, route);
      const text = `${JSON.stringify(answer.body)} ${JSON.stringify([...answer.headers])}`;
      // What B itself has written into the address is no leak: an answer may repeat it.
      leaks.push(
        ...secrets.filter((secret) => text.includes(secret)).map((secret) => `${route.name}: ${secret}`),
      );
      if (answer.status >= 500) faults.push(`${route.name}: ${answer.status} ${text}`);
      // Some routes sign B out.
      if ((await b.call('GET', '/me')).status === 401) b = await newB();
    }
    expect(leaks).toEqual([]);
    expect(faults).toEqual([]);
  },
);

test('and nothing of A is changed by it', async () => {
  const { shopper, ids } = a;
  const addresses = await shopper.call('GET', '/addresses');
  expect(addresses.body.items).toMatchObject([
    { id: ids['addressId'], recipient: A.recipient, isDefault: true },
    { id: ids['firstAddressId'] },
  ]);
  expect((await shopper.call('GET', `/orders/${ids['orderNo']}`)).body).toMatchObject({
    state: 'awaiting_payment',
    note: A.note,
  });
  expect((await shopper.call('GET', '/orders')).body.items).toHaveLength(2);
  expect((await shopper.call('GET', `/payments/${ids['paymentNo']}`)).body.state).toBe('pending');
  expect((await shopper.call('GET', '/auth/sessions')).body.items).toHaveLength(1);
  expect((await shopper.call('GET', '/privacy/exports')).body.items).toMatchObject([
    { id: ids['exportId'], state: 'ready' },
  ]);
  expect((await shopper.call('GET', '/privacy/deletion')).status).toBe(404);
  expect((await shopper.call('GET', '/coupons')).body.items).toMatchObject([
    { id: ids['couponId'], state: 'usable' },
  ]);
  expect((await shopper.call('GET', '/cart')).body.lines).toMatchObject([
    { skuId: ids['skuId'], quantity: 7 },
  ]);
});

function newB(): Promise<Shopper> {
  return signUp(shop.url, undefined, newClientAddress());
}

function askAs(b: Shopper, route: Route): Promise<Answer> {
  const key = IDEMPOTENCY[route.name];
  const body = BODIES[route.name]?.(a);
  return b.call(route.method, fillIn(route)!, {
    ...(key === undefined ? {} : { key }),
    ...(body === undefined ? {} : { body }),
  });
}
