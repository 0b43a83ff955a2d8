import { expect, test } from 'vitest';
import type { ProductDetail } from '#server/modules/catalog/index.ts';
import { productData, summaryOf } from './describe-product.server.ts';

const product = {
  slug: 'lamp',
  name: 'Lamp </script><b>',
  subtitle: 'Bright',
  description: 'A lamp.\nFor desks.',
  brand: 'KS',
  model: 'L-1',
  images: [{ url: '/media/a-640.webp', sizes: [{ url: '/media/a-1280.webp' }] }],
  path: [{ slug: 'home', name: 'Home' }],
  skus: [
    { id: '1', code: 'L-1-W', price: 2_990, available: 3 },
    { id: '2', code: 'L-1-B', price: 3_990, available: 0 },
  ],
} as unknown as ProductDetail;

test('structured data names price, currency and availability of each SKU', () => {
  const element = productData(product, 'https://shop.example', 'Home');
  const data = JSON.parse(element.replace(/<\/?script[^>]*>/g, '')) as { '@graph': { offers?: object[] }[] };
  expect(data['@graph'][0]?.offers).toMatchObject([
    { price: '29.90', priceCurrency: 'CNY', availability: 'https://schema.org/InStock' },
    { price: '39.90', availability: 'https://schema.org/OutOfStock' },
  ]);
});

test('a name from the catalogue cannot end the element it is written into', () => {
  const element = productData(product, 'https://shop.example', 'Home');
  expect(element.match(/<\/script/g)).toHaveLength(1);
  expect(element).not.toContain('<b>');
});

test('a summary is cut to what is shown of it', () => {
  expect(summaryOf(product)).toBe('Bright。A lamp. For desks.');
  expect([...summaryOf({ ...product, description: '字'.repeat(500) })]).toHaveLength(150);
});
