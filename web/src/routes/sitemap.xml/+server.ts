import type { Category } from '#server/modules/catalog/index.ts';
import type { RequestHandler } from './$types';

/** The most that one sitemap may hold (sitemaps.org), less the pages that are no products. */
const MOST_PRODUCTS = 49_000;
const BATCH = 1_000;
const KEPT_SECONDS = 3_600;

const flatten = (categories: readonly Category[]): string[] =>
  categories.flatMap(({ slug, children }) => [slug, ...flatten(children)]);

function entry(address: string, changed?: Date): string {
  const escaped = address.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const date = changed === undefined ? '' : `<lastmod>${changed.toISOString().slice(0, 10)}</lastmod>`;
  return `<url><loc>${escaped}</loc>${date}</url>`;
}

/** Every page that anybody may read. Read in batches, so that a large catalogue never lies in memory as a whole. */
export const GET: RequestHandler = async ({ locals }) => {
  const { catalog, settings } = locals.shop;
  const page = (path: string): string => new URL(path, settings.publicUrl).href;
  const categories = flatten(await catalog.categories('zh-CN'));
  const entries = [
    '/',
    '/category',
    ...categories.map((slug) => `/category/${encodeURIComponent(slug)}`),
  ].map((path) => entry(page(path)));
  let after = '';
  for (let count = 0; count < MOST_PRODUCTS;) {
    const batch = await catalog.slugs(after, BATCH);
    for (const { slug, updatedAt } of batch)
      entries.push(entry(page(`/product/${encodeURIComponent(slug)}`), updatedAt));
    count += batch.length;
    after = batch.at(-1)?.slug ?? '';
    if (batch.length < BATCH) break;
  }
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries.join('\n')}\n</urlset>\n`;
  return new Response(xml, {
    headers: {
      'content-type': 'application/xml; charset=utf-8',
      'cache-control': `public, max-age=${KEPT_SECONDS}`,
    },
  });
};
