import { afterAll, beforeAll, expect, it } from 'vitest';
import { openShop, type OpenShop } from './journeys/support/open-shop.ts';
import { say } from './journeys/support/words.ts';
import { fetchChromium, launchChromium, OLD_CHROMIUMS, type OldVersion } from './support/old-chromium.ts';
import { openOldPage, type OldPage } from './support/old-page.ts';
import { makeCaller, newPhone } from './support/shopper.ts';

let shop: OpenShop;
beforeAll(async () => {
  shop = await openShop();
}, 120_000);
afterAll(() => shop.close());

const quoted = (text: string): string => JSON.stringify(text);

/** The button or link of that name that can be seen. */
const named = (name: string): string =>
  `[...document.querySelectorAll('button,a')].find((one) => one.offsetParent && (one.getAttribute('aria-label') || one.textContent).trim() === ${quoted(name)})`;

async function press(page: OldPage, name: string): Promise<void> {
  await page.until(`«${name}» to be there`, named(name));
  await page.value(`${named(name)}.click()`);
}

/** The field that a label names, or that bears the name itself. */
const labelled = (label: string): string =>
  `[...document.querySelectorAll('label')].filter((one) => one.textContent.trim().startsWith(${quoted(label)})).map((one) => one.control).concat(document.querySelector('[aria-label=${quoted(label)}]')).find(Boolean)`;

async function type(page: OldPage, label: string, text: string): Promise<void> {
  const field = labelled(label);
  await page.until(`the field «${label}»`, field);
  await page.value(`(() => {
    const field = ${field};
    field.value = field.tagName === 'SELECT' ? [...field.options].find(({ text }) => text === ${quoted(text)}).value : ${quoted(text)};
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
  })()`);
}

const styleOf = (selector: string, name: string): string =>
  `getComputedStyle(document.querySelector(${quoted(selector)})).${name}`;

/** Resolves when script has taken the page over. */
const untilAlive = (page: OldPage): Promise<void> =>
  page.until('the script to take over', `document.querySelector('#svelte-announcer')`);

async function expectColoursAndLayout(page: OldPage): Promise<void> {
  const look = await page.value<Record<string, string>>(`({
    ground: ${styleOf('body', 'backgroundColor')},
    ink: ${styleOf('body', 'color')},
    price: ${styleOf('.price', 'color')},
    tile: ${styleOf('.tile', 'backgroundColor')} + ${styleOf('.tile', 'backgroundImage')},
    grid: ${styleOf('.tile', 'display')},
    isSquare: String(Math.abs(document.querySelector('main .tile').offsetWidth - document.querySelector('main .tile').offsetHeight) < 2),
  })`);
  expect(look).toMatchObject({
    ground: 'rgb(246, 245, 243)',
    ink: 'rgb(32, 28, 25)',
    grid: 'grid',
    isSquare: 'true',
  });
  expect(look['price']).toMatch(/^rgb\((?:19|20)\d, /);
  expect(look['tile']).not.toBe('rgba(0, 0, 0, 0)none');
  expect(await page.value('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
}

/** The chosen option is marked by a ring of ink, and it alone. */
async function expectMarkOnChosen(page: OldPage): Promise<void> {
  const { chosen, other, radius } = await page.value<Record<string, string>>(`({
    chosen: ${styleOf('.opt-on', 'boxShadow')},
    other: ${styleOf('.opt:not(.opt-on)', 'boxShadow')},
    radius: ${styleOf('.opt-on', 'borderTopLeftRadius')},
  })`);
  expect({ other, radius }).toEqual({ other: 'none', radius: '12px' });
  expect(chosen).toMatch(/inset/);
}

/** The filters of a list are a popover, which none of these browsers has. */
async function openFilters(page: OldPage): Promise<void> {
  await page.open(`${shop.url}/category`);
  await untilAlive(page);
  const height = `document.querySelector('#filter-sheet').offsetHeight`;
  await page.until('the filters to be closed', `${height} === 0`);
  await page.value(`document.querySelector('[popovertarget]').click()`);
  expect(await page.value(height)).toBeGreaterThan(200);
  await page.value(`document.querySelector('#filter-sheet [popovertarget]').click()`);
  expect(await page.value(height)).toBe(0);
}

async function chooseAndBuy(page: OldPage): Promise<void> {
  await page.open(`${shop.url}/product/k75-keyboard`);
  await untilAlive(page);
  await expectColoursAndLayout(page);
  await page.value(`document.querySelectorAll('a.opt')[1].click()`);
  await page.until('the choice to be in the address', '/sku=\\d+/.test(location.search)');
  // The ring moves over.
  await page.until('the ring to arrive', `${styleOf('.opt:not(.opt-on)', 'boxShadow')} === 'none'`);
  await expectMarkOnChosen(page);
  const buy = await page.value<Record<string, string>>(`(() => {
    const { backgroundColor, borderTopLeftRadius, display } = getComputedStyle(${named(say('buy_now'))});
    return { backgroundColor, borderTopLeftRadius, display };
  })()`);
  expect(buy).toEqual({
    backgroundColor: 'rgb(209, 44, 29)',
    borderTopLeftRadius: '12px',
    display: 'flex',
  });
  await press(page, say('buy_now'));
}

async function signIn(page: OldPage): Promise<void> {
  const phone = newPhone();
  await page.until('the login', `location.pathname === '/login'`);
  await type(page, say('phone'), phone);
  await press(page, say('sign_in_request_code'));
  const isSent = say('sign_in_code_sent', { phone: `${phone.slice(0, 3)}****${phone.slice(-4)}` });
  await page.until('the code to be sent', `document.body.textContent.includes(${quoted(isSent)})`);
  const { body } = await makeCaller(shop.url).call('GET', `/demo/outbox?to=${phone}`);
  await type(page, say('sign_in_code'), body[0].params.code);
  await page.value(`document.querySelector('input[type=checkbox]').click()`);
  await press(page, say('sign_in_submit'));
}

async function order(page: OldPage): Promise<string> {
  await page.until('the checkout', `location.pathname === '/checkout'`);
  await untilAlive(page);
  await type(page, say('address_recipient'), '周晓彤');
  await type(page, say('address_phone'), '13712345678');
  await type(page, say('address_street'), '文三路 478 号 2 幢 301');
  const region = { address_province: '浙江省', address_city: '杭州市', address_district: '西湖区' } as const;
  for (const [level, division] of Object.entries(region)) {
    const label = say(level as keyof typeof region);
    await page.until(
      `${division} to be offered`,
      `[...(${labelled(label)} || { options: [] }).options].some(({ text }) => text === ${quoted(division)})`,
    );
    await type(page, label, division);
  }
  await press(page, say('checkout_submit'));
  await page.until('the cashier', `location.pathname.startsWith('/cashier/')`);
  return page.value<string>(`location.pathname.split('/')[2]`);
}

/** A browser for each visit: 87 is a build of before its release, and falls when it leaves a page for another. */
async function visit(
  version: OldVersion,
  folder: string,
  look: (page: OldPage) => Promise<void>,
): Promise<void> {
  const browser = await launchChromium(folder);
  try {
    const page = await openOldPage(browser.tools);
    expect(await page.value('navigator.userAgent')).toContain(`Chrome/${version}.`);
    await look(page);
    expect(page.faults()).toEqual([]);
    page.close();
  } finally {
    await browser.close();
  }
}

it.for(Object.keys(OLD_CHROMIUMS).map((version) => Number(version) as OldVersion))(
  'Chromium %i shows colours, layout and what is chosen, and orders a product',
  async (version, { skip }) => {
    const fetched = await fetchChromium(version);
    if ('reason' in fetched) {
      console.log(`Chromium ${version} was not tried: ${fetched.reason}`);
      return skip(fetched.reason);
    }
    await visit(version, fetched.folder, async (page) => {
      await page.open(`${shop.url}/`);
      await untilAlive(page);
      await expectColoursAndLayout(page);
    });
    await visit(version, fetched.folder, openFilters);
    await visit(version, fetched.folder, async (page) => {
      await chooseAndBuy(page);
      await signIn(page);
      expect(await order(page)).toMatch(/^\w{10,}$/);
    });
  },
);
