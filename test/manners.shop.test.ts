import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anAddress, makeCaller, placeOrder, signUp, type Caller, type Shopper } from './support/shopper.ts';
import { startTestShop, type TestShop } from './support/test-shop.ts';

let shop: TestShop;
let visitor: Caller;
let shopper: Shopper;
let stranger: Shopper;
let skuId: string;
let rareSkuId: string;

beforeAll(async () => {
  shop = await startTestShop();
  visitor = makeCaller(shop.url);
  shopper = await signUp(shop.url);
  stranger = await signUp(shop.url);
  const find = async (condition: string): Promise<string> =>
    (
      await shop.database.pool.query<{ id: string }>(
        `select sku_id as id from stock join skus using (sku_id) where ${condition} order by sku_id limit 1`,
      )
    ).rows[0]!.id;
  skuId = await find('on_hand > 100 and price_fen > 10000');
  rareSkuId = await find('on_hand between 1 and 9');
}, 120_000);
afterAll(() => shop.stop());

const order = (
  body: object,
  options: { key?: string; headers?: Record<string, string> } = { key: randomUUID() },
) => shopper.call('POST', '/orders', { ...options, body });
const good = (): Record<string, unknown> => ({
  lines: [{ skuId, quantity: 1 }],
  addressId: shopper.addressId,
  expectedTotalAmount: 1,
});

test('a refusal is a problem document with a stable code, in the language of the caller', async () => {
  const chinese = await visitor.call('GET', '/me');
  expect(chinese.status).toBe(401);
  expect(chinese.headers.get('content-type')).toContain('application/problem+json');
  expect(chinese.body).toMatchObject({
    status: 401,
    code: 'no_session',
    title: '还没有登录',
    type: '/api/docs/problems#no_session',
  });
  expect(chinese.body.traceId).toMatch(/^[0-9a-f-]{36}$/);
  const english = await visitor.call('GET', '/me', { headers: { 'accept-language': 'en' } });
  expect(english.body.title).toBe('Not signed in');
});

test('what is malformed, unknown, too large or of the wrong type is refused by name and place', async () => {
  expect((await order({ ...good(), surprise: 1 })).body).toMatchObject({
    status: 400,
    code: 'unknown_field',
    errors: [{ path: '/surprise', code: 'unknown_field' }],
  });
  expect((await order({ ...good(), lines: [{ skuId, quantity: '1' }] })).body).toMatchObject({
    status: 400,
    code: 'malformed',
    errors: [{ path: '/lines/0/quantity' }],
  });
  expect((await order({ lines: [] })).body).toMatchObject({ status: 400, code: 'malformed' });
  expect((await order({ ...good(), note: 'a\0b' })).body).toMatchObject({ status: 400, code: 'malformed' });
  expect((await order({ ...good(), note: '\ud800' })).body).toMatchObject({ status: 400, code: 'malformed' });
  expect((await order({ ...good(), note: 'x'.repeat(300_000) })).body).toMatchObject({
    status: 413,
    code: 'too_large',
  });
  const xml = await fetch(`${shop.url}/api/v1/quotes`, {
    method: 'POST',
    body: '<a/>',
    headers: { 'content-type': 'application/xml' },
  });
  expect(await xml.json()).toMatchObject({ status: 415, code: 'wrong_media_type' });
  expect((await visitor.call('GET', '/nowhere')).body).toMatchObject({ status: 404, code: 'not_found' });
});

test('an order needs an idempotency key of printable characters', async () => {
  expect((await order(good(), {})).body.code).toBe('idempotency_key_required');
  expect((await order(good(), { key: 'x'.repeat(65) })).body.code).toBe('idempotency_key_required');
});

test('every refusal of placing has its code and its facts', async () => {
  const place = async (change: object) => (await order({ ...good(), ...change })).body;
  expect(await place({})).toMatchObject({ status: 409, code: 'price_changed' });
  expect((await place({})).totalAmount).toBeGreaterThan(1);
  expect(await place({ addressId: stranger.addressId })).toMatchObject({
    status: 422,
    code: 'address_not_found',
  });
  expect(await place({ addressId: 'nonsense' })).toMatchObject({ status: 422, code: 'address_not_found' });
  expect(await place({ lines: [{ skuId: '999999999', quantity: 1 }] })).toMatchObject({
    status: 422,
    code: 'sku_not_found',
    skuIds: ['999999999'],
  });
  expect(await place({ lines: [{ skuId: '999999999999999999', quantity: 1 }] })).toMatchObject({
    status: 422,
    code: 'sku_not_found',
  });
  for (const quantity of [0, -1, 1_000, 2 ** 40]) {
    expect(await place({ lines: [{ skuId, quantity }] })).toMatchObject({
      status: 422,
      code: 'quantity_limit',
      limit: 999,
    });
  }
  expect(await place({ lines: [{ skuId, quantity: 0.5 }] })).toMatchObject({
    status: 400,
    code: 'malformed',
  });
  expect(await place({ lines: [{ skuId: rareSkuId, quantity: 60 }] })).toMatchObject({
    status: 409,
    code: 'out_of_stock',
    lines: [{ skuId: rareSkuId, requested: 60 }],
  });
  const many = Array.from({ length: 101 }, (_, n) => ({ skuId: String(n + 1), quantity: 1 }));
  expect(await place({ lines: many })).toMatchObject({ status: 422, code: 'too_many_lines' });
  await shop.database.pool.query('update skus set on_sale = false where sku_id = $1', [rareSkuId]);
  expect(await place({ lines: [{ skuId: rareSkuId, quantity: 1 }] })).toMatchObject({
    status: 422,
    code: 'not_for_sale',
  });
});

test('the same key answers the same order again and says so; another body under it is refused', async () => {
  const key = randomUUID();
  const quote = await shopper.call('POST', '/quotes', { body: { lines: [{ skuId, quantity: 2 }] } });
  const body = {
    lines: [{ skuId, quantity: 2 }],
    addressId: shopper.addressId,
    expectedTotalAmount: quote.body.totalAmount,
    note: '请放门口',
  };
  const first = await order(body, { key });
  const again = await order(body, { key });
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(again.body).toEqual(first.body);
  expect(first.body).toMatchObject({
    state: 'awaiting_payment',
    currency: 'CNY',
    note: '请放门口',
    actions: ['pay', 'cancel'],
    address: { recipient: '李小满' },
  });
  expect((await order({ ...body, note: 'other' }, { key })).body.code).toBe('idempotency_key_reused');
});

test('one customer never sees, pays, cancels or follows another’s order', async () => {
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
  for (const [method, path] of [
    ['GET', `/orders/${orderNo}`],
    ['POST', `/orders/${orderNo}/cancellation`],
    ['GET', `/orders/${orderNo}/events`],
  ] as const) {
    expect((await stranger.call(method, path)).body).toMatchObject({ status: 404, code: 'order_not_found' });
  }
  expect((await stranger.call('GET', '/orders')).body.items).toEqual([]);
  expect((await stranger.call('DELETE', `/addresses/${shopper.addressId}`)).body.code).toBe('not_found');
  expect(
    (await stranger.call('PATCH', `/addresses/${shopper.addressId}`, { body: { street: '别处' } })).body.code,
  ).toBe('not_found');
  expect(
    (
      await stranger.call('POST', '/quotes', {
        body: { lines: [{ skuId, quantity: 1 }], addressId: shopper.addressId },
      })
    ).body.code,
  ).toBe('address_not_found');
  expect(
    (
      await visitor.call('POST', '/quotes', {
        body: { lines: [{ skuId, quantity: 1 }], addressId: shopper.addressId },
      })
    ).body.code,
  ).toBe('no_session');
});

test('orders are listed newest first, page by page, and by state', async () => {
  const buyer = await signUp(shop.url);
  const placed: string[] = [];
  for (let n = 0; n < 5; n += 1)
    placed.push((await placeOrder(buyer, [{ skuId, quantity: 1 }])).body.orderNo);
  await buyer.call('POST', `/orders/${placed[1]}/cancellation`);
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await buyer.call('GET', `/orders?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...page.body.items.map((item: { orderNo: string }) => item.orderNo));
    cursor = page.body.nextCursor;
  }
  expect(seen).toEqual([...placed].reverse());
  const cancelled = await buyer.call('GET', '/orders?state=cancelled');
  expect(cancelled.body.items.map((item: { orderNo: string }) => item.orderNo)).toEqual([placed[1]]);
  expect((await buyer.call('GET', '/orders?state=nonsense')).status).toBe(400);
  expect((await buyer.call('POST', `/orders/${placed[1]}/cancellation`)).body).toMatchObject({
    status: 409,
    code: 'not_cancellable',
  });
});

test('a browser’s cookie changes something only from the shop’s own pages', async () => {
  const send = (origin: string | undefined) =>
    fetch(`${shop.url}/api/v1/addresses`, {
      method: 'POST',
      headers: {
        cookie: `ks_session=${shopper.token}`,
        'content-type': 'application/json',
        ...(origin === undefined ? {} : { origin }),
      },
      body: JSON.stringify(anAddress()),
    });
  for (const origin of [undefined, 'https://evil.example', 'null', `${shop.url}.evil.example`]) {
    const answer = await send(origin);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'bad_origin']);
  }
  expect((await send(shop.url)).status).toBe(201);
});

test('whoever follows an order is told of every change as it happens', async () => {
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
  const stop = new AbortController();
  const stream = await fetch(`${shop.url}/api/v1/orders/${orderNo}/events`, {
    headers: { authorization: `Bearer ${shopper.token}` },
    signal: stop.signal,
  });
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  let text = '';
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  const readUntil = async (wanted: string): Promise<void> => {
    while (!text.includes(wanted)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`the stream ended before ${wanted}: ${text}`);
      text += value;
    }
  };
  await readUntil('"state":"awaiting_payment"');
  await shopper.call('POST', `/orders/${orderNo}/cancellation`);
  await readUntil('"state":"cancelled"');
  expect(text).toMatch(/event: state\ndata: \{"orderNo":"[0-9A-Z]{31}","state":"cancelled"\}/);
  stop.abort();
});

test('a look at the stream of an order is answered at once, and is no stream', async () => {
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
  const look = (method: string, headers: Record<string, string>) =>
    fetch(`${shop.url}/api/v1/orders/${orderNo}/events`, {
      method,
      headers: { authorization: `Bearer ${shopper.token}`, ...headers },
      signal: AbortSignal.timeout(5_000),
    });
  const looked = await look('HEAD', {});
  expect([looked.status, await looked.text()]).toEqual([200, '']);
  const ahead = await look('GET', { purpose: 'prefetch' });
  expect(await ahead.json()).toMatchObject({ status: 503, code: 'not_ahead' });
});

test('the document of the API names every route with its answers and refusals', async () => {
  const document = (await visitor.call('GET', '/api/openapi.json')).body;
  expect(document.openapi).toBe('3.1.0');
  const place = document.paths['/api/v1/orders'].post;
  expect(Object.keys(place.responses).sort()).toEqual([
    '201',
    '400',
    '401',
    '403',
    '409',
    '413',
    '415',
    '422',
    '429',
    '503',
  ]);
  expect(place.responses['409'].description).toContain('out_of_stock');
  expect(place.security).not.toEqual([]);
  expect((await visitor.call('GET', '/api/docs')).status).toBe(200);
});

test('the shop tells that it is alive, ready and how it is doing', async () => {
  expect(await (await fetch(`${shop.url}/healthz`)).json()).toEqual({ status: 'alive' });
  expect(await (await fetch(`${shop.url}/readyz`)).json()).toEqual({ status: 'ready' });
  expect(await (await fetch(`${shop.url}/metrics`)).text()).toContain('ks_http_request_seconds_bucket');
});

test('no answer of the API may be kept, guessed at or framed', async () => {
  const { headers } = await shopper.call('GET', '/me');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});
