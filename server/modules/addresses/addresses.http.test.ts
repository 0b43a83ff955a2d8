import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { expectRefusal, openIdentityApi, type IdentityApi } from '../../../test/support/identity-api.ts';
import { anAddress, MINUTE_MS, type TestIdentity } from '../../../test/support/test-identity.ts';

let api: IdentityApi;
let shop: TestIdentity;
beforeAll(async () => {
  api = await openIdentityApi();
  ({ shop } = api);
});
afterAll(() => api.stop());
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

const call: IdentityApi['call'] = (...request) => api.call(...request);
const signIn: IdentityApi['signIn'] = (...who) => api.signIn(...who);

test('an address is added, listed, changed and removed', async () => {
  const token = (await signIn()).json().token as string;
  const added = await call('POST', '/addresses', { token, payload: anAddress({ postalCode: '200120' }) });
  expect(added.statusCode).toBe(201);
  expect(added.json()).toEqual({
    id: expect.any(String),
    ...anAddress({ postalCode: '200120' }),
    region: ['上海市', '上海市', '浦东新区'],
    isDefault: true,
  });
  const { id } = added.json();
  expect((await call('GET', '/addresses', { token })).json()).toEqual({
    items: [added.json()],
    nextCursor: null,
  });
  const changed = await call('PATCH', `/addresses/${id}`, { token, payload: { street: '新街 1 号' } });
  expect([changed.statusCode, changed.json()]).toEqual([200, { ...added.json(), street: '新街 1 号' }]);
  expect((await call('DELETE', `/addresses/${id}`, { token })).statusCode).toBe(204);
  expect((await call('GET', '/addresses', { token })).json().items).toEqual([]);
});

test('every refusal of an address has its own code', async () => {
  const token = (await signIn()).json().token as string;
  const add = (more: object) => call('POST', '/addresses', { token, payload: { ...anAddress(), ...more } });
  expectRefusal(await add({ recipient: '\t' }), 422, 'recipient_invalid');
  expectRefusal(await add({ phone: '123' }), 422, 'phone_invalid');
  expectRefusal(await add({ regionCode: '310000' }), 422, 'region_unknown');
  expectRefusal(await add({ street: '字'.repeat(121) }), 422, 'street_invalid');
  expectRefusal(await add({ postalCode: '12345' }), 400, 'malformed');
  expectRefusal(await add({ country: 'CN' }), 400, 'unknown_field');
  for (let n = 0; n < 20; n += 1) await add({});
  expectRefusal(await add({}), 409, 'too_many_addresses', { limit: 20 });
});

test("somebody else's address is not found", async () => {
  const [mine, theirs] = [(await signIn()).json().token as string, (await signIn()).json().token as string];
  const { id } = (await call('POST', '/addresses', { token: theirs, payload: anAddress() })).json();
  for (const path of [`/addresses/${id}`, '/addresses/no-uuid', '/addresses/%00']) {
    expectRefusal(await call('PATCH', path, { token: mine, payload: { street: 'x' } }), 404, 'not_found');
    expectRefusal(await call('DELETE', path, { token: mine }), 404, 'not_found');
  }
  expect((await call('GET', '/addresses', { token: theirs })).json().items).toHaveLength(1);
});

test('the divisions are public, cached, and not sent twice', async () => {
  const first = await call('GET', '/regions');
  expect(first.statusCode).toBe(200);
  expect(first.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'public, max-age=86400',
  });
  expect(first.json().items).toHaveLength(31);
  expect(first.json().asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
  expect(first.json().items[0].children[0].children[0]).toEqual({
    code: '110101',
    name: '东城区',
    children: [],
  });
  const etag = first.headers.etag as string;
  for (const seen of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const again = await call('GET', '/regions', { headers: { 'if-none-match': seen } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  }
});
