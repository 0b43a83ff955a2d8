import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { signInAs } from '../support/back-office.ts';
import { signUp } from '../support/shopper.ts';
import { findProduct } from './support/shelf.ts';
import { button, fenIn, payAtBank, submitOrder } from './support/steps.ts';
import { open, shopUrl, visit } from './support/visit.ts';
import { say } from './support/words.ts';

const SLUG = 'ks-air-headphones';
const choice = (page: Page, periods: number) =>
  page
    .getByRole('radiogroup', { name: say('instalment_choose') })
    .locator(`input[value="sandbox:${periods}"]`);
/** What stands in a table of periods, row by row, in fen. */
const rowsOf = (page: Page) =>
  page
    .getByRole('table', { name: say('instalment_table', { count: 6 }) })
    .locator('tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent.trim())),
    );

it('Somebody chooses six periods at checkout, pays, and the order says so', async () => {
  const shopper = await signUp(shopUrl());
  const context = await visit({ device: 'desk', token: shopper.token });
  const page = await open(context, `/product/${SLUG}`);
  await page.getByText(say('instalment_free_to', { count: 3 })).click();
  await page.getByRole('row', { name: new RegExp(say('instalment_periods', { count: 12 })) }).waitFor();
  await button(page, 'buy_now').first().click();
  await page.waitForURL(/\/checkout\?/);
  await choice(page, 6).check();
  const { skus } = await findProduct(SLUG);
  const total = skus[0]!.price;
  const [, first, others, sum] = (await rowsOf(page)).map((row) => row.map(fenIn));
  expect(sum).toEqual([total, Math.round((total * 240) / 10_000), sum![0]! + sum![1]!]);
  for (const column of [0, 1, 2]) expect(first![column]! + 5 * others![column]!).toBe(sum![column]);
  const orderNo = await submitOrder(page);
  // The cashier shows the same, and the page of the bank says it last.
  expect(await choice(page, 6).isChecked()).toBe(true);
  const link = page.getByRole('link', { name: say('payment_open_here') });
  const bank = await (await fetch((await link.getAttribute('href'))!)).text();
  expect(bank).toContain('6 期');
  expect(bank).toContain((sum![2]! / 100).toFixed(2));
  // Whoever thinks better of it gets another payment, and the one before is closed.
  const seen = [await link.getAttribute('href')];
  for (const periods of [3, 6]) {
    await choice(page, periods).check();
    await expect.poll(() => link.getAttribute('href')).not.toBeOneOf([...seen, null]);
    seen.push(await link.getAttribute('href'));
  }
  await payAtBank(page, seen.at(-1)!);
  await page.getByRole('heading', { name: say('payment_succeeded_title') }).waitFor();
  await page.getByText(say('instalment_of', { count: 6 })).waitFor();
  await page.goto(`/orders/${orderNo}`);
  const method = say('instalment_with', { method: '沙盒支付（演示）', count: 6 });
  await page.getByText(method).locator('visible=true').waitFor();
  expect((await shopper.call('GET', `/orders/${orderNo}`)).body).toMatchObject({
    ...{ state: 'awaiting_shipment', totalAmount: total, paidAmount: total },
  });
  const staff = await signInAs(shopUrl(), 'service');
  const desk = await open(
    await visit({ device: 'desk', staffToken: staff.token }),
    `/admin/orders/${orderNo}`,
  );
  await desk.getByText(method).locator('visible=true').first().waitFor();
});

it('Staff offer another number of periods, and take it back', async () => {
  const { token } = await signInAs(shopUrl(), 'manager');
  const context = await visit({ device: 'phone', staffToken: token, expects: [/status of 409/] });
  const page = await open(context, '/admin/instalment-plans');
  const name = say('plan_name', { gateway: '沙盒支付（演示）', count: 24 });
  await page.getByRole('link', { name: say('plan_new') }).click();
  await page.getByLabel(say('plan_which')).selectOption({ label: name });
  await page.getByLabel(say('plan_rate'), { exact: true }).fill('9％');
  await page.getByLabel(say('plan_least'), { exact: true }).fill('20');
  await button(page, 'plan_make').click();
  // A period is one yuan at least: it says from where on, and what was typed is still there.
  await page.getByText(say('plan_refused_least', { amount: '¥24.00' })).waitFor();
  await page.getByLabel(say('plan_least'), { exact: true }).fill('800');
  await button(page, 'plan_make').click();
  await page.getByText(say('plan_done')).waitFor();
  const offered = async (): Promise<number[]> => {
    const answer = await fetch(`${shopUrl()}/api/v1/instalments?amount=100000`);
    return ((await answer.json()) as { periods: number }[]).map(({ periods }) => periods);
  };
  expect(await offered()).toEqual([3, 6, 12, 24]);
  const plan = page.getByRole('listitem').filter({ hasText: name });
  await plan.getByRole('button', { name: say('plan_switch_off') }).click();
  await plan.getByText(say('plan_off')).waitFor();
  expect(await offered()).toEqual([3, 6, 12]);
});
