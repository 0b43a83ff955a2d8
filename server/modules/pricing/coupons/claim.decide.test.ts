import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newCustomerId, type CustomerId } from '../../../kernel/ids.ts';
import { couponCampaign } from '../../../../test/support/campaigns.ts';
import type { CouponRecord } from '../campaigns/campaign-record.ts';
import { partKey } from '../running.decide.ts';
import { dayPartOf, decideClaims, hadKey, personKey, type ClaimGround } from './claim.decide.ts';
import type { Claiming } from './claim.ts';

const NOW = new Date('2026-11-27T15:59:00Z');
const ada = newCustomerId();
const bob = newCustomerId();

function ground(campaign: CouponRecord, more: Partial<ClaimGround> = {}): ClaimGround {
  const { campaignId, definition } = campaign;
  return {
    now: NOW,
    left: new Map([
      [partKey({ campaignId, part: 'all' }), definition.quota],
      [partKey({ campaignId, part: dayPartOf(NOW) }), definition.quotaPerDay ?? 0],
    ]),
    had: new Map(),
    earlier: new Map(),
    buyers: new Set(),
    people: new Set(),
    ...more,
  };
}
const claim = (campaign: CouponRecord, customerId: CustomerId, more: Partial<Claiming> = {}): Claiming => ({
  ...{ customerId, campaign, way: 'claimed', people: [] },
  ...more,
});
const codes = (campaign: CouponRecord, claims: readonly Claiming[], more?: Partial<ClaimGround>): string[] =>
  decideClaims(ground(campaign, more), claims).decided.map((one) => (one.ok ? 'ok' : one.error.code));

test('a day is one of Shanghai', () => {
  expect(dayPartOf(NOW)).toBe('day 2026-11-27');
  expect(dayPartOf(new Date('2026-11-27T16:00:00Z'))).toBe('day 2026-11-28');
});

test('who comes later finds what is left, in all and of the day', () => {
  const two = couponCampaign({ quota: 2 });
  const claims = [ada, bob, newCustomerId()].map((who) => claim(two, who));
  expect(codes(two, claims)).toEqual(['ok', 'ok', 'coupon_gone']);
  const oneADay = couponCampaign({ quota: 2, quotaPerDay: 1 });
  const [first, second] = decideClaims(ground(oneADay), [claim(oneADay, ada), claim(oneADay, bob)]).decided;
  expect(first!.ok).toBe(true);
  expect(second).toMatchObject({ error: { code: 'coupon_gone', of: 'day' } });
});

test('a customer gets as many as each may have, numbered, with those that the shop gives', () => {
  const twice = couponCampaign({ quotaPerCustomer: 2 });
  const { decided, coupons, changes } = decideClaims(ground(twice), [
    claim(twice, ada),
    claim(twice, ada, { way: 'given' }),
    claim(twice, ada),
    claim(twice, ada, { way: 'given' }),
  ]);
  for (const late of decided.slice(2))
    expect(late).toMatchObject({ error: { code: 'coupon_limit', limit: 2, by: 'customer' } });
  expect(coupons.map(({ nth }) => nth)).toEqual([1, 2]);
  expect(changes).toEqual([{ campaignId: twice.campaignId, part: 'all', amount: 2 }]);
});

test('a person has one of a campaign for new customers, by whatever account', () => {
  const forNew = couponCampaign({ audience: 'new' });
  const [phone, device] = [Buffer.from('phone'), Buffer.from('device')];
  const claims = [
    claim(forNew, ada, { people: [phone, device] }),
    claim(forNew, bob, { people: [Buffer.from('other phone'), device] }),
  ];
  expect(decideClaims(ground(forNew), claims).decided[1]).toMatchObject({
    error: { code: 'coupon_limit', by: 'person' },
  });
  const people = new Set([personKey(phone, forNew.campaignId)]);
  expect(codes(forNew, claims, { people })).toEqual(['coupon_limit', 'ok']);
  expect(codes(forNew, claims, { buyers: new Set([ada]) })).toEqual(['new_customers_only', 'ok']);
});

test('nothing is claimed before a campaign, after it, while it rests, or when its coupons would be over', () => {
  const [before, after] = [new Date(NOW.getTime() - 1), new Date(NOW.getTime() + 1)];
  const cases: [string, CouponRecord][] = [
    ['coupon_not_started', couponCampaign({}, { startsAt: after })],
    ['ok', couponCampaign({}, { startsAt: NOW })],
    ['coupon_ended', couponCampaign({}, { endsAt: NOW })],
    ['coupon_paused', couponCampaign({}, { state: 'paused' })],
    ['coupon_ended', couponCampaign({ validFrom: '2026-01-01T00:00:00Z', validUntil: before.toISOString() })],
  ];
  for (const [code, campaign] of cases) expect(codes(campaign, [claim(campaign, ada)])).toEqual([code]);
});

test('a claim that is sent again is answered with its coupon, whatever has become of the campaign since', () => {
  const one = couponCampaign({ quota: 1 });
  const sent = claim(one, ada, { key: 'k' });
  const { decided } = decideClaims(ground(one), [sent, sent, claim(one, ada)]);
  expect(decided).toMatchObject([
    { value: { replayed: false } },
    { value: { replayed: true } },
    { error: { code: 'coupon_limit' } },
  ]);
  const { coupon } = (decided[0] as Extract<(typeof decided)[number], { ok: true }>).value;
  const earlier = new Map([[`${ada} k`, coupon]]);
  const over = { ...one, endsAt: NOW };
  expect(codes(over, [claim(over, ada, { key: 'k' })], { earlier })).toEqual(['ok']);
  const other = couponCampaign();
  expect(codes(other, [claim(other, ada, { key: 'k' })], { earlier })).toEqual(['idempotency_key_reused']);
});

test('however claims come, nobody passes a limit and what is taken is what is given', () => {
  const customers = Array.from({ length: 4 }, newCustomerId);
  fc.assert(
    fc.property(
      fc.nat({ max: 12 }),
      fc.nat({ max: 8 }),
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.tuple(fc.nat({ max: 3 }), fc.boolean()), { maxLength: 40 }),
      (quota, quotaPerDay, quotaPerCustomer, asked) => {
        const campaign = couponCampaign({ quota, quotaPerDay, quotaPerCustomer });
        const claims = asked.map(([who, isGiven]) =>
          claim(campaign, customers[who]!, isGiven ? { way: 'given' } : {}),
        );
        const had = new Map([[hadKey(customers[0]!, campaign.campaignId), { last: 1, count: 1 }]]);
        const { coupons, changes } = decideClaims(ground(campaign, { had }), claims);
        expect(coupons.length).toBeLessThanOrEqual(quota);
        expect(coupons.length).toBeLessThanOrEqual(quotaPerDay);
        for (const [who, own] of Map.groupBy(coupons, ({ customerId }) => customerId))
          expect(own.length).toBeLessThanOrEqual(quotaPerCustomer - (who === customers[0] ? 1 : 0));
        expect(new Set(coupons.map(({ customerId, nth }) => `${customerId} ${nth}`)).size).toBe(
          coupons.length,
        );
        expect(changes.find(({ part }) => part === 'all')?.amount ?? 0).toBe(coupons.length);
        expect(changes.find(({ part }) => part !== 'all')?.amount ?? 0).toBe(coupons.length);
      },
    ),
  );
});
