import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KEY_SCOPES } from '../server/kernel/permission.ts';
import { READY_MADE_NAMES } from '../server/modules/staff/index.ts';
import { READY_MADE } from '../server/modules/staff/role.ts';
import { signInAs } from './support/back-office.ts';
import { makeCaller, signUp, type Caller } from './support/shopper.ts';
import { startTestShop, type TestShop } from './support/test-shop.ts';

let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop({ ROLE: 'web' })), 120_000);
afterAll(() => shop.stop());

/** Every route of the staff, with the permission that it names; undefined where it is about one's own. */
function staffRoutes() {
  return shop.access.flatMap(({ method, path, access, forKeys }) => {
    if (access !== 'staff' && typeof access !== 'object') return [];
    const permission = typeof access === 'object' ? access.staff : undefined;
    return [{ method, path: path.replaceAll(/:\w+/g, randomUUID()), permission, forKeys }];
  });
}

/** How the door answers, whatever lies behind it: nothing is sent that any route would take. */
async function knock(who: Caller, { method, path }: { method: string; path: string }): Promise<string> {
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: { nothing: 'that is known' } };
  const answer = await who.call(method, path, body);
  return ['no_session', 'not_permitted'].includes(answer.body.code) ? answer.body.code : 'in';
}

test('every route of the staff is under /staff, and what is under it is theirs or signs them in', () => {
  const said = shop.access.filter(({ path }) => path.startsWith('/api/v1/staff'));
  expect(staffRoutes().length).toBeGreaterThan(8);
  expect(staffRoutes().every(({ path }) => path.startsWith('/api/v1/staff/'))).toBe(true);
  const open = said
    .filter(({ access }) => access === 'public')
    .map(({ method, path }) => `${method} ${path}`);
  expect(open.toSorted()).toEqual([
    'POST /api/v1/staff/invitations/acceptance',
    'POST /api/v1/staff/invitations/opening',
    'POST /api/v1/staff/passkey-options',
    'POST /api/v1/staff/passkey-sessions',
    'POST /api/v1/staff/sessions',
  ]);
});

test.each(READY_MADE_NAMES)('%s comes in where the role permits it, and nowhere else', async (role) => {
  const who = await signInAs(shop.url, role);
  const may = new Set<string>(READY_MADE[role]);
  for (const route of staffRoutes()) {
    // Signing out ends the session that asks.
    if (route.method === 'DELETE' && route.permission === undefined) continue;
    const isMeant = route.permission === undefined || may.has(route.permission);
    expect(await knock(who, route), `${role}: ${route.method} ${route.path}`).toBe(
      isMeant ? 'in' : 'not_permitted',
    );
  }
});

test(
  'a key comes in where its scope permits it, and nowhere else, whoever made it',
  { timeout: 60_000 },
  async () => {
    const owner = await signInAs(shop.url, 'owner');
    for (const scope of KEY_SCOPES) {
      const body = { name: scope, scopes: [scope], validDays: 1 };
      const { token } = (await owner.call('POST', '/staff/api-keys', { body })).body;
      const program = makeCaller(shop.url, token);
      for (const route of staffRoutes()) {
        const isMeant = route.permission === scope || route.forKeys === true;
        const answer = route.permission === undefined ? 'no_session' : 'not_permitted';
        expect(await knock(program, route), `${scope}: ${route.method} ${route.path}`).toBe(
          isMeant ? 'in' : answer,
        );
      }
    }
  },
);

test('nobody else comes in anywhere: no token, a customer’s, one that is made up', async () => {
  const shopper = await signUp(shop.url);
  const madeUp = ['A'.repeat(43), `ks_key_${'A'.repeat(43)}`].map((token) => makeCaller(shop.url, token));
  const strangers = [makeCaller(shop.url), shopper, ...madeUp];
  for (const route of staffRoutes())
    for (const who of strangers) expect(await knock(who, route), route.path).toBe('no_session');
});
