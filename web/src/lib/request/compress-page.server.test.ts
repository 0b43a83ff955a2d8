import { expect, test } from 'vitest';
import { compressPage } from './compress-page.server.ts';

const page = (headers: Record<string, string>): Response =>
  new Response('x'.repeat(5_000), { headers: { 'content-type': 'text/html', ...headers } });

test.each([
  [{}, 'accept-encoding'],
  [{ vary: 'accept-encoding' }, 'accept-encoding'],
  [{ vary: 'Accept-Language, Accept-Encoding' }, 'Accept-Language, Accept-Encoding'],
  [{ vary: 'accept-language' }, 'accept-language, accept-encoding'],
])('a page that says %j varies by %j, said once', async (headers, vary) => {
  for (const asked of ['br', 'gzip', null])
    expect((await compressPage(page(headers), asked)).headers.get('vary')).toBe(vary);
});
