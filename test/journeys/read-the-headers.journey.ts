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
    expect(policy, path).toMatch(/script-src 'self' 'nonce-[^']{16,}'/);
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(policy, path).toContain("object-src 'none'");
    expect(policy, path).toContain("base-uri 'none'");
    // `unsafe-hashes` names one style by its hash; anything inline, evaluated or from elsewhere is not allowed.
    expect(policy, path).not.toMatch(/unsafe-inline|unsafe-eval|https?:|\*/);
  }
});

it('A nonce is good for one answer, and every script of a page that is not a file carries it', async () => {
  const answers = await Promise.all(['/login', '/login', '/cart'].map(ask));
  const nonces = answers.map(
    ({ headers }) => /'nonce-([^']+)'/.exec(headers.get('content-security-policy')!)![1]!,
  );
  expect(new Set(nonces).size).toBe(3);
  for (const [index, answer] of answers.entries()) {
    const html = await answer.text();
    const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)(?![^>]*type="application\/ld\+json")[^>]*>/g)];
    expect(inline.length).toBeGreaterThan(0);
    for (const [tag] of inline) expect(tag).toContain(`nonce="${nonces[index]}"`);
    expect(html).not.toMatch(/\son(click|load|error|submit)=|javascript:/i);
  }
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
