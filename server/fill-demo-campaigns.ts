import type { SkuId } from './kernel/ids.ts';
import { fen } from './kernel/money.ts';
import { DAY_MS, startOfDay } from './kernel/shop-day.ts';
import { findSkuIds, listCategorySlugs } from './modules/catalog/index.ts';
import type { CampaignForm } from './modules/pricing/index.ts';
import type { House } from './modules.ts';
import type { Database } from './platform/database.ts';
import type { PastClock } from './past-clock.ts';

/** They were begun before the orders of the last days, which are priced by them. */
const BEGUN_DAYS_AGO = 10;
const LAST_DAYS = 45;

type Named = { sku(code: string): SkuId; category(slug: string): string };
type Planned = {
  readonly form: Omit<CampaignForm, 'startsAt' | 'endsAt'>;
  readonly fate?: 'draft' | 'paused';
  /** Days from now on, before now where negative; else it runs since a while. */
  readonly inDays?: number;
};

const yuan = (amount: number) => fen(amount * 100);
const COUPON = { scope: { kind: 'all' }, audience: 'all', quotaPerCustomer: 1 } as const;

function couponsOf({ sku, category }: Named): Planned[] {
  const food = { kind: 'categories', ids: [category('kitchen')] } as const;
  return [
    {
      form: {
        ...{ ...COUPON, kind: 'amount', name: '新客满 100 减 20', nameEn: 'First order: ¥20 off from ¥100' },
        ...{ thresholdAmount: yuan(100), amount: yuan(20), audience: 'new', quota: 2_000, validDays: 14 },
      },
    },
    {
      form: {
        ...{
          ...COUPON,
          kind: 'amount',
          name: '店铺券满 200 减 30',
          nameEn: 'Shop coupon: ¥30 off from ¥200',
        },
        ...{ thresholdAmount: yuan(200), amount: yuan(30), quota: 5_000, quotaPerDay: 500, validDays: 7 },
      },
    },
    {
      form: {
        ...{ ...COUPON, kind: 'freight', name: '运费券', nameEn: 'Free delivery' },
        ...{ thresholdAmount: yuan(39), quota: 3_000, quotaPerCustomer: 2, validDays: 30 },
      },
    },
    {
      form: {
        ...{ ...COUPON, kind: 'percent', name: '厨房九折券', nameEn: '10% off kitchenware', scope: food },
        ...{ thresholdAmount: yuan(99), percentOff: 1_000, capAmount: yuan(50), quota: 1_000, validDays: 15 },
      },
    },
    {
      form: {
        ...{ ...COUPON, kind: 'gift', name: '茶具满 150 送咖啡杯', nameEn: 'A coffee cup with tea ware' },
        scope: { kind: 'categories', ids: [category('tea-ware')] },
        ...{ thresholdAmount: yuan(150), giftSkuId: sku('QL-C30-V-1'), quota: 200, validDays: 15 },
      },
    },
  ];
}

/** Those that not everybody is offered: by a code, paused, and not begun. */
function quietCouponsOf({ category }: Named): Planned[] {
  return [
    {
      form: {
        ...{
          ...COUPON,
          kind: 'amount',
          name: '老朋友口令券',
          nameEn: 'For friends, by a code',
          code: 'KSFRIENDS',
        },
        ...{ thresholdAmount: yuan(99), amount: yuan(15), quota: 300, validDays: 30 },
      },
    },
    {
      form: {
        ...{ ...COUPON, kind: 'percent', name: '露营八五折券', nameEn: '15% off camping' },
        scope: { kind: 'categories', ids: [category('camping')] },
        ...{ thresholdAmount: yuan(0), percentOff: 1_500, capAmount: yuan(120), quota: 500, validDays: 10 },
      },
      fate: 'paused',
    },
    {
      form: {
        ...{ ...COUPON, kind: 'amount', name: '年货节满 199 减 25', nameEn: 'New year: ¥25 off from ¥199' },
        ...{ thresholdAmount: yuan(199), amount: yuan(25), quota: 10_000, quotaPerCustomer: 3, validDays: 5 },
      },
      ...{ fate: 'draft', inDays: 20 },
    },
  ];
}

function promotionsOf({ sku, category }: Named): Planned[] {
  return [
    {
      form: {
        ...{ kind: 'spend_and_save', name: '鞋靴箱包满减', nameEn: 'Shoes and bags: spend and save' },
        scope: { kind: 'categories', ids: [category('shoes'), category('bags')] },
        steps: [
          { thresholdAmount: yuan(300), amount: yuan(40) },
          { thresholdAmount: yuan(500), amount: yuan(80) },
        ],
        budgetAmount: yuan(20_000),
      },
    },
    {
      form: {
        ...{
          kind: 'second_at_half_price',
          name: '文具第二件半价',
          nameEn: 'Stationery: second at half price',
        },
        scope: { kind: 'categories', ids: [category('stationery')] },
      },
    },
    {
      form: {
        ...{ kind: 'n_for_m', name: '零食三件付两件', nameEn: 'Snacks: three for the price of two' },
        ...{ scope: { kind: 'categories', ids: [category('snacks')] }, n: 3, m: 2 },
      },
    },
    {
      form: {
        ...{ kind: 'bundle_price', name: '沐浴护肤套装', nameEn: 'Bath set', price: yuan(89) },
        parts: [
          { skuId: sku('CM-L4-O-B'), quantity: 1 },
          { skuId: sku('CM-S1-T-3'), quantity: 1 },
        ],
      },
    },
    {
      form: {
        ...{ kind: 'flash_sale', name: 'K75 键盘限量抢购', nameEn: 'K75 keyboard, while it lasts' },
        prices: [{ skuId: sku('KSK-75-GY-SL'), price: yuan(199), pieces: 50 }],
        piecesPerCustomer: 2,
      },
    },
  ];
}

function limitedTimesOf({ sku }: Named): Planned[] {
  return [
    {
      form: {
        ...{ kind: 'limited_time_price', name: '充电周限时价', nameEn: 'A week of charging' },
        prices: [
          { skuId: sku('KSP-65-V-1'), price: yuan(99) },
          { skuId: sku('KSP-10M-W'), price: yuan(119) },
        ],
      },
    },
    {
      form: {
        ...{ kind: 'limited_time_price', name: '茶壶限时价', nameEn: 'Teapots for less' },
        prices: [{ skuId: sku(FALLEN_SKU), price: yuan(109) }],
      },
      inDays: -1,
    },
  ];
}

type FillDeps = {
  readonly house: Pick<House, 'pricing' | 'staff'>;
  readonly database: Database;
  readonly clock: PastClock;
};

/**
 * Gives a new demo shop campaigns of every kind, made by somebody of its staff as they would be in the back office: they run for
 * weeks from whenever the shop was first started.
 */
export async function fillDemoCampaigns({ house, database, clock }: FillDeps): Promise<number> {
  const named = await nameGoods(database);
  const planned = [
    ...couponsOf(named),
    ...quietCouponsOf(named),
    ...promotionsOf(named),
    ...limitedTimesOf(named),
  ];
  await clock.ago(BEGUN_DAYS_AGO * DAY_MS, async () => {
    const signedIn = await house.staff.openDemoSession('marketing', {
      clientAddress: '198.18.0.100',
      userAgent: '',
    });
    if (!signedIn.ok) throw new Error(`nobody of marketing: ${signedIn.error.code}`);
    const by = signedIn.value.session;
    // As a person would: at midnight.
    const begun = startOfDay(clock.now()).getTime();
    for (const { form, fate, inDays } of planned) {
      const startsAt = new Date(inDays === undefined ? begun : begun + (BEGUN_DAYS_AGO + inDays) * DAY_MS);
      const endsAt = new Date(startsAt.getTime() + LAST_DAYS * DAY_MS);
      const state = fate === 'draft' ? 'draft' : 'running';
      const made = await house.pricing.campaigns.create(by, { ...form, startsAt, endsAt }, state);
      if (!made.ok) throw new Error(`no campaign ${form.name}: ${JSON.stringify(made.error)}`);
      if (fate !== 'paused') continue;
      const { campaignId } = made.value;
      const paused = await house.pricing.campaigns.act(by, { campaignId }, 'pause');
      if (!paused.ok) throw new Error(`${form.name} goes on: ${paused.error.code}`);
    }
  });
  return planned.length;
}

/** Goods whose price fell yesterday: who bought them before may claim the difference. */
export const FALLEN_SKU = 'QL-T09-G';

const CODES = [FALLEN_SKU, 'QL-C30-V-1', 'CM-L4-O-B', 'CM-S1-T-3', 'KSP-65-V-1', 'KSP-10M-W', 'KSK-75-GY-SL'];

async function nameGoods(database: Database): Promise<Named> {
  const [skus, categories] = await Promise.all([findSkuIds(database, CODES), listCategorySlugs(database)]);
  const must = <T>(what: string, found: T | undefined): T => {
    if (found === undefined) throw new Error(`the demo catalogue has no ${what}`);
    return found;
  };
  return {
    sku: (code) => must(code, skus.get(code)),
    category: (slug) => must(slug, categories.get(slug)),
  };
}
