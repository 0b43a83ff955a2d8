import type { ChooserView } from '../coupon-chooser/chooser-view.ts';
import type { Priced } from '../price-breakdown/priced.ts';
import type { PriceDifference } from '../price-breakdown/price-differences.ts';
import type { PriceHint } from '../price-breakdown/price-hints.server.ts';

const lines = [
  { skuId: '1', name: 'KS Air 头戴式降噪耳机' },
  { skuId: '2', name: '珐琅铸铁茶壶 0.9L' },
];

/** A price with all that can stand in a breakdown. */
export const samplePrice: Priced = {
  ...{
    itemsAmount: 125_800,
    discountAmount: 29_000,
    freightAmount: 800,
    totalAmount: 96_800,
    savedAmount: 29_800,
  },
  lines,
  adjustments: [
    {
      ...{
        kind: 'flash_sale',
        label: '今晚八点抢购',
        reason: '限量抢购价',
        amount: -23_000,
        campaignId: 'a',
      },
      lines: [
        { skuId: '1', amount: -20_000 },
        { skuId: '2', amount: -3_000 },
      ],
    },
    {
      ...{
        kind: 'coupon',
        label: '名字很长很长、要换行才放得下的全场满减优惠券',
        reason: '优惠券',
        couponId: 'b',
      },
      amount: -6_000,
      lines: [
        { skuId: '1', amount: -5_247 },
        { skuId: '2', amount: -753 },
      ],
    },
    { kind: 'gift', label: '满 100 送一件', reason: '赠品券', amount: 0, couponId: 'c', lines: [] },
    { kind: 'freight', label: '运费', reason: '运费', amount: 800, lines: [] },
    { kind: 'freight_coupon', label: '运费券', reason: '运费券', amount: -800, couponId: 'd', lines: [] },
  ],
};
export const sampleFreight = { reason: '按收货地区的运费标准', carrierDays: [2, 4] } as const;

const ticket = (id: string, worth: string, from: string, name: string, says: string) => ({
  ...{ id, worth, from, name, says },
  until: '11-30 23:59 前有效',
});

export const sampleChooser: ChooserView = {
  lead: '已选 1 张 −¥60.00',
  best: { says: '用最优组合，再省 ¥12.00', isTaken: false },
  tickets: [
    {
      ...ticket('1', '¥60', '满 ¥800 可用', '满减券 · 全场通用', '这单减 ¥60.00'),
      ...{ isOn: true, choice: 'none', does: '不用「满减券」' },
    },
    {
      ...ticket(
        '2',
        '8.5 折',
        '无门槛',
        '名字很长很长、要换行才放得下的新人折扣券',
        '可减 ¥72.00，合计 ¥956.00',
      ),
      ...{ isOn: false, choice: '2', does: '用「新人折扣券」' },
    },
  ],
  unusable: [ticket('3', '¥5,000', '满 ¥99,999 可用', '大额券', '再买 ¥18.50 可用')],
  ...{ moreSays: '', unusableSays: '另有 1 张不可用', isNone: false },
};

export const sampleHints: readonly PriceHint[] = [
  { icon: 'truck', text: '已享包邮', isMissing: false },
  { icon: 'tag', text: '已用「满 800 减 60」，为你省 ¥60', isMissing: false },
  { icon: 'badge-check', text: '再买 ¥18.50，可享「双旦满减」满 ¥300 的优惠', isMissing: true },
];

export const sampleChanges: readonly PriceDifference[] = [
  { name: 'KS Air 头戴式降噪耳机', before: 89_900, now: 109_900 },
  { name: '今晚八点抢购', before: -20_000, now: null },
];
