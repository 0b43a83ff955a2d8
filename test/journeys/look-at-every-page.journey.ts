import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { signInAs } from '../support/back-office.ts';
import { playPayment } from '../support/play-payment.ts';
import { openPayment, placeOrder, signUp } from '../support/shopper.ts';
import { waitFor } from '../support/wait-for.ts';
import { isLong } from './support/forms.ts';
import { whatSticksOut } from './support/in-page.ts';
import { changePrice, openRefundCase } from './support/on-database.ts';
import { findProduct } from './support/shelf.ts';
import { DEVICES, shopUrl, untilAlive, visit } from './support/visit.ts';

/** Any two of device, theme and language come together in one of them. */
const LOOKS = [
  { device: 'phone', theme: 'light', language: 'zh-CN' },
  { device: 'desk', theme: 'dark', language: 'zh-CN' },
  { device: 'phone', theme: 'dark', language: 'en' },
  { device: 'desk', theme: 'light', language: 'en' },
] as const;
type Look = (typeof LOOKS)[number];

/** The narrowest phone that is still in use, a common one, and a desk. */
const WIDTHS = [320, 390, 1280];

type Orders = Record<'waiting' | 'failed' | 'paid' | 'cancelled', string>;
type Person = 'visitor' | 'newcomer' | 'customer' | 'owner' | 'warehouse';
type Known = { readonly token?: string; readonly staffToken?: string };
let people: Record<Person, Known>;
let orders: Orders;

/** Every page, by who sees it. */
const PAGES: Record<Person, (known: Orders) => string[]> = {
  visitor: () => [
    '/',
    '/category/tea-ware?sort=price',
    '/search?q=erji',
    '/search?q=qqqqqq&min=5',
    '/product/ks-air-headphones',
    // Sold out.
    '/product/audio-sunglasses-2',
    '/cart',
    '/coupons',
    '/deliver-to?next=%2Fproduct%2Fks-air-headphones',
    '/deliver-to?in=330100',
    '/login',
    '/login?refused=login_denied&provider=qq',
    '/login/password',
    '/login/password?next=%2Faccount&forgot=',
    '/demo',
    '/terms',
    '/legal/business',
    '/privacy',
    '/privacy/2026-11-01',
    '/no-such-page',
    '/admin/sign-in',
    '/admin/join?token=none',
  ],
  newcomer: () => [
    '/checkout?sku=1&quantity=1',
    '/orders',
    '/account/coupons',
    '/account/addresses',
    '/account/addresses/new',
    '/account/privacy?erase',
  ],
  customer: ({ waiting, failed, paid, cancelled }) => [
    '/cart',
    '/checkout?from=cart',
    `/cashier/${waiting}`,
    `/cashier/${failed}`,
    `/cashier/${paid}`,
    '/orders',
    `/orders/${paid}`,
    `/orders/${waiting}?cancel`,
    `/orders/${cancelled}`,
    '/account',
    '/account/addresses',
    '/account/passkeys',
    '/account/password',
    '/account/phone',
    '/account/phone?changed',
    '/account/sessions',
    '/account/logins',
    '/account/privacy',
  ],
  owner: ({ waiting, paid }) => [
    '/admin',
    '/admin/cases',
    '/admin/orders',
    '/admin/orders?q=zzz&placed=7',
    '/admin/audit',
    '/admin/tasks',
    '/admin/imports',
    '/admin/members',
    '/admin/members?invite',
    '/admin/settings',
    '/admin/settings/legal',
    '/admin/settings/orders',
    '/admin/settings/payments',
    '/admin/settings/policies',
    '/admin/products',
    '/admin/products/3',
    '/admin/products/new',
    '/admin/products/bulk?id=3&id=4&kind=price&how=part&value=-10',
    '/admin/categories',
    '/admin/categories?edit=2',
    '/admin/setup',
    ...['/admin/instalment-plans', '/admin/instalment-plans?new'],
    ...['/admin/campaigns', '/admin/campaigns/new', '/admin/campaigns/new?kind=flash_sale'],
    '/admin/campaigns/calendar',
    ...['/admin/freight', '/admin/freight/new', '/admin/settings/delivery'],
    ...['/admin/books', '/admin/books?account=sales'],
    ...[`/admin/orders/${paid}`, `/admin/orders/${waiting}?do=price`, `/admin/orders/${paid}?do=address`],
    ...[`/admin/orders/${paid}?do=reveal`, `/admin/orders/${waiting}?do=tags`],
    ...['/admin/orders/bulk', '/admin/orders/new'],
    ...['/admin/roles', '/admin/roles?new', '/admin/me', '/admin/customers', '/admin/integrations'],
    `/admin/customers/${paid.slice(14, 26)}`,
  ],
  // The second one is not for them.
  warehouse: () => [
    ...['/admin', '/admin/cases', '/admin/stock?filter=low', '/admin/stock/1'],
    ...['/admin/stock?q=nothing', '/admin/stock?sku=1&work=receive', '/admin/stock/1?rule'],
    '/admin/stock/2?work=count',
  ],
};

/** The pages of a person that are looked at in that look: each in one of them, in the long run each in every one. */
function pagesFor(person: Person, look: Look): string[] {
  const pages = PAGES[person](orders);
  return isLong ? pages : pages.filter((_, at) => at % LOOKS.length === LOOKS.indexOf(look));
}

/** A customer with a full cart of every kind of line, and with an order in each state; and one who has nothing yet. */
beforeAll(async () => {
  const [shopper, newcomer] = [await signUp(shopUrl()), await signUp(shopUrl())];
  people = {
    visitor: {},
    newcomer,
    customer: shopper,
    owner: { staffToken: (await signInAs(shopUrl(), 'owner')).token },
    warehouse: { staffToken: (await signInAs(shopUrl(), 'warehouse')).token },
  };
  await openRefundCase();
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
    await playPayment(shopper, payment.paymentNo, outcome);
    await waitFor(
      `the payment to end by ${outcome}`,
      async () => (await shopper.call('GET', `/payments/${payment.paymentNo}`)).body.state !== 'pending',
    );
  }
  await openPayment(shopper, orders.waiting);
  await shopper.call('POST', `/orders/${orders.cancelled}/cancellation`, { body: {} });
  const [soldOut] = watch.skus.filter(({ available }) => available === 0);
  for (const sku of [...piano.skus.slice(0, 2), watch.skus[0]!, soldOut!])
    await shopper.call('PUT', `/cart/lines/${sku.id}`, { body: { quantity: 1 } });
  await changePrice(piano.skus[1]!.id, 100);
});

/** What axe finds that keeps people out: with where it is, so that the message is enough to mend it. */
async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}: ${node.failureSummary ?? ''}`));
}

async function problemsOf(page: Page, path: string, language: string): Promise<string[]> {
  await page.goto(path);
  await untilAlive(page);
  const problems: string[] = [];
  const check = (isGood: boolean, problem: string): void => void (isGood || problems.push(problem));
  const { pathname, search } = new URL(page.url());
  check(pathname + search === path, `leads to ${page.url()}`);
  check((await page.locator('html').getAttribute('lang')) === language, 'lang of html');
  const titles = await page.getByRole('heading', { level: 1 }).count();
  check(titles === 1, `${titles} headings of the first level`);
  check((await page.title()) !== '', 'no title');
  problems.push(...(await seriousViolations(page)));
  const { height } = page.viewportSize()!;
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height });
    problems.push(...(await whatSticksOut(page)).map((part) => `at ${width}: ${part}`));
  }
  return problems;
}

describe.each(LOOKS)('on a $device, $theme, $language', (look) => {
  it.each<Person>(['visitor', 'newcomer', 'customer', 'owner', 'warehouse'])(
    'the pages of a %s can be used by everybody, fit every window and log no error',
    async (person) => {
      const context = await visit({ ...look, ...people[person], expects: [/status of 40[34]/] });
      const paths = pagesFor(person, look);
      const found: Record<string, string[]> = {};
      const lookOn = async (): Promise<void> => {
        const page = await context.newPage();
        for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
          await page.setViewportSize(DEVICES[look.device].viewport);
          const problems = await problemsOf(page, path, look.language);
          if (problems.length > 0) found[path] = problems;
        }
      };
      // Two tabs at a time: while one of them computes, the other one loads.
      await Promise.all([lookOn(), lookOn()]);
      expect(found).toEqual({});
    },
    120_000,
  );
});
