import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openPayment, placeOrder, signUp, type Shopper } from '../support/shopper.ts';
import { overflow } from './support/in-page.ts';
import { changePrice } from './support/on-database.ts';
import { findProduct } from './support/shelf.ts';
import { open, shopUrl, visit, type VisitOptions } from './support/visit.ts';

const LOOKS = [
  { device: 'phone', theme: 'light', language: 'zh-CN' },
  { device: 'desk', theme: 'dark', language: 'en' },
] as const;

/** The narrowest phone that is still in use, a common one, and a desk. */
const WIDTHS = [320, 390, 1280];

type Orders = Record<'waiting' | 'failed' | 'paid' | 'cancelled', string>;
let shopper: Shopper;
let newcomer: Shopper;
let orders: Orders;

type PageSpec = {
  name: string;
  path: (known: Orders) => string;
  as?: 'customer' | 'newcomer';
  status?: number;
};
const PAGES: readonly PageSpec[] = [
  { name: 'home', path: () => '/' },
  { name: 'category', path: () => '/category/tea-ware?sort=price' },
  { name: 'search', path: () => '/search?q=erji' },
  { name: 'search without a result', path: () => '/search?q=qqqqqq&min=5' },
  { name: 'product', path: () => '/product/ks-air-headphones' },
  { name: 'sold-out product', path: () => '/product/audio-sunglasses-2' },
  { name: 'full cart', path: () => '/cart', as: 'customer' },
  { name: 'empty cart', path: () => '/cart' },
  { name: 'login', path: () => '/login' },
  { name: 'checkout', path: () => '/checkout?from=cart', as: 'customer' },
  { name: 'checkout with the first address', path: () => '/checkout?sku=1&quantity=1', as: 'newcomer' },
  { name: 'cashier', path: ({ waiting }) => `/cashier/${waiting}`, as: 'customer' },
  { name: 'cashier after a failure', path: ({ failed }) => `/cashier/${failed}`, as: 'customer' },
  { name: 'cashier of a paid order', path: ({ paid }) => `/cashier/${paid}`, as: 'customer' },
  { name: 'orders', path: () => '/orders', as: 'customer' },
  { name: 'no orders', path: () => '/orders', as: 'newcomer' },
  { name: 'order', path: ({ paid }) => `/orders/${paid}`, as: 'customer' },
  { name: 'cancelling an order', path: ({ waiting }) => `/orders/${waiting}?cancel`, as: 'customer' },
  { name: 'cancelled order', path: ({ cancelled }) => `/orders/${cancelled}`, as: 'customer' },
  { name: 'account', path: () => '/account', as: 'customer' },
  { name: 'addresses', path: () => '/account/addresses', as: 'customer' },
  { name: 'new address', path: () => '/account/addresses/new', as: 'customer' },
  { name: 'sessions', path: () => '/account/sessions', as: 'customer' },
  { name: 'demo', path: () => '/demo' },
  { name: 'terms', path: () => '/terms' },
  { name: 'privacy', path: () => '/privacy' },
  { name: 'not found', path: () => '/no-such-page', status: 404 },
];

/** A customer with a full cart of every kind of line, and with an order in each state; and one who has nothing yet. */
beforeAll(async () => {
  [shopper, newcomer] = [await signUp(shopUrl()), await signUp(shopUrl())];
  for (const { id } of (await newcomer.call('GET', '/addresses')).body.items ?? [])
    await newcomer.call('DELETE', `/addresses/${id}`);
  const [piano, watch] = [await findProduct('digital-piano-61'), await findProduct('ks-watch-s2')];
  const skuId = piano.skus[0]!.id;
  const place = async (): Promise<string> =>
    (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body.orderNo;
  orders = { waiting: await place(), failed: await place(), paid: await place(), cancelled: await place() };
  for (const [orderNo, outcome] of [
    [orders.failed, 'insufficient_funds'],
    [orders.paid, 'succeed'],
  ] as const) {
    const { body: payment } = await openPayment(shopper, orderNo);
    await shopper.call('POST', `/demo/payments/${payment.paymentNo}`, { body: { outcome } });
    await expect
      .poll(async () => (await shopper.call('GET', `/payments/${payment.paymentNo}`)).body.state)
      .not.toBe('pending');
  }
  await openPayment(shopper, orders.waiting);
  await shopper.call('POST', `/orders/${orders.cancelled}/cancellation`, { body: {} });
  const [soldOut] = watch.skus.filter(({ available }) => available === 0);
  for (const sku of [...piano.skus.slice(0, 2), watch.skus[0]!, soldOut!])
    await shopper.call('PUT', `/cart/lines/${sku.id}`, { body: { quantity: 1 } });
  await changePrice(piano.skus[1]!.id, 100);
});

async function openAs(spec: PageSpec, look: VisitOptions): Promise<{ context: BrowserContext; page: Page }> {
  const token = { customer: shopper.token, newcomer: newcomer.token, nobody: undefined }[spec.as ?? 'nobody'];
  const expects = spec.status === undefined ? [] : [new RegExp(`status of ${spec.status}`)];
  const context = await visit({ ...look, token, expects });
  return { context, page: await open(context, spec.path(orders)) };
}

/** What axe finds that keeps people out: with where it is, so that the message is enough to mend it. */
async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.html}: ${node.failureSummary ?? ''}`),
    );
}

describe.each(LOOKS)('on a $device, $theme, $language', (look) => {
  it.each(PAGES)('the page $name can be used by everybody and fits every window', async (spec) => {
    const { page } = await openAs(spec, look);
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(spec.path(orders));
    expect(await page.locator('html').getAttribute('lang')).toBe(look.language);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.title()).not.toBe('');
    expect(await seriousViolations(page)).toEqual([]);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      expect(await overflow(page), `pixels that ${width} lack`).toBe(0);
    }
  });
});
