import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../../test/support/back-office.ts';
import { newSku, newSkus } from '../../../../test/support/new-sku.ts';
import { placeOrder, signUp, type AnyAnswer } from '../../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';

let shop: TestShop;
let marketing: StaffCaller;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  marketing = await signInAs(shop.url, 'marketing');
}, 120_000);
afterAll(() => shop.stop());

const DAY_MS = 24 * 3_600_000;
const inDays = (days: number): string => new Date(shop.clock.now().getTime() + days * DAY_MS).toISOString();
const COUPONS = '/staff/coupon-campaigns';
const PROMOTIONS = '/staff/promotions';
const post = (path: string, body: object = {}): Promise<AnyAnswer> => marketing.call('POST', path, { body });
const patch = (path: string, body: object): Promise<AnyAnswer> => marketing.call('PATCH', path, { body });
const show = async (path: string) => (await marketing.call('GET', path)).body;

const coupons = (more: object = {}) => ({
  ...{ name: '满 100 减 20', kind: 'amount', amount: 2_000, thresholdAmount: 10_000 },
  ...{ claimableFrom: inDays(-1), claimableUntil: inDays(10), quota: 100, quotaPerCustomer: 1 },
  ...more,
});
const flashSale = (skuId: string, more: object = {}) => ({
  ...{ name: '限量抢购', kind: 'flash_sale', startsAt: inDays(-1), endsAt: inDays(1) },
  ...{ prices: [{ skuId, price: 6_000, pieces: 5 }], piecesPerCustomer: 2, ...more },
});
const faultsOf = ({ status, body }: AnyAnswer): unknown[] => {
  expect(status, JSON.stringify(body)).toBe(422);
  expect(body.code).toBe('campaign_invalid');
  return body.faults.map((fault: { path: string; code: string }) => `${fault.path} ${fault.code}`);
};

test('a campaign of coupons is made, changed by who has seen it, and tells what it is', async () => {
  const given = coupons();
  const made = await post(COUPONS, given);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  expect(made.body).toMatchObject({
    ...{ state: 'running', phase: 'running', version: 1, claimed: 0, audience: 'all', nameEn: null },
    ...{ scope: { kind: 'all' }, validUntil: given.claimableUntil, effect: { orders: 0 } },
  });
  const at = `${COUPONS}/${made.body.id}`;
  const changed = await patch(at, { amount: 1_500, nameEn: '15 off', expectedVersion: 1 });
  expect(changed.body).toMatchObject({ amount: 1_500, nameEn: '15 off', version: 2 });
  const late = await patch(at, { amount: 1_000, expectedVersion: 1 });
  expect([late.status, late.body.code, late.body.version]).toEqual([409, 'campaign_changed', 2]);
  expect(await show(at)).toMatchObject({ amount: 1_500, version: 2 });
  const nothing = await patch(at, { amount: 1_500 });
  expect(nothing.body.version).toBe(2);
  const owner = await signInAs(shop.url, 'owner');
  const trail = `/staff/audit?subjectKind=campaign&subjectId=${made.body.id}`;
  const acts = (await owner.call('GET', trail)).body.items;
  expect(acts.map(({ what, after }: { what: string; after: object }) => [what, after])).toEqual([
    ['campaign:change', { amount: 1_500, nameEn: '15 off' }],
    ['campaign:create', expect.objectContaining({ name: '满 100 减 20', state: 'running' })],
  ]);
  expect((await marketing.call('GET', `${PROMOTIONS}/${made.body.id}`)).body.code).toBe('campaign_not_found');
});

test('what is not right is refused in words, and nothing is kept of it', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 10);
  const before = await show(`${COUPONS}?limit=1`);
  const refused = async (more: object) => faultsOf(await post(COUPONS, coupons(more)));
  expect(await refused({ amount: 10_001 })).toEqual(['amount takes_more_than_threshold']);
  expect(await refused({ claimableUntil: inDays(-2) })).toContain('claimableUntil ends_before_start');
  expect(await refused({ scope: { kind: 'products', ids: ['999999999'] } })).toEqual(['scope.ids.0 unknown']);
  expect(await refused({ code: 'ab' })).toEqual(['code malformed']);
  expect(await refused({ exclusiveWith: ['00000000-0000-7000-8000-000000000009'] })).toEqual([
    'exclusiveWith.0 unknown',
  ]);
  expect(await refused({ kind: 'percent', amount: undefined, percentOff: 10_000 })).toEqual([
    'percentOff not_a_percentage',
  ]);
  const steps = [
    { thresholdAmount: 20_000, amount: 2_000 },
    { thresholdAmount: 10_000, amount: 3_000 },
  ];
  expect(await refused({ amount: undefined, steps })).toEqual(['steps.1 steps_not_rising']);
  expect(await refused({ kind: 'gift', amount: undefined, giftSkuId: '999999999' })).toEqual([
    'giftSkuId unknown',
  ]);
  expect((await show(`${COUPONS}?limit=1`)).items).toEqual(before.items);
  const prices = [{ skuId, price: 10_000, pieces: 1 }];
  expect(faultsOf(await post(PROMOTIONS, flashSale(skuId, { prices })))).toEqual([
    'prices.0.price not_lower',
  ]);
  const told = await post(COUPONS, coupons({ amount: 10_001 }));
  expect(told.body.detail).toContain('减得比门槛还多');
});

test('a festival stands for a period, and a holiday that was not announced is refused', async () => {
  const free = { claimableFrom: undefined, claimableUntil: undefined, state: 'draft' };
  const ofFestival = (festival: string, year: number) =>
    post(COUPONS, coupons({ ...free, occasion: { festival, year } }));
  const made = await ofFestival('double_12', 2098);
  expect(made.body).toMatchObject({ claimableFrom: '2098-12-09T16:00:00.000Z', phase: 'draft' });
  const refused = await ofFestival('spring_festival', 2098);
  expect([refused.status, refused.body.code]).toEqual([422, 'holiday_year_unknown']);
  expect(faultsOf(await post(COUPONS, coupons(free)))).toEqual([
    'claimableFrom missing',
    'claimableUntil missing',
  ]);
});

test('days of the shop’s own stand in its calendar', async () => {
  const days = { name: '店庆', from: '2098-05-20', until: '2098-05-22' };
  const made = await post('/staff/campaign-days', days);
  expect(made.body).toMatchObject({ ...days, nameEn: null });
  const month = await show('/staff/campaign-calendar?month=2098-05');
  expect([month.days.length, month.isAnnounced]).toEqual([31, false]);
  expect(month.days[19].festivals).toMatchObject([{ name: '店庆', kind: 'own' }]);
  expect(month.proposals.some(({ name }: { name: string }) => name === '店庆')).toBe(true);
  const back = await post('/staff/campaign-days', { ...days, until: '2098-02-30' });
  expect(back.body.code).toBe('own_days_invalid');
  const at = `/staff/campaign-days/${made.body.id}`;
  expect((await marketing.call('DELETE', at)).status).toBe(204);
  expect((await marketing.call('DELETE', at)).body.code).toBe('own_days_not_found');
});

test('two campaigns have no code in common', async () => {
  const both = await Promise.all([1, 2].map(() => post(COUPONS, coupons({ code: 'SPRING26' }))));
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 422]);
  expect(faultsOf(both.find(({ status }) => status === 422)!)).toEqual(['code taken']);
});

test('a draft is tried, started, bought by, and gone for everybody once it is paused', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 100);
  const made = await post(PROMOTIONS, flashSale(skuId, { state: 'draft' }));
  const at = `${PROMOTIONS}/${made.body.id}`;
  const lines = [{ skuId, quantity: 3 }];
  const tried = await post(`${at}/trial`, { lines });
  expect(tried.status, JSON.stringify(tried.body)).toBe(200);
  // Two of three at the lower price; freight is free from 99 yuan on.
  expect(tried.body).toMatchObject({
    ...{ differenceAmount: 8_000, noEffect: null },
    without: { totalAmount: 30_000, adjustments: [] },
    with: { totalAmount: 22_000, adjustments: [{ kind: 'flash_sale', amount: -8_000 }] },
  });
  const shopper = await signUp(shop.url);
  const total = async () => (await shopper.call('POST', '/quotes', { body: { lines } })).body.totalAmount;
  expect(await total()).toBe(30_000);
  expect((await post(`${at}/resumption`)).body.code).toBe('campaign_state');
  expect((await post(`${at}/start`, { expectedVersion: 1 })).body.phase).toBe('running');
  expect(await total()).toBe(22_000);
  expect((await placeOrder(shopper, lines)).status).toBe(201);
  expect(await show(at)).toMatchObject({ pieces: [{ skuId, used: 2, most: 5 }], effect: { orders: 0 } });
  const below = await patch(at, { prices: [{ skuId, price: 6_000, pieces: 1 }] });
  expect(faultsOf(below)).toEqual(['prices.0.pieces below_used']);
  expect((await patch(at, { kind: 'limited_time_price' })).body.code).toBe('campaign_invalid');
  expect((await post(`${at}/pause`)).body).toMatchObject({ state: 'paused', phase: 'paused' });
  expect(await total()).toBe(30_000);
  expect((await post(`${at}/resumption`)).body.phase).toBe('running');
});

test('a draft is removed by who has seen it; what was started stays', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 10);
  const remove = (at: string, query = '') => marketing.call('DELETE', `${at}${query}`);
  for (const [base, body] of [
    [COUPONS, coupons({ state: 'draft', code: 'REMOVE26' })],
    [PROMOTIONS, flashSale(skuId, { state: 'draft' })],
  ] as const) {
    const made = await post(base, body);
    const at = `${base}/${made.body.id}`;
    await patch(at, { name: '改过的草稿' });
    const late = await remove(at, '?expectedVersion=1');
    expect([late.status, late.body.code, late.body.version]).toEqual([409, 'campaign_changed', 2]);
    const other = base === COUPONS ? PROMOTIONS : COUPONS;
    expect((await remove(`${other}/${made.body.id}`)).body.code).toBe('campaign_not_found');
    const naming = await post(COUPONS, coupons({ exclusiveWith: [made.body.id] }));
    expect((await remove(at)).body).toMatchObject({ code: 'campaign_named', by: [{ id: naming.body.id }] });
    await patch(`${COUPONS}/${naming.body.id}`, { exclusiveWith: [] });
    expect((await remove(at, '?expectedVersion=2')).status).toBe(204);
    expect((await marketing.call('GET', at)).body.code).toBe('campaign_not_found');
    expect((await remove(at)).body.code).toBe('campaign_not_found');
    const quotas = 'select part from campaign_quotas where campaign_id = $1';
    expect((await shop.database.pool.query(quotas, [made.body.id])).rows).toEqual([]);
    const owner = await signInAs(shop.url, 'owner');
    const trail = `/staff/audit?subjectKind=campaign&subjectId=${made.body.id}`;
    expect((await owner.call('GET', trail)).body.items[0]).toMatchObject({
      ...{ what: 'campaign:remove', before: { name: '改过的草稿' } },
    });
  }
  // Its code is free again.
  const again = await post(COUPONS, coupons({ code: 'REMOVE26' }));
  expect(again.status, JSON.stringify(again.body)).toBe(201);
  const running = `${COUPONS}/${again.body.id}`;
  expect(await remove(running)).toMatchObject({
    status: 409,
    body: { code: 'campaign_not_draft', state: 'running' },
  });
  await post(`${running}/pause`);
  expect((await remove(running)).body).toMatchObject({ code: 'campaign_not_draft', state: 'paused' });
  const viewer = await signInAs(shop.url, 'viewer');
  expect((await viewer.call('DELETE', running)).body.code).toBe('not_permitted');
});

test('while customers hold coupons only what hurts none of them is changed', async () => {
  const made = await post(COUPONS, coupons());
  const at = `${COUPONS}/${made.body.id}`;
  await shop.database.pool.query('update campaign_quotas set used = 40 where campaign_id = $1', [
    made.body.id,
  ]);
  const refused = await patch(at, { amount: 1_000, quota: 90 });
  expect([refused.status, refused.body.code]).toEqual([409, 'campaign_fixed']);
  expect(refused.body).toMatchObject({ because: 'coupons_out', fields: ['amount', 'quota'] });
  const claimableUntil = inDays(20);
  const more = await patch(at, { quota: 200, name: '满百减二十', claimableUntil });
  expect(more.body).toMatchObject({
    quota: 200,
    claimed: 40,
    name: '满百减二十',
    validUntil: claimableUntil,
  });
});

test('a coupon is tried as if it were held, and says what is missing', async () => {
  const [cheap, dear] = await newSkus(shop.database.pool, 2, 6_000, 10);
  const made = await post(COUPONS, coupons({ state: 'draft', audience: 'new' }));
  const at = `${COUPONS}/${made.body.id}/trial`;
  const short = await post(at, { lines: [{ skuId: cheap, quantity: 1 }] });
  expect(short.body).toMatchObject({
    ...{ differenceAmount: 0, noEffect: { reason: 'below_threshold', missingAmount: 4_000 } },
  });
  const both = [cheap, dear].map((skuId) => ({ skuId, quantity: 1 }));
  expect((await post(at, { lines: both })).body.differenceAmount).toBe(2_000);
  expect(faultsOf(await post(at, { lines: [{ skuId: '999999999', quantity: 1 }] }))).toEqual([
    'lines.0.skuId unknown',
  ]);
});

test('who may only look changes nothing', async () => {
  const viewer = await signInAs(shop.url, 'viewer');
  expect((await viewer.call('GET', COUPONS)).status).toBe(200);
  expect((await viewer.call('POST', COUPONS, { body: coupons() })).body.code).toBe('not_permitted');
});

test('what is over begins no more until it has another end', async () => {
  const ends = { claimableUntil: inDays(1) };
  const made = await post(COUPONS, coupons({ state: 'draft', ...ends }));
  const at = `${COUPONS}/${made.body.id}`;
  shop.clock.advance(2 * DAY_MS);
  marketing = await signInAs(shop.url, 'marketing');
  expect((await post(`${at}/start`)).body.code).toBe('campaign_over');
  expect((await patch(at, { claimableUntil: inDays(1) })).status).toBe(200);
  expect((await post(`${at}/start`)).body.phase).toBe('running');
});
