import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCaller, newPhone, type Caller } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';

let shop: TestShop;
let visitor: Caller;
beforeAll(async () => {
  shop = await startTestShop();
  visitor = makeCaller(shop.url);
}, 120_000);
afterAll(() => shop.stop());

const read = (search = '', headers: Record<string, string> = {}) =>
  visitor.call('GET', `/policies${search}`, { headers });
type Item = { kind: string; version: string; language: string; title: string; url: string; markdown: string };

test('an app reads the present texts in both languages, word for word, without an account', async () => {
  const { status, body } = await read();
  expect(status).toBe(200);
  expect(body.items.map(({ kind, version, language }: Item) => [kind, version, language])).toEqual([
    ['terms', body.version, 'zh-CN'],
    ['terms', body.version, 'en'],
    ['privacy', body.version, 'zh-CN'],
    ['privacy', body.version, 'en'],
  ]);
  for (const { kind, version, language, title, url, markdown } of body.items as Item[]) {
    const file = `../../../docs/legal/${kind}/${version}.${language === 'en' ? 'en' : 'zh'}.md`;
    expect(markdown).toBe(await readFile(new URL(file, import.meta.url), 'utf8'));
    expect(markdown.startsWith(`# ${title}\n`)).toBe(true);
    expect(new URL(url).pathname).toBe(`/${kind}/${version}`);
  }
});

test('the version that is told is the one that a sign-in must agree to', async () => {
  const { body } = await read();
  const signIn = {
    phone: newPhone(),
    code: '000000',
    consent: { terms: true, privacy: true, version: 'old' },
  };
  const refused = await visitor.call('POST', '/auth/sessions', { body: signIn });
  expect(refused.body).toMatchObject({ code: 'consent_required', version: body.version });
});

test('one text, one language and an older version can be asked for; one that never was is not found', async () => {
  const { version, versions } = (await read()).body;
  expect(versions[0]).toBe(version);
  expect(versions.length).toBeGreaterThan(1);
  const older = await read(`?version=${versions.at(-1)}&kind=privacy&language=en`);
  expect(older.body).toMatchObject({
    version,
    items: [{ kind: 'privacy', language: 'en', version: versions.at(-1) }],
  });
  expect(older.body.items).toHaveLength(1);
  expect(await read('?version=2020-01-01')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  for (const search of ['?version=../x', '?language=fr', '?kind=other', '?surprise=1'])
    expect((await read(search)).status).toBe(400);
});

test('a text that is known already is not sent again, and each document has a tag of its own', async () => {
  const first = await read();
  const etag = first.headers.get('etag')!;
  expect(first.headers.get('cache-control')).toBe('public, max-age=300');
  for (const seen of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await read('', { 'if-none-match': seen });
    expect([again.status, again.body]).toEqual([304, '']);
  }
  const english = await read('?language=en', { 'if-none-match': etag });
  expect(english.status).toBe(200);
  expect(english.headers.get('etag')).not.toBe(etag);
});
