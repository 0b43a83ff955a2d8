import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions } from 'playwright-core';
import sharp from 'sharp';
import { launchOptions, openShop } from '../test/journeys/support/open-shop.ts';
import {
  makeCaller,
  openPayment,
  placeOrder,
  signUp,
  type Shopper,
  type WantedSku,
} from '../test/support/shopper.ts';
import { waitFor } from '../test/support/wait-for.ts';

/*
 * Takes the pictures of the documentation anew, of the real pages with the demo shop's goods:
 * node_modules/.bin/node docs/take-pictures.ts
 */

const FOLDER = fileURLToPath(new URL('./pictures/', import.meta.url));
const DESK = { viewport: { width: 1280, height: 1000 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** Pictures outside of the window are fetched when somebody comes near them. */
const SHOWS_ITS_PICTURES = `[...document.images].every((image) => {
  const { top, left } = image.getBoundingClientRect();
  return image.complete || top >= innerHeight || left >= innerWidth || image.offsetParent === null;
})`;

type Picture = BrowserContextOptions & { name: string; path: string; token?: string };

async function take(browser: Browser, url: string, { name, path, token, ...look }: Picture): Promise<void> {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...look });
  if (token !== undefined) await context.addCookies([{ name: 'ks_session', value: token, url }]);
  const page = await context.newPage();
  await page.goto(url + path);
  // Not until the network rests: the stream of an order's events never ends.
  await page.locator('#svelte-announcer').waitFor({ state: 'attached' });
  await waitFor('the pictures of the page', () => page.evaluate<boolean>(SHOWS_ITS_PICTURES));
  const picture = await page.screenshot();
  // A palette makes a third of it, without a difference that could be seen.
  const { size } = await sharp(picture)
    .png({ palette: true, quality: 95, effort: 10 })
    .toFile(`${FOLDER}${name}.png`);
  process.stdout.write(`docs/pictures/${name}.png: ${Math.ceil(size / 1000)} kB\n`);
  await context.close();
}

async function skuOf(url: string, slug: string, index = 0): Promise<string> {
  return (await makeCaller(url).call('GET', `/products/${slug}`)).body.skus[index].id;
}

async function payFor(shopper: Shopper, lines: WantedSku[]): Promise<string> {
  const { orderNo } = (await placeOrder(shopper, lines)).body;
  const { paymentNo } = (await openPayment(shopper, orderNo)).body;
  await shopper.call('POST', `/demo/payments/${paymentNo}`, { body: { outcome: 'succeed' } });
  await waitFor(
    'the order to be paid',
    async () => (await shopper.call('GET', `/orders/${orderNo}`)).body.state === 'awaiting_shipment',
  );
  return orderNo;
}

async function takeAll(browser: Browser, url: string): Promise<void> {
  const shopper = await signUp(url);
  const lines = [
    { skuId: await skuOf(url, 'ks-air-headphones', 1), quantity: 1 },
    { skuId: await skuOf(url, 'enamel-teapot-900'), quantity: 2 },
  ];
  const paid = await payFor(shopper, lines);
  for (const { skuId, quantity } of lines)
    await shopper.call('PUT', `/cart/lines/${skuId}`, { body: { quantity } });
  const { token } = shopper;
  await take(browser, url, { name: 'home', path: '/', ...DESK });
  await take(browser, url, { name: 'product', path: '/product/ks-air-headphones', ...DESK });
  await take(browser, url, { name: 'checkout-phone', path: '/checkout?from=cart', token, ...PHONE });
  await take(browser, url, { name: 'order-phone', path: `/orders/${paid}`, token, ...PHONE });
}

mkdirSync(FOLDER, { recursive: true });
const shop = await openShop();
try {
  const browser = await chromium.launch(launchOptions());
  await takeAll(browser, shop.url).finally(() => browser.close());
} finally {
  await shop.close();
}
