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

/** Open to all but the pages of a person. A demo shop needs no other rules: it listens where no crawler comes. */
export const GET: RequestHandler = ({ locals }) => {
  const { publicUrl } = locals.shop.settings;
  const rules = PRIVATE.map((path) => `Disallow: ${path}`);
  const text = ['User-agent: *', ...rules, '', `Sitemap: ${publicUrl}/sitemap.xml`, ''].join('\n');
  return new Response(text, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': `public, max-age=${KEPT_SECONDS}`,
    },
  });
};
