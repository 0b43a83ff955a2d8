import { expect, it } from 'vitest';
import { findProduct } from './support/shelf.ts';
import { shopUrl, visit } from './support/visit.ts';

type Offer = { price: string; priceCurrency: string; availability: string; url: string };
type Linked = { '@type': string; name?: string; image?: string[]; offers?: Offer[] };

it('A product page tells search engines and shared links what it is, before any script runs', async () => {
  const product = await findProduct('audio-sunglasses-2');
  const address = shopUrl(`/product/${product.slug}`);
  const page = await (await visit({ script: false })).newPage();
  await page.goto(`${address}?sku=${product.skus[1]!.id}`);
  const meta = (name: string): Promise<string | null> =>
    page.locator(`meta[name="${name}"], meta[property="${name}"]`).getAttribute('content');
  expect(await page.title()).toContain(product.name);
  expect((await meta('description'))!.length).toBeGreaterThan(20);
  expect(await page.locator('link[rel=canonical]').getAttribute('href')).toBe(address);
  expect(await meta('og:title')).toBe(product.name);
  expect(await meta('og:type')).toBe('product');
  expect(await meta('og:url')).toBe(address);
  expect((await meta('og:description'))!.length).toBeGreaterThan(20);
  const picture = await fetch((await meta('og:image'))!);
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp']);

  const data = await page.locator('script[type="application/ld+json"]').textContent();
  const { '@context': context, '@graph': graph } = JSON.parse(data!) as {
    '@context': string;
    '@graph': Linked[];
  };
  expect(context).toBe('https://schema.org');
  const linked = graph.find((node) => node['@type'] === 'Product')!;
  expect(linked.name).toBe(product.name);
  expect(linked.image!.length).toBeGreaterThan(0);
  expect(linked.offers).toEqual(
    product.skus.map((sku) =>
      expect.objectContaining({
        price: (sku.price / 100).toFixed(2),
        priceCurrency: 'CNY',
        availability: `https://schema.org/${sku.available > 0 ? 'InStock' : 'OutOfStock'}`,
        url: `${address}?sku=${sku.id}`,
      }),
    ),
  );
});

it('The sitemap lists every product, and robots.txt names it and keeps private pages out', async () => {
  const robots = await (await fetch(shopUrl('/robots.txt'))).text();
  expect(robots).toContain(`Sitemap: ${shopUrl('/sitemap.xml')}`);
  for (const path of ['/account', '/cart', '/checkout', '/orders'])
    expect(robots).toContain(`Disallow: ${path}`);
  const sitemap = await fetch(shopUrl('/sitemap.xml'));
  expect(sitemap.headers.get('content-type')).toContain('xml');
  const addresses = [...(await sitemap.text()).matchAll(/<loc>(.*?)<\/loc>/g)].map((match) => match[1]!);
  const products = addresses.filter((address) => address.startsWith(shopUrl('/product/')));
  expect(products.length).toBeGreaterThanOrEqual(60);
  expect(products).toContain(shopUrl('/product/ks-air-headphones'));
  expect(addresses).toContain(shopUrl('/category/tea-ware'));
  expect(new Set(addresses).size).toBe(addresses.length);
});
