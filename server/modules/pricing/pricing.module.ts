import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { defineModule } from '../../platform/module.ts';
import type { Addresses } from '../addresses/index.ts';
import {
  countGoodsOfTemplates,
  findGoodsOfTemplate,
  listCategoryLinks,
  type FindOffers,
} from '../catalog/index.ts';
import type { ShopSettings } from '../shop-settings/index.ts';
import { keepBook, type Book } from './book.ts';
import { calendarRoutes } from './calendar/calendar.http.ts';
import { calendarProblems } from './calendar/calendar.problems.ts';
import { campaignProblems } from './campaigns/campaigns.problems.ts';
import { campaignRoutes } from './campaigns/campaigns.http.ts';
import type { Campaigns } from './campaigns/make-campaigns.ts';
import { openCampaigns, type CampaignsHouse } from './campaigns/open-campaigns.ts';
import { PRICES_CHANGED } from './campaigns/campaigns.sql.ts';
import { couponRoutes } from './coupons/coupons.http.ts';
import { couponProblems } from './coupons/coupons.problems.ts';
import type { Coupons } from './coupons/coupons.ts';
import { giveCouponRoute } from './coupons/give-coupon.http.ts';
import { openCoupons, type CouponsHouse } from './coupons/open-coupons.ts';
import { tellFates, type CouponFate } from './coupons/tell-fates.ts';
import { describeFreight, hintOf, type FreightHint } from './describe-freight.ts';
import { freightTo, type FreightTo } from './freight-to.ts';
import { freightTemplateRoutes } from './freight-templates/freight-templates.http.ts';
import { freightProblems } from './freight-templates/freight-templates.problems.ts';
import { templatesOfGoods } from './freight-templates/freight-templates.sql.ts';
import { readRegionKeys, type RegionKeys } from './freight-templates/region-keys.ts';
import { makeStaffFreight, type StaffFreight } from './freight-templates/staff-freight.ts';
import { instalmentRoutes } from './instalments/instalments.http.ts';
import { instalmentProblems } from './instalments/instalments.problems.ts';
import type { InstalmentsApi } from './instalments/make-instalments.ts';
import { openInstalments, type InstalmentHouse } from './instalments/open-instalments.ts';
import { INSTALMENTS_CHANGED } from './instalments/plans.sql.ts';
import { keepOffers } from './keep-offers.ts';
import { makePriceOrders, type PriceOrders } from './price-orders.ts';
import { makeTakeAgain, type TakeAgain } from './take-again.ts';
import { pricingTables } from './tables.ts';

export type Pricing = {
  /** Campaigns and templates as this process knows them; costs no query. */
  book(): Book;
  /** What placing, quoting and cancelling orders ask of campaigns. */
  readonly atOrders: PriceOrders;
  /** What a cancelled order that is paid after all asks of campaigns. */
  readonly takeAgain: TakeAgain;
  readonly coupons: Coupons;
  describeFreight(language: Language): string;
  freightHint(): FreightHint;
  /** What it costs to send one piece of each of these SKUs to a district, or to most where none is known. One look-up. */
  freightTo(skuIds: readonly SkuId[], regionCode: string | undefined): Promise<ReadonlyMap<SkuId, FreightTo>>;
  readonly staffFreight: StaffFreight;
  readonly templatesOfGoods: typeof templatesOfGoods;
  readonly instalments: InstalmentsApi;
  /** What staff do with campaigns. */
  readonly campaigns: Campaigns;
  /** What campaigns offer for products, a second old at most. */
  readonly offers: FindOffers;
  /** Which coupons of theirs a customer named in vain, and what has become of each. */
  fates(
    customerId: CustomerId,
    couponIds: readonly string[],
    language: Language,
  ): Promise<readonly CouponFate[]>;
};

type PricingHouse = Omit<InstalmentHouse, 'catalog'> &
  CampaignsHouse &
  CouponsHouse & {
    readonly shopSettings: Pick<ShopSettings, 'now'>;
    readonly addresses: Pick<Addresses, 'regions'>;
  };

export const pricingModule = defineModule({
  name: 'pricing',
  problems: [freightProblems, instalmentProblems, campaignProblems, calendarProblems, couponProblems],
  tables: pricingTables,
  channels: [PRICES_CHANGED, INSTALMENTS_CHANGED],
  async make(house: PricingHouse) {
    const manner = () => house.shopSettings.now().delivery.value;
    const kept = await keepBook(house, listCategoryLinks, manner);
    const staffFreight = openStaffFreight(house, kept.read);
    const instalments = await openInstalments(house, (ids) => kept.now().withAbove(ids));
    const campaigns = openCampaigns(house, kept);
    const coupons = openCoupons(house, kept.now);
    const api: Pricing = {
      coupons,
      campaigns,
      book: kept.now,
      atOrders: makePriceOrders(kept.now, (on, customerIds) => house.ordering.findBuyers(on, customerIds)),
      takeAgain: makeTakeAgain(kept.now),
      describeFreight: (language) => describeFreight(kept.now(), language),
      freightHint: () => hintOf(kept.now()),
      async freightTo(skuIds, regionCode) {
        const skus = await house.catalog.skusForSale(skuIds, house.database);
        return new Map([...skus].map(([skuId, sku]) => [skuId, freightTo(kept.now(), sku, regionCode)]));
      },
      staffFreight,
      templatesOfGoods,
      instalments: instalments.api,
      offers: keepOffers({
        ...house,
        book: kept.now,
        skusForSale: (skuIds, on) => house.catalog.skusForSale(skuIds, on),
      }),
      fates: (customerId, couponIds, language) =>
        tellFates(house.database, kept.now(), { customerId, couponIds }, house.clock.now(), language),
    };
    return {
      api,
      routes(app) {
        freightTemplateRoutes(app, staffFreight);
        instalmentRoutes(app, instalments.api);
        campaignRoutes(app, campaigns);
        couponRoutes(app, coupons, house);
        giveCouponRoute(app, coupons);
        calendarRoutes(app, campaigns.calendar);
      },
      prepare: () => instalments.prepare(),
      drain: () => coupons.drain(),
      close() {
        kept.close();
        instalments.close();
      },
    };
  },
});

function openStaffFreight(house: PricingHouse, reread: () => Promise<void>): StaffFreight {
  let keys: RegionKeys | undefined;
  return makeStaffFreight({
    ...{ database: house.database, clock: house.clock, reread },
    keys: () => (keys ??= readRegionKeys(house.addresses.regions())),
    findGoods: findGoodsOfTemplate,
    countGoods: countGoodsOfTemplates,
    how: () => house.shopSettings.now().delivery.value,
  });
}
