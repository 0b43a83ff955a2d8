import { expect, it } from 'vitest';
import { signUp } from '../support/shopper.ts';
import { shopUrl } from './support/visit.ts';

/** One of each kind of page that only a signed-in customer may see. */
const OWN = [
  '/account',
  '/account/addresses/new',
  '/orders',
  '/checkout?from=cart',
  '/cashier/1',
  '/login/arrived',
];

const signInFor = (path: string): string => `/login?next=${encodeURIComponent(path)}`;
const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(shopUrl(path), { redirect: 'manual', ...init });

it('Who has not signed in is sent to sign in first, by a link and by what script fetches', async () => {
  for (const path of OWN) {
    const page = await ask(path);
    expect([page.status, page.headers.get('location')], path).toEqual([303, signInFor(path)]);
    if (path === '/login/arrived') continue;
    const data = await ask(path.replace(/(?=\?|$)/, '/__data.json'));
    expect(await data.json(), path).toMatchObject({ type: 'redirect', location: signInFor(path) });
  }
});

it('Who is none of the staff is sent to sign in as one of them first, customers as well', async () => {
  const { token } = await signUp(shopUrl());
  for (const path of ['/admin', '/admin/cases?kind=stuck', '/admin/audit'])
    for (const cookie of ['', `ks_session=${token}`]) {
      const page = await ask(path, { headers: { cookie } });
      const signInFirst = `/admin/sign-in?next=${encodeURIComponent(path)}`;
      expect([page.status, page.headers.get('location')], path).toEqual([303, signInFirst]);
    }
});

it('A form that is sent after its session ended leads to sign in and back to its page, with script and without', async () => {
  const form = (accept: string): RequestInit => ({
    method: 'POST',
    headers: {
      accept,
      origin: new URL(shopUrl()).origin,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'id=1',
  });
  const plain = await ask('/account/addresses?/remove', form('text/html'));
  expect([plain.status, plain.headers.get('location')]).toEqual([303, signInFor('/account/addresses')]);
  const enhanced = await ask('/account/addresses?/remove', form('application/json'));
  expect(await enhanced.json()).toMatchObject({
    type: 'redirect',
    location: signInFor('/account/addresses'),
  });
});

it('Who leaves and was signed out meanwhile lands where everybody does who leaves', async () => {
  const left = await ask('/sign-out', { method: 'POST', headers: { origin: new URL(shopUrl()).origin } });
  expect([left.status, left.headers.get('location')]).toEqual([303, '/']);
  expect((await ask('/sign-out')).status).toBe(405);
});
