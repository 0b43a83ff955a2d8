import type { Words } from '../../server/kernel/language.ts';
import type { SkuId } from '../../server/kernel/ids.ts';
import { fen } from '../../server/kernel/money.ts';
import type { PiecePrice, Promotion } from '../../server/modules/pricing/campaign.ts';
import type { FreightRules } from '../../server/modules/pricing/freight.ts';
import type { PricingInput } from '../../server/modules/pricing/price.ts';
import { ALL, amountStep, campaign, coupon, FLAT, input, line, percentStep } from './price-samples.ts';

/** A price worked out by hand, for a test and for docs/pricing.md. */
export type WorkedPrice = {
  readonly title: Words;
  /** What the rule says. */
  readonly rule: Words;
  /** How the sum comes about. */
  readonly sum: Words;
  readonly input: PricingInput;
  readonly total: number;
};

const SKU = (id: number): SkuId => String(id) as SkuId;
const named = (id: string, zh: string, en: string) => ({ ...campaign(id), label: { zh, en } });
const promoted = (promotion: Promotion) => ({ promotions: [promotion] });
const pieces = (
  kind: PiecePrice['kind'],
  zh: string,
  en: string,
  price: number,
  most?: number,
): PiecePrice => ({
  ...{ kind, campaignId: kind, label: { zh, en } },
  prices: new Map([[SKU(1), fen(price)]]),
  ...(most === undefined ? {} : { mostPieces: new Map([[SKU(1), most]]) }),
});

const BY_WEIGHT: FreightRules = {
  mode: 'sum',
  templates: new Map([
    [
      'flat',
      {
        ...{ templateId: 'flat', basis: 'weight', notServed: ['54'] },
        rows: [
          {
            regions: ['65'],
            ...{ firstUnits: 1_000, firstAmount: fen(1_800), furtherUnits: 1_000, furtherAmount: fen(1_200) },
            surchargeAmount: fen(500),
          },
          {
            regions: [],
            ...{ firstUnits: 1_000, firstAmount: fen(800), furtherUnits: 500, furtherAmount: fen(200) },
            surchargeAmount: fen(0),
          },
        ],
      },
    ],
  ]),
};

const PROMOTIONS: readonly WorkedPrice[] = [
  {
    title: { zh: '限时价', en: 'Limited-time price' },
    rule: {
      zh: '一件的价格先定：限时价、抢购价、会员价里最低的那个。',
      en: 'The price of a piece comes first: the lowest of limited-time, flash sale and member price.',
    },
    sum: { zh: '¥100 的商品限时 ¥79，两件 ¥158。', en: '¥100 goods at ¥79 for a while: two are ¥158.' },
    input: input([line(1, 10_000, 2)], {
      piecePrices: [pieces('limited_time_price', '周末限时', 'Weekend', 7_900)],
    }),
    total: 15_800,
  },
  {
    title: { zh: '限量抢购', en: 'Flash sale' },
    rule: {
      zh: '只有这么多件是抢购价；再多的按次低的价格。',
      en: 'So many pieces have this price; what is more costs the next lowest.',
    },
    sum: {
      zh: '抢购 ¥50 还剩 2 件，买 3 件：50 × 2 + 80 × 1 = ¥180。',
      en: 'Two are left at ¥50, three are bought: 50 × 2 + 80 × 1 = ¥180.',
    },
    input: input([line(1, 10_000, 3)], {
      piecePrices: [
        pieces('flash_sale', '整点抢购', 'Flash sale', 5_000, 2),
        pieces('limited_time_price', '周末限时', 'Weekend', 8_000),
      ],
    }),
    total: 18_000,
  },
  {
    title: { zh: '3 件付 2 件', en: 'Three for the price of two' },
    rule: {
      zh: '从贵到便宜，每 3 件里最便宜的 1 件免费。',
      en: 'Dearest first into sets; of each three the cheapest is free.',
    },
    sum: {
      zh: '¥30、¥20、¥10 各一件：免 ¥10，付 ¥50。',
      en: 'One each of ¥30, ¥20 and ¥10: the ¥10 is free, ¥50 is paid.',
    },
    input: input(
      [line(1, 3_000), line(2, 2_000), line(3, 1_000)],
      promoted({ kind: 'n_for_m', n: 3, m: 2, scope: ALL, ...named('n', '3 件付 2 件', '3 for 2') }),
    ),
    total: 5_000,
  },
  {
    title: { zh: '第二件半价', en: 'Second at half price' },
    rule: {
      zh: '从贵到便宜两两一对，便宜的半价；单数的分向下取整。',
      en: 'In pairs, dearest first; the cheaper of each pair at half, an odd fen is the buyer’s.',
    },
    sum: {
      zh: '¥1.01 买 3 件：1.01 + 0.50 + 1.01 = ¥2.52。',
      en: 'Three of ¥1.01: 1.01 + 0.50 + 1.01 = ¥2.52.',
    },
    input: input(
      [line(1, 101, 3)],
      promoted({ kind: 'second_at_half_price', scope: ALL, ...named('h', '第二件半价', 'Second at half') }),
    ),
    total: 252,
  },
  {
    title: { zh: '套装价', en: 'Bundle price' },
    rule: {
      zh: '凑得齐几套就按几套算，套装不比单买便宜就不算。',
      en: 'As often as there are pieces for it, and only where it is cheaper than the pieces.',
    },
    sum: {
      zh: '主机 ¥300 + 手柄 ¥200 × 2 的套装 ¥500；再多一台主机按 ¥300：共 ¥800。',
      en: 'Console ¥300 with two ¥200 pads for ¥500, and one more console at ¥300: ¥800.',
    },
    input: input(
      [line(1, 30_000, 2), line(2, 20_000, 2)],
      promoted({
        kind: 'bundle_price',
        parts: new Map([
          [SKU(1), 1],
          [SKU(2), 2],
        ]),
        price: fen(50_000),
        ...named('b', '游戏套装', 'Games bundle'),
      }),
    ),
    total: 80_000,
  },
  {
    title: { zh: '阶梯满减', en: 'Spend and save, in steps' },
    rule: {
      zh: '达到的最高一档减一次，门槛本身就算达到。',
      en: 'The highest step that is reached, once; the threshold itself counts.',
    },
    sum: {
      zh: '满 200 减 30、满 300 减 60：买 ¥250 减 30，付 ¥220，再买 ¥50 减 60。',
      en: '¥30 off ¥200, ¥60 off ¥300: ¥250 is ¥220, and ¥50 more reach the next step.',
    },
    input: input(
      [line(1, 25_000)],
      promoted({
        kind: 'spend_and_save',
        scope: ALL,
        steps: [amountStep(20_000, 3_000), amountStep(30_000, 6_000)],
        ...named('s', '满减', 'Spend and save'),
      }),
    ),
    total: 22_000,
  },
];

const COUPONS: readonly WorkedPrice[] = [
  {
    title: { zh: '满减券', en: 'Threshold coupon' },
    rule: {
      zh: '门槛看适用商品在所有活动之后的金额；减的钱按金额分摊到每一件，用最大余数法，一分不差。',
      en: 'The threshold looks at its goods after all promotions; what is off is spread over them by largest remainder, to the fen.',
    },
    sum: {
      zh: '满 200 减 30：¥150 和 ¥50 各一件，正好 200，减 30（分摊 22.50 和 7.50），付 ¥170。',
      en: '¥30 off ¥200: ¥150 and ¥50 are just 200, ¥170 is paid (22.50 and 7.50 off each).',
    },
    input: input([line(1, 15_000), line(2, 5_000)], {
      coupons: [coupon('满 200 减 30', [amountStep(20_000, 3_000)])],
    }),
    total: 17_000,
  },
  {
    title: { zh: '折扣券，有封顶', en: 'Percentage with a cap' },
    rule: {
      zh: '折扣对适用商品的总额算一次，四舍五入到分，半分归买家；超过封顶按封顶。',
      en: 'Once, of the sum of its goods, to the nearest fen, half a fen for the buyer; never beyond the cap.',
    },
    sum: {
      zh: '八折封顶 ¥10：¥333.33 减 10，付 ¥323.33。',
      en: '20 % off, ¥10 at most: ¥333.33 is ¥323.33.',
    },
    input: input([line(1, 33_333)], { coupons: [coupon('八折券', [percentStep(2_000, 1_000)])] }),
    total: 32_333,
  },
  {
    title: { zh: '两张里自动选最优', en: 'The best of two' },
    rule: {
      zh: '商品券最多一张，运费券最多一张；含运费的总价最低的组合自动选上，也可以自己另选。',
      en: 'One coupon for goods and one for freight at most; the combination with the lowest total is chosen, or another by hand.',
    },
    sum: {
      zh: '¥120 的商品：满 100 减 15 好过九折（12）；减后 ¥105 仍满 99 包邮，付 ¥105。',
      en: 'Goods of ¥120: ¥15 off beats 10 % (¥12); ¥105 still has free delivery: ¥105.',
    },
    input: input([line(1, 12_000)], {
      coupons: [coupon('满 100 减 15', [amountStep(10_000, 1_500)]), coupon('九折券', [percentStep(1_000)])],
      freight: FLAT,
    }),
    total: 10_500,
  },
  {
    title: { zh: '运费券', en: 'Freight coupon' },
    rule: {
      zh: '只抵运费，抵完为止，不退差额。',
      en: 'Takes off freight alone, and never more than it.',
    },
    sum: {
      zh: '¥50 的商品，运费 ¥8 被券抵掉，付 ¥50。',
      en: 'Goods of ¥50; the ¥8 for the way is off: ¥50.',
    },
    input: input([line(1, 5_000)], {
      coupons: [coupon('运费券', [], { kind: 'freight', thresholdAmount: fen(0) })],
      freight: FLAT,
    }),
    total: 5_000,
  },
  {
    title: { zh: '赠品券', en: 'Gift coupon' },
    rule: {
      zh: '满额送一件，赠品价格为 0，不分摊优惠；赠品没了就不用这张券。',
      en: 'A piece is given from an amount on; it costs nothing and carries no discount. Where none is left the coupon is not spent.',
    },
    sum: {
      zh: '满 100 送茶杯：付 ¥100，多一件 ¥0 的茶杯。',
      en: 'A cup from ¥100 on: ¥100, and a cup for ¥0.',
    },
    input: input([line(1, 10_000)], {
      coupons: [coupon('送茶杯', [], { kind: 'gift', thresholdAmount: fen(10_000), giftSkuId: SKU(9) })],
    }),
    total: 10_000,
  },
  {
    title: { zh: '减到 0 元', en: 'A total of nothing' },
    rule: {
      zh: '券比商品贵，多出来的作废；总价 0 元的订单下单就算付清。',
      en: 'What is left of a larger coupon lapses; an order that comes to nothing is paid by being placed.',
    },
    sum: { zh: '¥30 的商品用 ¥50 的券：付 ¥0。', en: 'Goods of ¥30 with ¥50 off: ¥0.' },
    input: input([line(1, 3_000)], { coupons: [coupon('立减 50', [amountStep(0, 5_000)])] }),
    total: 0,
  },
];

const FREIGHT: readonly WorkedPrice[] = [
  {
    title: { zh: '满额包邮', en: 'Free from an amount' },
    rule: {
      zh: '包邮看优惠之后的金额。',
      en: 'Free delivery looks at what the goods cost after discounts.',
    },
    sum: {
      zh: '¥100 立减 5 剩 ¥95，不满 99，加运费 8 是 ¥103；所以这张券不用更便宜：付 ¥100。',
      en: '¥5 off ¥100 is ¥95, below 99, and ¥103 with freight: cheaper without it, ¥100.',
    },
    input: input([line(1, 10_000)], { coupons: [coupon('立减 5', [amountStep(0, 500)])], freight: FLAT }),
    total: 10_000,
  },
  {
    title: { zh: '按重量，偏远加价', en: 'By weight, with a surcharge for places far off' },
    rule: {
      zh: '同一模板的商品合在一起算，续重不满一个单位按一个算；偏远地区另加。',
      en: 'Goods of one template are weighed together; a further unit that is begun counts; places far off cost more.',
    },
    sum: {
      zh: '3 件各 500 克寄乌鲁木齐：首 1 千克 18，续 0.5 千克按 1 千克 12，偏远 5，共 35；加商品 ¥30 是 ¥65。',
      en: 'Three of 500 g to Ürümqi: 18 for the first kilogram, 12 for the one begun, 5 on top; with goods of ¥30, ¥65.',
    },
    input: input([line(1, 1_000, 3)], { freight: BY_WEIGHT, regionCode: '650102' }),
    total: 6_500,
  },
];

export const WORKED_PRICES: readonly WorkedPrice[] = [...PROMOTIONS, ...COUPONS, ...FREIGHT];
