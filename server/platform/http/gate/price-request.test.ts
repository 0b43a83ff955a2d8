import { expect, test } from 'vitest';
import { priceRequest } from './price-request.ts';

test.each([
  ['/', 2],
  ['/product/ks-book-14', 2],
  ['/cart', 2],
  ['/api/v1/products', 1],
  ['/api/docs', 1],
  ['/readyz', 1],
  ['/metrics', 5],
  ['/sitemap.xml', 50],
  ['/healthz', 0],
  ['/media/ab/cd.webp', 0.1],
  ['/_app/immutable/chunks/x.js', 0.1],
  ['/orders/x/__route.js', 0.1],
  ['/orders/x/__route.js?from=y', 0.1],
  ['/orders/x?/__route.js', 2],
  ['/favicon.svg', 0.1],
  ['/manifest.webmanifest', 0.1],
  // Not what they look like.
  ['/product/x.svg', 2],
  ['/_app/version.json', 2],
])('%s takes %d points of a visitor', (url, points) => {
  expect(priceRequest(url)).toEqual({ budget: 'visitor', points });
});

test('gateways have a budget of their own', () => {
  for (const url of ['/api/v1/webhooks/payments/sandbox', '/sandbox-bank/payments', '/union-pay/files/'])
    expect(priceRequest(url)).toEqual({ budget: 'gateway', points: 1 });
});
