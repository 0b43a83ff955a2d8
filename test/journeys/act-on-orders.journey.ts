import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { signInAs } from '../support/back-office.ts';
import { anAddress, openPayment, placeOrder, signUp, type Shopper } from '../support/shopper.ts';
import { playPayment } from '../support/play-payment.ts';
import { findProduct } from './support/shelf.ts';
import { button, REFUSED } from './support/steps.ts';
import { open, shopUrl, visit } from './support/visit.ts';
import { say } from './support/words.ts';

let shopper: Shopper;
let staffToken: string;

beforeAll(async () => {
  shopper = await signUp(shopUrl());
  staffToken = (await signInAs(shopUrl(), 'service')).token;
});

async function order(): Promise<string> {
  const { skus } = await findProduct('garlic-peanuts-500');
  return (await placeOrder(shopper, [{ skuId: skus[0]!.id, quantity: 1 }])).body.orderNo;
}
const mainText = (page: Page): Promise<string> => page.getByRole('main').innerText();

it('Service changes a price, looks at a phone for a reason and notes it; the customer reads of the first two', async () => {
  const orderNo = await order();
  const { phone } = anAddress() as { phone: string };
  const page = await open(
    await visit({ device: 'desk', staffToken, expects: [REFUSED] }),
    `/admin/orders/${orderNo}`,
  );
  expect(await mainText(page)).not.toContain(phone);
  await page.getByRole('link', { name: say('desk_change_price') }).click();
  const price = page.getByRole('dialog', { name: say('desk_price_title') });
  await price.getByLabel(say('desk_price_total')).fill('10.5');
  await price.getByRole('button', { name: say('desk_price_submit') }).click();
  await price.getByText(say('desk_reason_missing')).waitFor();
  await price.getByLabel(say('desk_reason'), { exact: true }).fill('老顾客');
  await price.getByRole('button', { name: say('desk_price_submit') }).click();
  await page.getByText(say('desk_changed')).waitFor();

  await page.getByRole('link', { name: say('desk_reveal'), exact: true }).click();
  const reveal = page.getByRole('dialog', { name: say('desk_reveal_title') });
  await reveal.getByLabel(say('desk_phone')).check();
  await reveal.getByLabel(say('desk_reveal_why')).fill('快递员联系不上');
  await reveal.getByRole('button', { name: say('desk_reveal_submit') }).click();
  await page.getByRole('link', { name: phone }).waitFor();

  await page.getByLabel(say('desk_note_label')).fill('周末送');
  await button(page, 'desk_note_add').click();
  await page.getByRole('listitem').filter({ hasText: '周末送' }).waitFor();

  const own = (await shopper.call('GET', `/orders/${orderNo}`)).body;
  expect(own).toMatchObject({ totalAmount: 1_050 });
  expect(own.timeline.at(-1).note).toContain('老顾客');
  const reads = (await shopper.call('GET', '/privacy/reads')).body.items;
  expect(reads).toMatchObject([{ what: 'order.phone', why: '快递员联系不上' }]);
});

it('Without script, by phone, orders are chosen, previewed and cancelled together, and each says what became of it', async () => {
  const [unpaid, paid] = [await order(), await order()];
  const { paymentNo } = (await openPayment(shopper, paid)).body;
  await playPayment(shopper, paymentNo, 'succeed');
  const context = await visit({ device: 'phone', script: false, staffToken });
  const page = await context.newPage();
  await page.goto(`/admin/orders/bulk?order=${unpaid}&order=${paid}`);
  await page.getByLabel(say('bulk_cancel')).check();
  await page.getByLabel(say('bulk_reason')).fill('活动结束');
  await button(page, 'bulk_preview').click();
  const rowOf = (orderNo: string) => page.getByRole('listitem').filter({ hasText: orderNo });
  await rowOf(unpaid).getByText(say('bulk_ready')).waitFor();
  await rowOf(paid).getByText(say('desk_paid_by_itself')).waitFor();
  expect((await shopper.call('GET', `/orders/${unpaid}`)).body.state).toBe('awaiting_payment');
  await button(page, 'bulk_do_cancel', { count: 1 }).click();
  await rowOf(unpaid).getByText(say('bulk_done')).waitFor();
  expect((await shopper.call('GET', `/orders/${unpaid}`)).body.state).toBe('cancelled');
  expect((await shopper.call('GET', `/orders/${paid}`)).body.state).toBe('awaiting_shipment');
});
