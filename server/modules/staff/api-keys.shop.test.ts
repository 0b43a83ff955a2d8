import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStaffDesk, STEP_MS, type Joined, type StaffDesk } from '../../../test/support/staff-desk.ts';
import type { StaffCaller } from '../../../test/support/back-office.ts';
import { makeCaller, type Caller } from '../../../test/support/shopper.ts';

const DAY_MS = 86_400_000;
let desk: StaffDesk;
let owner: StaffCaller;

beforeAll(async () => void (desk = await openStaffDesk()), 120_000);
afterAll(() => desk.shop.stop());
beforeEach(async () => {
  desk.shop.clock.advance(STEP_MS);
  owner = await desk.owner();
});

type Made = Caller & { readonly id: string; readonly token: string };

async function keyOf(maker: Caller, scopes: readonly string[], validDays = 30): Promise<Made> {
  const { status, body } = await maker.call('POST', '/staff/api-keys', {
    body: { name: 'ERP', scopes, validDays },
  });
  if (status !== 201) throw new Error(`no key is made: ${JSON.stringify(body)}`);
  return { ...makeCaller(desk.shop.url, body.token), id: body.key.id, token: body.token };
}

const codeOf = async (who: Caller, path = '/staff/cases'): Promise<string> => {
  const { status, body } = await who.call('GET', path);
  return status === 200 ? 'in' : body.code;
};

async function manager(): Promise<Joined> {
  const lin = await desk.joined(['manager']);
  desk.shop.clock.advance(STEP_MS);
  return lin;
}

test('a key opens what it was made for, and what it does is told as its maker’s, by this key', async () => {
  const erp = await keyOf(owner, ['cases:read', 'stock:change']);
  expect(await codeOf(erp)).toBe('in');
  expect(await codeOf(erp, '/staff/audit')).toBe('not_permitted');
  const { rows } = await desk.shop.database.pool.query<{ id: string }>(
    'select sku_id as id from stock limit 1',
  );
  const moved = await erp.call('POST', '/staff/stock-movements', {
    key: 'a key of the request',
    body: { skuId: rows[0]!.id, kind: 'receive', quantity: 1, reason: '到货' },
  });
  expect(moved.status).toBe(201);
  const { items } = (await owner.call('GET', '/staff/audit?what=stock:receive')).body;
  expect(items[0]).toMatchObject({
    ...{ by: 'staff', byId: owner.staffId, byKey: erp.id },
    from: `API · ERP · …${erp.token.slice(-4)}`,
  });
});

test('it opens nothing that is about the staff themselves, nor as a cookie', async () => {
  const erp = await keyOf(owner, ['cases:read']);
  for (const path of ['/staff/me', '/staff/sessions']) expect(await codeOf(erp, path)).toBe('no_session');
  const ended = await erp.call('DELETE', '/staff/sessions/current');
  expect(ended.body.code).toBe('no_session');
  const stranger = makeCaller(desk.shop.url);
  const { status } = await stranger.call('GET', '/staff/cases', {
    headers: { cookie: `ks_staff=${erp.token}` },
  });
  expect(status).toBe(401);
});

test('what is forged, cut short, run out or taken back opens nothing', async () => {
  const erp = await keyOf(owner, ['cases:read'], 2);
  const forged = [
    `ks_key_${'A'.repeat(43)}`,
    erp.token.slice(0, -1),
    erp.token.replace('ks_key_', ''),
    `${erp.token}A`,
  ];
  for (const token of forged) expect(await codeOf(makeCaller(desk.shop.url, token))).toBe('no_session');
  const other = await keyOf(owner, ['cases:read'], 2);
  expect((await owner.call('DELETE', `/staff/api-keys/${other.id}`)).status).toBe(204);
  expect(await codeOf(other)).toBe('no_session');
  desk.shop.clock.advance(2 * DAY_MS - 60_000);
  expect(await codeOf(erp)).toBe('in');
  desk.shop.clock.advance(60_000);
  expect(await codeOf(erp)).toBe('no_session');
  owner = await desk.owner();
  const { items } = (await owner.call('GET', '/staff/api-keys')).body;
  expect(items.find(({ id }: { id: string }) => id === erp.id)).toMatchObject({ permits: [] });
});

test('nobody gives a key more than they may do, and some things none', async () => {
  const { body } = await owner.call('PUT', '/staff/roles/keeper', {
    body: { permissions: ['integrations:read', 'integrations:change', 'orders:read'] },
  });
  expect(body.name).toBe('keeper');
  const keeper = await desk.joined(['keeper']);
  const make = async (who: Caller, scopes: readonly string[], validDays = 1) =>
    (await who.call('POST', '/staff/api-keys', { body: { name: 'ERP', scopes, validDays } })).body;
  expect((await make(keeper, ['orders:read', 'orders:change'])).code).toBe('scope_beyond_own');
  expect(await make(owner, ['members:change'])).toMatchObject({
    code: 'scope_not_for_keys',
    permission: 'members:change',
  });
  expect((await make(owner, ['orders:burn'])).code).toBe('permission_unknown');
  for (const validDays of [0, 366]) expect((await make(owner, ['orders:read'], validDays)).status).toBe(400);
});

test('nobody takes back a key of somebody who may do more, and everybody their own', async () => {
  const [keeper, other] = [await desk.joined(['keeper']), await desk.joined(['keeper'])];
  const revoke = async (who: Caller, key: { id: string }) =>
    (await who.call('DELETE', `/staff/api-keys/${key.id}`)).body?.code ?? 'gone';
  const ofOwner = await keyOf(owner, ['cases:read'], 2);
  const ofKeeper = await keyOf(keeper, ['orders:read'], 2);
  expect(await revoke(keeper, ofOwner)).toBe('key_beyond_own');
  expect(await revoke(await manager(), ofOwner)).toBe('key_beyond_own');
  expect(await revoke(other, ofKeeper)).toBe('gone');
  expect(await revoke(other, ofKeeper)).toBe('key_not_found');
  expect(await revoke(keeper, await keyOf(keeper, ['orders:read'], 2))).toBe('gone');
  expect(await codeOf(ofOwner)).toBe('in');
});

test('a key loses what its maker loses, and dies with them', async () => {
  const lin = await manager();
  const erp = await keyOf(lin, ['cases:read']);
  const give = (body: object) => owner.call('PATCH', `/staff/members/${lin.staff.id}`, { body });
  // A role that may still read cases, and may have no keys.
  await give({ roles: ['finance'] });
  expect(await codeOf(erp)).toBe('no_session');
  await give({ roles: ['manager'] });
  expect(await codeOf(erp)).toBe('in');
  await give({ active: false });
  expect(await codeOf(erp)).toBe('no_session');
  await give({ active: true });
  expect(await codeOf(erp)).toBe('no_session');
  const { items } = (await owner.call('GET', '/staff/audit?what=api_key:revoke')).body;
  expect(items[0]).toMatchObject({ byId: owner.staffId, subject: { kind: 'api_key', id: erp.id } });
});

test('its token is told once, and that it is used once a minute', async () => {
  const erp = await keyOf(owner, ['cases:read']);
  const found = async () => {
    const { items } = (await owner.call('GET', '/staff/api-keys')).body;
    return items.find(({ id }: { id: string }) => id === erp.id);
  };
  expect(await found()).toMatchObject({ lastUsedAt: null, permits: ['cases:read'] });
  await codeOf(erp);
  const { lastUsedAt } = await found();
  await codeOf(erp);
  expect((await found()).lastUsedAt).toBe(lastUsedAt);
  desk.shop.clock.advance(61_000);
  await codeOf(erp);
  expect((await found()).lastUsedAt > lastUsedAt).toBe(true);
  expect(JSON.stringify(await found())).not.toContain(erp.token);
  const { rows } = await desk.shop.database.pool.query('select k::text from api_keys k');
  expect(JSON.stringify(rows)).not.toContain(erp.token);
});
