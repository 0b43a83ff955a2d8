import { isRedirect } from '@sveltejs/kit';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Session } from '#server/modules/sign-in/index.ts';
import { PUBLIC_ROUTES } from '../request/page-cache.server.ts';
import { ACCESS } from './access.server.ts';
import { admit, expectAllToSay, leadTo, requireSession } from './guard.server.ts';

const ROUTES = fileURLToPath(new URL('../../routes', import.meta.url));
const routeIds = [
  ...new Set(
    readdirSync(ROUTES, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\+(?:page\.svelte|page(?:\.server)?\.ts|server\.ts)$/.test(path))
      .map((path) => `/${dirname(path)}`),
  ),
].toSorted();

const session = { sessionId: 's', customerId: 'c' } as unknown as Session;
const at = (path: string): URL => new URL(path, 'http://localhost:3000');

test('every page and endpoint says who may see it, and nothing else does', () => {
  expect(routeIds.length).toBeGreaterThan(30);
  expect(Object.keys(ACCESS).toSorted()).toEqual(routeIds);
  expect(() => expectAllToSay(routeIds)).not.toThrow();
});

test('a page that does not say it ends the start, and so does a line about a page that is gone', () => {
  expect(() => expectAllToSay([...routeIds, '/(shop)/new'])).toThrow('who may see /(shop)/new?');
  expect(() => expectAllToSay(routeIds.slice(1))).toThrow(`speaks of ${routeIds[0]}, which are no routes`);
  expect(() => admit('/(shop)/new', session, at('/new'))).toThrow('/(shop)/new does not say who may see it');
});

test.each(routeIds)('%s is shown to those it is for', (id) => {
  const url = at('/somewhere?q=1');
  const first = { instead: '/login?next=%2Fsomewhere%3Fq%3D1' };
  const expected = {
    public: { visitor: { session: undefined }, customer: { session: undefined } },
    'customer?': { visitor: { session: undefined }, customer: { session } },
    customer: { visitor: first, customer: { session } },
  }[ACCESS[id as keyof typeof ACCESS]];
  expect({ visitor: admit(id, undefined, url), customer: admit(id, session, url) }).toEqual(expected);
});

test('what belongs to an account or an order is for its customer', () => {
  const own = routeIds.filter((id) => /account|orders|cashier|checkout\//.test(id));
  expect(own.length).toBeGreaterThan(14);
  expect(own.filter((id) => ACCESS[id as keyof typeof ACCESS] !== 'customer')).toEqual([]);
});

test('no page that is kept for others is for customers', () => {
  const kept = [...PUBLIC_ROUTES].map((id) => ACCESS[id as keyof typeof ACCESS]);
  expect(kept).not.toContain('customer');
  expect(kept).not.toContain(undefined);
});

test('an address without a route is told of nobody', () => {
  expect(admit(null, session, at('/no-such-page'))).toEqual({ session: undefined });
});

test('who signs in first comes back to the page, not to the form that was sent to it', () => {
  expect(admit('/(shop)/account/sessions', undefined, at('/account/sessions?/end&page=2'))).toEqual({
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
