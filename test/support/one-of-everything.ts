import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { newUuid, type CustomerId, type SkuId } from '../../server/kernel/ids.ts';
import { fen } from '../../server/kernel/money.ts';
import { record } from '../../server/modules/audit/index.ts';
import { writePhoneChange } from '../../server/modules/customers/index.ts';
import { addPasskey } from './add-passkey.ts';
import { signInAs } from './back-office.ts';
import { inTransaction } from '../../server/platform/database.ts';
import { couponCampaign, promotion, startCampaigns } from './campaigns.ts';
import { manyActs } from './change-acts.ts';
import { newSku } from './new-sku.ts';
import { playPayment } from './play-payment.ts';
import { playPerson } from './play-person.ts';
import { openPayment, placeOrder, signUp, type Shopper } from './shopper.ts';
import { tellListeners } from './tell-listeners.ts';
import type { TestShop } from './test-shop.ts';
import { waitFor } from './wait-for.ts';

/** Pays and gives back, so that there is one of everything and nothing is open. */
export async function refundedOrder(shopper: Shopper, skuId: string): Promise<string> {
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
  const { paymentNo } = (await openPayment(shopper, orderNo)).body;
  await playPayment(shopper, paymentNo, 'succeed');
  const state = async (): Promise<string> => (await shopper.call('GET', `/payments/${paymentNo}`)).body.state;
  await waitFor('the payment', async () => (await state()) === 'succeeded' || undefined);
  await shopper.call('POST', `/orders/${orderNo}/cancellation`, { body: { reason: '赵小姐改主意了' } });
  await waitFor('the refund', async () => (await state()) === 'refunded' || undefined);
  return orderNo;
}

/** Loses the refund of an order, as only a fault of ours could, and has it found. */
async function loseRefund(shop: TestShop, orderNo: string): Promise<void> {
  await shop.database.pool.query(`update refunds set state = 'refused' where order_no = $1`, [orderNo]);
  // What has just been promised is not looked at yet.
  shop.clock.advance(3 * 60_000);
  await shop.jobs['compare-promises']!({});
  await shop.database.pool.query(`update refunds set state = 'completed' where order_no = $1`, [orderNo]);
  await shop.jobs['compare-promises']!({});
}

/** A password, a passkey, an account elsewhere, and another that is being linked. */
async function everyWayIn(shop: TestShop, shopper: Shopper): Promise<void> {
  const password = `${randomUUID()} 赵`;
  // More often than is told at once, so that there is something to tell later.
  for (let times = 0; times < 6; times += 1)
    expect((await shopper.call('PUT', '/me/password', { body: { password } })).status).toBe(204);
  await addPasskey(shopper, shop.house.publicUrl, '赵小姐的手机');
  const link = async (provider: string): Promise<{ url: string; cookie: string }> => {
    const started = await fetch(`${shop.url}/api/v1/auth/providers/${provider}/starts`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: shop.url,
        cookie: `ks_session=${shopper.token}`,
      },
      body: JSON.stringify({ intent: 'link' }),
    });
    const { url } = (await started.json()) as { url: string };
    const state = started.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    return { url, cookie: [`ks_session=${shopper.token}`, ...state].join('; ') };
  };
  const { url, cookie } = await link('wechat');
  const back = await playPerson(url, 'new');
  await fetch(`${shop.url}/api/v1/auth/providers/wechat/callback?${back}`, {
    headers: { cookie },
    redirect: 'manual',
  });
  await link('qq');
}

/** A phone that was given up and could not be told so yet: those of a shop whose messages go out are forgotten at once. */
async function leaveUntoldPhone(
  { house, database, clock }: TestShop,
  { phone, customerId }: Shopper,
): Promise<void> {
  const id = customerId as CustomerId;
  const now = clock.now();
  await writePhoneChange(house.sealing, database.pool, {
    customerId: id,
    changeId: newUuid(now),
    dataKey: await house.customers.dataKey(id),
    oldPhone: '13711110000',
    newPhone: phone,
    language: 'zh-CN',
    now,
  });
}

/** What a member of the staff would do to an order that goes to a new place. */
async function moveOrder({ house, database }: TestShop, customerId: CustomerId): Promise<void> {
  const change = { before: { street: '张江路 88 号' }, after: { street: '世纪大道 100 号' } };
  const part = await house.audit.sealPart(customerId, change);
  await inTransaction(database.pool, (tx) => record(tx, manyActs(1, { what: 'order:move', part })));
}

async function noteOrder({ url }: TestShop, orderNo: string): Promise<void> {
  const service = await signInAs(url, 'service');
  const noted = await service.call('POST', `/staff/orders/${orderNo}/notes`, {
    body: { text: '赵小姐要晚上送' },
  });
  expect(noted.status).toBe(200);
}

/** Tags, a note, and an account that was closed, whose owner still comes in: else nothing more could be played. */
async function careFor({ url, house, database }: TestShop, customerId: CustomerId): Promise<void> {
  const service = await signInAs(url, 'service');
  const path = `/staff/customers/${customerId}`;
  const tagged = await service.call('PUT', `${path}/tags`, { body: { tags: ['赵家'] } });
  expect(tagged.status).toBe(200);
  const noted = await service.call('POST', `${path}/notes`, { body: { text: '赵小姐不要放驿站' } });
  expect(noted.status).toBe(201);
  const why = { memberId: service.staffId, at: house.clock.now(), reason: '赵小姐退了太多货' };
  await inTransaction(database.pool, await house.customers.deactivate(customerId, why));
  await database.pool.query('update customers set deactivated_at = null where customer_id = $1', [
    customerId,
  ]);
}

/** Some of a limited campaign, and a coupon that nothing was bought with: what is bought after this has a discount. */
async function sellCheaply(shop: TestShop, shopper: Shopper, skuId: string): Promise<void> {
  const coupon = couponCampaign({ thresholdAmount: fen(1_000_000) });
  const prices = [{ skuId: skuId as SkuId, price: fen(9_000), pieces: 10 }];
  const sale = promotion('flash_sale', { prices, piecesPerCustomer: 5 });
  await startCampaigns(shop.database.pool, [shop], [coupon, sale]);
  const claimed = await shopper.call('POST', '/coupons', { body: { campaignId: coupon.campaignId } });
  expect(claimed.status).toBe(201);
}

/** A customer with a row in every table that can hold one, who has asked to be erased and whom nothing keeps. */
export async function oneOfEverything(shop: TestShop): Promise<Shopper> {
  const skuId = await newSku(shop.database.pool, 10_000, 100);
  const shopper = await signUp(shop.url);
  await everyWayIn(shop, shopper);
  await leaveUntoldPhone(shop, shopper);
  await sellCheaply(shop, shopper, skuId);
  const orderNo = await refundedOrder(shopper, skuId);
  await loseRefund(shop, orderNo);
  await noteOrder(shop, orderNo);
  await careFor(shop, shopper.customerId as CustomerId);
  await shopper.call('PUT', `/cart/lines/${skuId}`, { body: { quantity: 2 } });
  await shop.house.privacy.recordStaffRead(shopper.customerId as CustomerId, {
    staffName: '客服小林',
    staffRole: '客服',
    what: '收货电话',
    why: '联系配送',
  });
  await moveOrder(shop, shopper.customerId as CustomerId);
  expect((await shopper.call('POST', '/privacy/deletion')).status).toBe(202);
  await tellListeners(shop);
  return shopper;
}
