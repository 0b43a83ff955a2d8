import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDeviceMark } from '../../../kernel/device-mark.ts';
import { fen } from '../../../kernel/money.ts';
import { signInAs } from '../../../../test/support/back-office.ts';
import { countCoupons, couponCampaign, startCampaigns } from '../../../../test/support/campaigns.ts';
import { newSku } from '../../../../test/support/new-sku.ts';
import { playPayment } from '../../../../test/support/play-payment.ts';
import {
  makeCaller,
  newClientAddress,
  newPhone,
  openPayment,
  placeOrder,
  signUp,
  type AnyAnswer,
  type Shopper,
} from '../../../../test/support/shopper.ts';
import { startTestShop, type TestProcess, type TestShop } from '../../../../test/support/test-shop.ts';
import { waitFor } from '../../../../test/support/wait-for.ts';
import type { CampaignRecord } from '../campaigns/campaign-record.ts';

let shop: TestShop;
let other: TestProcess;
beforeAll(async () => {
  shop = await startTestShop({ TRUSTED_PROXIES: '1' });
  other = await shop.another();
}, 120_000);
afterAll(async () => {
  await other.stop();
  await shop.stop();
});

const start = (...campaigns: CampaignRecord[]) =>
  startCampaigns(shop.database.pool, [shop, other], campaigns);
const newShopper = () => signUp(shop.url, newPhone(), newClientAddress());
const claim = (
  who: Pick<Shopper, 'call'>,
  body: unknown,
  options: { key?: string; headers?: Record<string, string> } = {},
): Promise<AnyAnswer> => who.call('POST', '/coupons', { body, ...options });

test('a claimed coupon is told as the API says, listed, and had once', async () => {
  const campaign = couponCampaign(
    { thresholdAmount: fen(20_000), amount: fen(3_000), validDays: 7 },
    { name: '满 200 减 30', nameEn: '30 off 200' },
  );
  await start(campaign);
  const shopper = await newShopper();
  const { campaignId } = campaign;
  const got = await claim(shopper, { campaignId }, { headers: { 'accept-language': 'en' } });
  expect(got.status, JSON.stringify(got.body)).toBe(201);
  expect(got.body).toMatchObject({
    ...{ campaignId, name: '30 off 200', kind: 'amount', amount: 3_000, thresholdAmount: 20_000 },
    ...{ scope: { kind: 'all', ids: [] }, state: 'usable' },
  });
  expect(Date.parse(got.body.validUntil) - Date.parse(got.body.validFrom)).toBe(7 * 24 * 3_600_000);
  expect(await claim(shopper, { campaignId })).toMatchObject({
    status: 409,
    body: { code: 'coupon_limit', limit: 1, by: 'customer' },
  });
  const { body } = await shopper.call('GET', '/coupons');
  expect(body.items).toMatchObject([{ id: got.body.id, name: '满 200 减 30' }]);
  expect(await countCoupons(shop.database.pool, campaignId)).toMatchObject({ coupons: 1, used: 1 });
});

test('a claim that is sent again with its key is answered with the same coupon', async () => {
  const campaign = couponCampaign({ quotaPerCustomer: 5 });
  const another = couponCampaign();
  await start(campaign, another);
  const shopper = await newShopper();
  const { campaignId } = campaign;
  const key = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      claim(n % 2 === 0 ? shopper : makeCaller(other.url, shopper.token), { campaignId }, { key }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1);
  expect((await claim(shopper, { campaignId: another.campaignId }, { key })).body.code).toBe(
    'idempotency_key_reused',
  );
  expect((await claim(shopper, { campaignId })).status).toBe(201);
  expect(await countCoupons(shop.database.pool, campaignId)).toMatchObject({ coupons: 2, used: 2 });
});

test('a code opens its campaign to who knows it, and wrong ones are counted', async () => {
  const campaign = couponCampaign({ quotaPerCustomer: 20 }, { code: 'SPRING2026' });
  await start(campaign);
  const shopper = await newShopper();
  expect((await claim(shopper, { campaignId: campaign.campaignId })).body.code).toBe('not_found');
  expect((await claim(shopper, { code: ' ｓｐｒｉｎｇ-2026 ' })).status).toBe(201);
  for (let tried = 0; tried < 12; tried += 1)
    expect((await claim(shopper, { code: 'SPRING2026' })).status).toBe(201);
  const wrong = await Promise.all(
    Array.from({ length: 20 }, () => claim(shopper, { code: randomBytes(6).toString('hex') })),
  );
  const codes = wrong.map(({ body }) => body.code as string).toSorted();
  expect(codes.filter((code) => code === 'coupon_code_unknown')).toHaveLength(10);
  const waiting = wrong.find(({ status }) => status === 429)!;
  expect(waiting.body.retryAfterSeconds).toBeGreaterThan(0);
  expect(waiting.headers.get('retry-after')).toBe(String(waiting.body.retryAfterSeconds));
  // Else a right one could be told from the wrong ones.
  expect((await claim(shopper, { code: 'SPRING2026' })).status).toBe(429);
});

test('what is not offered now is refused by its reason', async () => {
  const soon = new Date(shop.clock.now().getTime() + 3_600_000);
  const [draft, paused, early, late] = [
    couponCampaign({}, { state: 'draft' }),
    couponCampaign({}, { state: 'paused' }),
    couponCampaign({}, { startsAt: soon }),
    couponCampaign({}, { endsAt: new Date(shop.clock.now().getTime() - 1_000) }),
  ] as const;
  await start(draft, paused, early, late);
  const shopper = await newShopper();
  const codeOf = async ({ campaignId }: CampaignRecord) => (await claim(shopper, { campaignId })).body.code;
  expect(await Promise.all([draft, paused, early, late].map(codeOf))).toEqual([
    ...['not_found', 'coupon_paused', 'coupon_not_started', 'coupon_ended'],
  ]);
  const offered = (await shopper.call('GET', '/coupons/claimable')).body.items;
  const ids = offered.map(({ campaignId }: { campaignId: string }) => campaignId);
  for (const { campaignId } of [draft, paused, early, late]) expect(ids).not.toContain(campaignId);
});

test('a coupon for new customers is had once by a person, whatever the account', async () => {
  const campaign = couponCampaign({ audience: 'new' });
  await start(campaign);
  const { campaignId } = campaign;
  const cookie = { cookie: `ks_device=${newDeviceMark()}` };
  const first = await newShopper();
  expect((await claim(first, { campaignId }, { headers: cookie })).status).toBe(201);
  // Another account, of another phone, on the same device.
  const second = await newShopper();
  expect(await claim(second, { campaignId }, { headers: cookie })).toMatchObject({
    body: { code: 'coupon_limit', by: 'person' },
  });
  // And one of the same phone, which the first has given up.
  await shop.database.pool.query('delete from customer_phones where customer_id = $1', [first.customerId]);
  const third = await signUp(shop.url, first.phone, newClientAddress());
  expect(third.customerId).not.toBe(first.customerId);
  expect(await claim(third, { campaignId })).toMatchObject({ body: { by: 'person' } });
  // Who has paid for an order is new no more.
  const buyer = await newShopper();
  const skuId = await newSku(shop.database.pool, 10_000, 5);
  const order = await placeOrder(buyer, [{ skuId, quantity: 1 }]);
  const payment = await openPayment(buyer, order.body.orderNo);
  await playPayment(buyer, payment.body.paymentNo, 'succeed');
  await waitFor(
    'the order to be paid',
    async () => (await buyer.call('GET', `/orders/${order.body.orderNo}`)).body.state === 'awaiting_shipment',
  );
  expect((await claim(buyer, { campaignId })).body.code).toBe('new_customers_only');
  const offered = (await buyer.call('GET', '/coupons/claimable')).body.items;
  expect(offered.some((one: { campaignId: string }) => one.campaignId === campaignId)).toBe(false);
});

test('staff give a customer one within every quota, with an act', async () => {
  const campaign = couponCampaign({ quota: 4, quotaPerDay: 3, quotaPerCustomer: 2 });
  await start(campaign);
  const { campaignId } = campaign;
  const shopper = await newShopper();
  await claim(shopper, { campaignId });
  const owner = await signInAs(shop.url, 'owner');
  const give = (customerId: string, key = randomUUID()) =>
    owner.call('POST', `/staff/coupon-campaigns/${campaignId}/coupons`, {
      key,
      body: { customerId, reason: '晚到的补偿' },
    });
  const key = randomUUID();
  const given = await give(shopper.customerId, key);
  expect(given.status, JSON.stringify(given.body)).toBe(201);
  expect((await give(shopper.customerId, key)).body.id).toBe(given.body.id);
  expect(await give(shopper.customerId)).toMatchObject({
    status: 409,
    body: { code: 'coupon_limit', limit: 2, by: 'customer' },
  });
  // What was given is counted where the customer claims, too.
  expect((await claim(shopper, { campaignId })).body.code).toBe('coupon_limit');
  const [second, third] = [await newShopper(), await newShopper()];
  expect((await give(second.customerId)).status).toBe(201);
  expect((await give(third.customerId)).body).toMatchObject({ code: 'coupon_gone', of: 'day' });
  expect((await claim(third, { campaignId })).body).toMatchObject({ code: 'coupon_gone', of: 'day' });
  expect((await give('000000000000')).body.code).toBe('not_found');
  const acts = (await owner.call('GET', '/staff/audit?what=coupon:give')).body.items;
  expect(
    acts.find(({ after }: { after: { couponId: string } }) => after.couponId === given.body.id),
  ).toMatchObject({
    ...{ subject: { kind: 'campaign', id: campaignId }, reason: '晚到的补偿' },
  });
  expect(acts).toHaveLength(2);
  expect((await shopper.call('GET', '/coupons')).body.items).toHaveLength(2);
});

test('a customer who guesses the key of a gift gets a coupon of their own by it, and neither takes the other’s', async () => {
  const campaign = couponCampaign({ quotaPerCustomer: 2 });
  await start(campaign);
  const { campaignId } = campaign;
  const shopper = await newShopper();
  const key = randomUUID();
  const taken = await claim(shopper, { campaignId }, { key: `staff ${key}` });
  expect(taken.status, JSON.stringify(taken.body)).toBe(201);
  const owner = await signInAs(shop.url, 'owner');
  const given = await owner.call('POST', `/staff/coupon-campaigns/${campaignId}/coupons`, {
    key,
    body: { customerId: shopper.customerId },
  });
  expect(given.status, JSON.stringify(given.body)).toBe(201);
  expect(given.body.id).not.toBe(taken.body.id);
  expect((await shopper.call('GET', '/coupons')).body.items).toHaveLength(2);
});

test('lists go on page by page: to be used, used, ended', async () => {
  const campaign = couponCampaign({ quotaPerCustomer: 5 });
  await start(campaign);
  const shopper = await newShopper();
  const { campaignId } = campaign;
  const ids: string[] = [];
  for (let n = 0; n < 5; n += 1) ids.push((await claim(shopper, { campaignId })).body.id);
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: AnyAnswer = await shopper.call(
      'GET',
      `/coupons?state=usable&limit=2${cursor && `&cursor=${cursor}`}`,
    );
    seen.push(...page.body.items.map(({ id }: { id: string }) => id));
    cursor = page.body.nextCursor;
  }
  expect(seen).toEqual(ids);
  await shop.database.pool.query(
    `update coupons set valid_from = now() - interval '2 days', valid_until = now() - interval '1 day'
     where customer_id = $1 and coupon_id = any($2::uuid[])`,
    [shopper.customerId, ids.slice(0, 2)],
  );
  const expired = (await shopper.call('GET', '/coupons?state=expired')).body.items;
  expect(expired.map(({ state }: { state: string }) => state)).toEqual(['expired', 'expired']);
  expect((await shopper.call('GET', '/coupons?state=usable')).body.items).toHaveLength(3);
  expect((await shopper.call('GET', '/coupons?state=used')).body.items).toEqual([]);
});

test('what could bear on a SKU is told to visitors and customers, with what is left', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 5);
  const { rows } = await shop.database.pool.query<{ id: string }>(
    'select product_id as id from skus where sku_id = $1',
    [skuId],
  );
  const ids = [rows[0]!.id as never];
  const own = couponCampaign({ scope: { kind: 'products', ids }, quota: 5, quotaPerDay: 2 });
  const others = couponCampaign({ scope: { kind: 'except', ids } });
  await start(own, others);
  const find = async (who: Pick<Shopper, 'call'>) => {
    const { body } = await who.call('GET', `/coupons/claimable?skuId=${skuId}`);
    const items = body.items as { campaignId: string }[];
    expect(items.some(({ campaignId }) => campaignId === others.campaignId)).toBe(false);
    return items.find(({ campaignId }) => campaignId === own.campaignId);
  };
  const visitor = makeCaller(shop.url);
  expect(await find(visitor)).toMatchObject({ claimed: false, remaining: 2 });
  const shopper = await newShopper();
  await claim(shopper, { campaignId: own.campaignId });
  expect(await find(shopper)).toMatchObject({ claimed: true, remaining: 1 });
  await claim(await newShopper(), { campaignId: own.campaignId });
  expect(await find(visitor)).toBeUndefined();
  expect((await claim(await newShopper(), { campaignId: own.campaignId })).body).toMatchObject({
    ...{ code: 'coupon_gone', of: 'day' },
  });
  expect((await visitor.call('GET', '/coupons/claimable?skuId=999999999')).body.items).toEqual([]);
});
