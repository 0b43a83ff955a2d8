import QRCode from 'qrcode';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { makeCaller } from '../../support/shopper.ts';
import { say, type Word } from './words.ts';
import { shopUrl } from './visit.ts';

/** What a browser says of a form that the shop refused: the page itself says it better. */
export const REFUSED = /responded with a status of 422/;

/** The button of that name that can be seen: some stand twice, for the phone and for the desk. */
export const button = (page: Page, word: Word, facts?: Record<string, string | number>): Locator =>
  page.getByRole('button', { name: say(word, facts), exact: true }).locator('visible=true');

/** Asks for a code, reads it where the demo shop shows it, ticks the consent and signs in. */
export async function signIn(page: Page, phone: string): Promise<void> {
  await requestCode(page, phone);
  await page.getByLabel(say('sign_in_code'), { exact: true }).fill(await codeSentTo(phone));
  await page.getByRole('checkbox').check();
  await button(page, 'sign_in_submit').click();
}

export async function requestCode(page: Page, phone: string): Promise<void> {
  await page.getByLabel(say('phone'), { exact: true }).fill(phone);
  await button(page, 'sign_in_request_code').click();
  const masked = `${phone.slice(0, 3)}****${phone.slice(-4)}`;
  await page.getByText(say('sign_in_code_sent', { phone: masked })).waitFor();
}

/** The code of the newest message to that phone that holds one. */
export async function codeSentTo(phone: string): Promise<string> {
  const { body } = await makeCaller(shopUrl()).call('GET', `/demo/outbox?to=${phone}`);
  const { params } = body.find((message: { params: { code?: string } }) => message.params.code !== undefined);
  expect(params.code).toMatch(/^\d{6}$/);
  return params.code;
}

export const ADDRESS = {
  recipient: '周晓彤',
  phone: '13712345678',
  region: ['浙江省', '杭州市', '西湖区'],
  street: '文三路 478 号 2 幢 301',
} as const;

/** Types an address. Without script, the next division is asked for by a button. */
export async function typeAddress(page: Page, { isAlive = true } = {}): Promise<void> {
  await page.getByLabel(say('address_recipient'), { exact: true }).fill(ADDRESS.recipient);
  await page.getByLabel(say('address_phone'), { exact: true }).fill(ADDRESS.phone);
  await page.getByLabel(say('address_street'), { exact: true }).fill(ADDRESS.street);
  const levels = ['address_province', 'address_city', 'address_district'] as const;
  for (const [index, level] of levels.entries()) {
    await page.getByLabel(say(level), { exact: true }).selectOption({ label: ADDRESS.region[index]! });
    if (!isAlive && index < 2) await button(page, 'address_next_level').click();
  }
}

/** The amount in fen that stands in a text, as `¥1,258.00`; the last one where there are several. */
export function fenIn(text: string): number {
  const amount = text.match(/[−-]?¥[\d,]+(\.\d\d)?/g)?.at(-1);
  if (amount === undefined) throw new Error(`no amount in «${text}»`);
  const digits = amount.replace(/[^\d.]/g, '');
  return Math.round(Number(digits) * 100) * (/^[−-]/.test(amount) ? -1 : 1);
}

export type Breakdown = { items: number; discount: number; freight: number; total: number };

/** The price breakdown that is on the page, in fen. `total` is the word its last line goes by. */
export async function breakdownOn(
  page: Page,
  total: 'price_payable' | 'price_paid' | 'price_total' = 'price_payable',
): Promise<Breakdown> {
  const list = page.locator('dl:visible').filter({ hasText: say(total) });
  const rows = await list
    .locator('dt')
    .evaluateAll((terms) =>
      terms.map(
        (term) => [term.textContent.trim(), term.nextElementSibling?.textContent.trim() ?? ''] as const,
      ),
    );
  const rowsBeforeFreight = rows.findIndex(([name]) => name.startsWith(say('price_freight')));
  const amount = (word: Word): number | undefined => {
    const start = say(word, { count: '§' }).split('§')[0]!;
    const row = rows.find(([name]) => name.startsWith(start));
    return row && fenIn(row[1]);
  };
  return {
    items: amount('price_items')!,
    discount: rows.slice(1, rowsBeforeFreight).reduce((sum, [, text]) => sum + discountIn(text), 0),
    freight: amount('price_freight')!,
    total: amount(total)!,
  };
}

/** A row of a gift has no amount. */
const discountIn = (text: string): number => (text.includes('¥') ? -fenIn(text) : 0);

export type WantedLine = { skuId: string; quantity: number };

/** What the API says that these lines cost. */
export async function quotedBreakdown(lines: readonly WantedLine[]): Promise<Breakdown> {
  const { status, body } = await makeCaller(shopUrl()).call('POST', '/quotes', { body: { lines } });
  expect(status).toBe(200);
  return {
    items: body.itemsAmount,
    discount: body.discountAmount,
    freight: body.freightAmount,
    total: body.totalAmount,
  };
}

/** Submits the order and waits until the cashier has settled: at a desk with script it shows a QR code by itself. */
export async function submitOrder(page: Page, { isAlive = true } = {}): Promise<string> {
  await button(page, 'checkout_submit').click();
  await page.getByRole('heading', { name: say('cashier_waiting') }).waitFor();
  if (isAlive && page.viewportSize()!.width >= 1024)
    await page.getByText(say('payment_waiting_live')).locator('visible=true').waitFor();
  return /\/cashier\/([0-9A-Z]+)/.exec(page.url())![1]!;
}

/** Checks module by module that the QR code drawn there is the one of `content`, at the same level of correction. */
export async function expectQrCodeOf(picture: Locator, content: string): Promise<void> {
  const { modules } = QRCode.create(content, { errorCorrectionLevel: 'M' });
  const drawn = await picture.locator('path').evaluate(
    (path, size) =>
      Array.from({ length: size * size }, (_, at) =>
        (path as unknown as { isPointInFill(point: object): boolean }).isPointInFill({
          x: (at % size) + 0.5,
          y: Math.floor(at / size) + 0.5,
        }),
      ),
    modules.size,
  );
  expect(drawn).toEqual(Array.from(modules.data, Boolean));
}

/** Marks a page, so that `expectSamePage` can tell whether it was loaded anew since. */
export async function markPage(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(globalThis, { markedByJourney: true }));
}

export async function expectSamePage(page: Page): Promise<void> {
  expect(await page.evaluate(() => 'markedByJourney' in globalThis)).toBe(true);
}

/** In a second tab, as a payer's banking app would: opens what the QR code says and chooses how the payment ends. */
export async function payAtBank(page: Page, address: string, outcome = '付款成功'): Promise<void> {
  const bank = await page.context().newPage();
  await bank.goto(address);
  await bank.getByRole('button', { name: outcome, exact: true }).click();
  await bank.waitForURL(/\/cashier\/|\/orders\//);
  await bank.close();
}
