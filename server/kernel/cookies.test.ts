import { expect, test } from 'vitest';
import { COOKIE_KINDS, cookiesOf } from './cookies.ts';

const [byHttp, byHttps] = [cookiesOf({ isHttps: false }), cookiesOf({ isHttps: true })];

test.each(COOKIE_KINDS)(
  'the cookie %s is bound to https and to this host by its name, where there is https',
  (kind) => {
    const { name, options } = byHttps[kind];
    expect(name).toBe((options.path === '/' ? '__Host-' : '__Secure-') + byHttp[kind].name);
    expect(options).toMatchObject({ secure: true, httpOnly: true, sameSite: 'lax' });
    expect(options).not.toHaveProperty('domain');
  },
);

test.each(COOKIE_KINDS)('the cookie %s is kept on plain http too, as in a demo shop', (kind) => {
  expect(byHttp[kind].name).toMatch(/^ks_[a-z_]+$/);
  expect(byHttp[kind].options).toEqual({ ...byHttps[kind].options, secure: false });
});

test('only what opens nothing is meant for a few pages, and so without the stronger name', () => {
  const forFew = COOKIE_KINDS.filter((kind) => byHttps[kind].name.startsWith('__Secure-'));
  expect(forFew).toEqual(['passkeyOffer', 'signInDraft', 'newPhoneDraft']);
});

test('no two cookies have one name, and none is kept for longer than browsers do', () => {
  const all = COOKIE_KINDS.map((kind) => byHttps[kind]);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  for (const { options } of all) expect(options.maxAge).toBeLessThanOrEqual(400 * 86_400);
});
