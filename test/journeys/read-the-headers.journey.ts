import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { shopUrl } from './support/visit.ts';

const PAGES = ['/', '/login', '/cart', '/search?q=a', '/no-such-page', '/account'];

const ask = (path: string): Promise<Response> => fetch(shopUrl(path), { redirect: 'manual' });

it('Every page says that nothing but its own scripts run in it and that nobody may frame it', async () => {
  for (const path of PAGES) {
    const { headers } = await ask(path);
    expect(headers.get('x-frame-options'), path).toBe('DENY');
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect(headers.get('referrer-policy'), path).toBe('strict-origin-when-cross-origin');
    expect(headers.get('cross-origin-opener-policy'), path).toBe('same-origin');
    if (!headers.get('content-type')?.startsWith('text/html')) continue;
    const policy = headers.get('content-security-policy')!;
    expect(policy, path).toMatch(/script-src 'self' 'sha256-[^']{43}='/);
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(policy, path).toContain("object-src 'none'");
    expect(policy, path).toContain("base-uri 'none'");
    // `unsafe-hashes` names one style by its hash; anything inline, evaluated or from elsewhere is not allowed.
    expect(policy, path).not.toMatch(/unsafe-inline|unsafe-eval|https?:|\*/);
  }
});

it('Every script of a page that is not a file is named by its hash, and nothing else runs', async () => {
  for (const path of ['/', '/login', '/cart']) {
    const answer = await ask(path);
    const policy = answer.headers.get('content-security-policy')!;
    const html = await answer.text();
    const inline = [
      ...html.matchAll(/<script(?![^>]*\bsrc=)(?![^>]*type="application\/ld\+json")[^>]*>([^]*?)<\/script>/g),
    ];
    expect(inline.length, path).toBeGreaterThan(0);
    for (const [, script = ''] of inline)
      expect(policy, path).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    expect(html).not.toMatch(/\son(click|load|error|submit)=|javascript:/i);
  }
});

it('A public page is the same bytes for everybody, packed as each reader can take it, and not sent twice', async () => {
  const bodies = await Promise.all(
    ['br', 'gzip', 'identity'].map(async (coding) => {
      const answer = await fetch(shopUrl('/'), { headers: { 'accept-encoding': coding } });
      expect(answer.headers.get('content-encoding')).toBe(coding === 'identity' ? null : coding);
      return answer.text();
    }),
  );
  expect(new Set(bodies).size).toBe(1);
  const etag = (await ask('/')).headers.get('etag')!;
  const again = await fetch(shopUrl('/'), { headers: { 'if-none-match': etag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
  const own = await fetch(shopUrl('/'), { headers: { cookie: 'ks_cart=1:1', 'if-none-match': etag } });
  expect(own.status).toBe(200);
});

it('What browsers offer and the shop does not use is switched off; passkeys stay', async () => {
  const policy = (await ask('/')).headers.get('permissions-policy')!;
  for (const name of ['camera', 'microphone', 'geolocation', 'usb', 'payment', 'display-capture'])
    expect(policy).toContain(`${name}=()`);
  expect(policy).toContain('publickey-credentials-create=(self)');
  expect(policy).toContain('publickey-credentials-get=(self)');
});

it('Files and pictures are taken for what they are, and framed by nobody', async () => {
  const html = await (await ask('/')).text();
  const script = /\/_app\/immutable\/[^"']+\.js/.exec(html)![0];
  const picture = /\/media\/[^"'\s]+/.exec(html)![0];
  for (const path of [script, picture, '/favicon.svg']) {
    const { status, headers } = await ask(path);
    expect([path, status]).toEqual([path, 200]);
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect(headers.get('x-frame-options'), path).toBe('DENY');
  }
});
