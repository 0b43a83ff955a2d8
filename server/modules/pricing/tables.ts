import { NUMBERS, OWN_ID, type DescribedTable, type Field } from '../../platform/described-table.ts';

const COUPON: Field = {
  what: 'which coupons somebody has, since when and how they were got, and on which order they were used',
  keptAs: "clear, under the customer's random id",
  why: 'the price of an order; a coupon is used once',
  howLong: 'while the account exists',
};
const TAKEN: Field = {
  what: 'what orders took of campaigns that are limited',
  keptAs: "clear, under the customer's random id",
  why: 'nobody gets more than the campaign gives, and it goes back with the order',
  howLong: 'with the order',
};
const ONCE: Field = {
  what: 'phone and browser of who got something that each person gets once',
  keptAs: 'keyed hash',
  why: 'a second account gets it no second time',
  howLong: 'as long as the campaign is kept',
};

const ORDER_NO = { holds: NUMBERS, told: { zh: '订单号', en: 'Order number' } };

export const pricingTables: readonly DescribedTable[] = [
  { table: 'campaigns', nothing: 'what the shop offers to everybody' },
  { table: 'own_days', nothing: 'days that campaigns are made for' },
  { table: 'campaign_quotas', nothing: 'how much of a campaign is left' },
  { table: 'instalment_plans', nothing: 'what the shop has agreed with its gateways about instalments' },
  { table: 'freight_templates', nothing: 'what the way to a district costs' },
  {
    table: 'campaign_people',
    nobodys: 'a list of who has had something, which no account is found by',
    columns: {
      person_hash: { holds: ONCE },
      campaign_id: { nothing: 'which campaign' },
    },
  },
  {
    table: 'coupons',
    title: { zh: '优惠券', en: 'Coupons' },
    policy: { zh: '领过和用过的优惠券', en: 'coupons you have claimed and used' },
    onErase: { do: 'erase' },
    key: ['coupon_id'],
    columns: {
      customer_id: OWN_ID,
      coupon_id: { nothing: 'a random number of the row' },
      campaign_id: { holds: COUPON, unsaid: 'the number of the campaign' },
      nth: { nothing: 'a counter of the row' },
      state: { holds: COUPON, told: { zh: '状态', en: 'State' } },
      valid_from: { holds: COUPON, told: { zh: '可用时间起', en: 'Valid from' } },
      valid_until: { holds: COUPON, told: { zh: '可用时间止', en: 'Valid until' } },
      way: { holds: COUPON, told: { zh: '怎么得到的', en: 'How it was got' } },
      claimed_at: { holds: COUPON, told: { zh: '领取时间', en: 'Claimed at' } },
      order_no: ORDER_NO,
      used_at: { holds: COUPON, told: { zh: '使用时间', en: 'Used at' } },
      claim_key: { nothing: 'a random key of the request' },
    },
  },
  {
    table: 'campaign_uses',
    title: { zh: '参加的限量活动', en: 'Limited campaigns you took part in' },
    policy: { zh: '限量活动里买了多少', en: 'how much you bought in limited campaigns' },
    onErase: { do: 'keep', because: 'part of what was bought for how much: a record of trade' },
    key: ['order_no', 'campaign_id', 'part'],
    columns: {
      customer_id: OWN_ID,
      order_no: ORDER_NO,
      campaign_id: { holds: TAKEN, unsaid: 'the number of the campaign' },
      part: { holds: TAKEN, told: { zh: '哪一部分', en: 'What of it' } },
      amount: { holds: TAKEN, told: { zh: '多少', en: 'How much' } },
      given_back: { holds: TAKEN, told: { zh: '已退回', en: 'Given back' } },
    },
  },
];
