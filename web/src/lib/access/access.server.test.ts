import { isRedirect } from '@sveltejs/kit';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { PERMISSIONS, type Permission } from '#server/kernel/permission.ts';
import type { Session } from '#server/modules/sign-in/index.ts';
import type { StaffSession } from '#server/modules/staff/index.ts';
import { PUBLIC_ROUTES } from '../request/page-cache.server.ts';
import { ACCESS } from './access.server.ts';
import { admit, expectAllToSay, isOfStaff, leadTo, requireOffice, requireSession } from './guard.server.ts';

const ROUTES = fileURLToPath(new URL('../../routes', import.meta.url));
const routeIds = [
  ...new Set(
    readdirSync(ROUTES, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\+(?:page\.svelte|page(?:\.server)?\.ts|server\.ts)$/.test(path))
      .map((path) => `/${dirname(path)}`),
  ),
].toSorted();

const session = { sessionId: 's', customerId: 'c' } as unknown as Session;
const staffWith = (permissions: readonly Permission[]): StaffSession =>
  ({ sessionId: 't', staffId: 'm', permissions: new Set(permissions) }) as unknown as StaffSession;
const [mayAll, mayNothing] = [staffWith(PERMISSIONS), staffWith([])];
const at = (path: string): URL => new URL(path, 'http://localhost:3000');

test('every page and endpoint says who may see it, and nothing else does', () => {
  expect(routeIds.length).toBeGreaterThan(30);
  expect(Object.keys(ACCESS).toSorted()).toEqual(routeIds);
  expect(() => expectAllToSay(routeIds)).not.toThrow();
});

test('a page that does not say it ends the start, and so does a line about a page that is gone', () => {
  expect(() => expectAllToSay([...routeIds, '/(shop)/new'])).toThrow('who may see /(shop)/new?');
  expect(() => expectAllToSay(routeIds.slice(1))).toThrow(`speaks of ${routeIds[0]}, which are no routes`);
  expect(() => admit('/(shop)/new', {}, at('/new'))).toThrow('/(shop)/new does not say who may see it');
});

const shopIds = routeIds.filter((id) => !isOfStaff(id));
const officeIds = routeIds.filter((id) => isOfStaff(id));

test.each(shopIds)('%s is shown to those it is for', (id) => {
  const url = at('/somewhere?q=1');
  const first = { instead: '/login?next=%2Fsomewhere%3Fq%3D1' };
  const expected = {
    public: { visitor: {}, customer: {} },
    'customer?': { visitor: { session: undefined }, customer: { session } },
    customer: { visitor: first, customer: { session } },
  }[ACCESS[id as keyof typeof ACCESS] as 'public' | 'customer' | 'customer?'];
  expect({ visitor: admit(id, {}, url), customer: admit(id, { customer: session }, url) }).toEqual(expected);
});

test.each(officeIds)('%s is shown to those of the staff that it is for, and to no customer', (id) => {
  const url = at('/somewhere?q=1');
  const said = ACCESS[id as keyof typeof ACCESS];
  const answers = [{ customer: session }, { staff: mayNothing }, { staff: mayAll }].map((who) =>
    admit(id, who, url),
  );
  const first =
    said === 'staff?' ? { staff: undefined } : { instead: '/admin/sign-in?next=%2Fsomewhere%3Fq%3D1' };
  const without = { staff: mayNothing, ...(typeof said === 'object' && { lacks: said.staff }) };
  expect(answers).toEqual([first, without, { staff: mayAll }]);
});

test('every page under /admin is of the staff, and no other is', () => {
  expect(officeIds).toEqual(routeIds.filter((id) => id.replace('/(office)', '').startsWith('/admin')));
});

test('a page has the back office where somebody of the staff may see it, and tells others why not', () => {
  const backOffice = { cases: {}, audit: {}, staff: {} } as unknown as App.Locals['backOffice'];
  const locals = (given: Partial<App.Locals>) => ({ locals: given as App.Locals });
  expect(requireOffice(locals({ staff: mayAll, backOffice }))).toEqual({ ...backOffice, session: mayAll });
  expect(() => requireOffice(locals({ staff: mayNothing, lacks: 'audit:read' }))).toThrow(
    expect.objectContaining({ status: 403, body: expect.objectContaining({ lacks: 'audit:read' }) }),
  );
  const mayRead = staffWith(['cases:read']);
  expect(() => requireOffice(locals({ staff: mayRead, backOffice }), 'cases:close')).toThrow(
    expect.objectContaining({ status: 403, body: expect.objectContaining({ lacks: 'cases:close' }) }),
  );
  expect(() => requireOffice(locals({}))).toThrow('only a page with the access `staff`');
});

test('what belongs to an account or an order is for its customer', () => {
  const own = routeIds.filter(
    (id) => !id.startsWith('/(office)') && /account|orders|cashier|checkout\//.test(id),
  );
  expect(own.length).toBeGreaterThan(14);
  expect(own.filter((id) => ACCESS[id as keyof typeof ACCESS] !== 'customer')).toEqual([]);
});

test('no page that is kept for others is for customers', () => {
  const kept = [...PUBLIC_ROUTES].map((id) => ACCESS[id as keyof typeof ACCESS]);
  expect(kept).not.toContain('customer');
  expect(kept).not.toContain(undefined);
});

test('an address without a route is told of nobody', () => {
  expect(admit(null, { customer: session, staff: mayAll }, at('/no-such-page'))).toEqual({});
});

test('who signs in first comes back to the page, not to the form that was sent to it', () => {
  expect(admit('/(shop)/account/sessions', {}, at('/account/sessions?/end&page=2'))).toEqual({
    instead: '/login?next=%2Faccount%2Fsessions%3Fpage%3D2',
  });
});

test('a page is led on by a redirect, a form by one that SvelteKit words', () => {
  const led = leadTo('/login?next=%2Fcart', 'GET');
  expect([led.status, led.headers.get('location')]).toEqual([303, '/login?next=%2Fcart']);
  let thrown: unknown;
  try {
    leadTo('/login', 'POST');
  } catch (error) {
    thrown = error;
  }
  expect(isRedirect(thrown)).toBe(true);
});

test('a page that asks for a session without saying so is a fault', () => {
  expect(() => requireSession({ locals: { session: undefined } as App.Locals })).toThrow(
    'only a page with the access',
  );
});
