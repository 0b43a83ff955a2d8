import type { RequestHandler } from './$types';

/** Pages that differ for everybody who reads them. */
const PRIVATE = [
  '/account',
  '/api/',
  '/cart',
  '/cashier',
  '/checkout',
  '/demo',
  '/login',
  '/orders',
  '/preview',
  '/search',
];
const KEPT_SECONDS = 3_600;

/** A demo shop is found by nobody: its goods and prices are not real. */
export const GET: RequestHandler = ({ locals }) => {
  const { demo, publicUrl } = locals.shop.settings;
  const rules = demo ? ['Disallow: /'] : PRIVATE.map((path) => `Disallow: ${path}`);
  const text = ['User-agent: *', ...rules, '', `Sitemap: ${publicUrl}/sitemap.xml`, ''].join('\n');
  return new Response(text, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': `public, max-age=${KEPT_SECONDS}`,
    },
  });
};
