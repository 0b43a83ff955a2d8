export {
  NOBODY,
  priceFor,
  type Asked,
  type Payer,
  type CouponHindrance,
  type PriceForPayer,
  type PricingGround,
} from './price-for.decide.ts';
export type { Adjustment, AdjustmentKind, Price, PricedLine } from './price.ts';
export { takenOffBy, weighCoupons, type WeighedCoupon } from './weigh-coupons.decide.ts';
export { termsOf, type CouponTerms } from './coupons/coupon.ts';
export { COUPON_KINDS, givesCoupons } from './campaigns/campaign-record.ts';
export { tiesOf } from './price-again.decide.ts';
export type { PriceRefusal } from './price-basket.decide.ts';
export {
  CouponTaken,
  groundOf,
  payerOf,
  type Before,
  type Behind,
  type PriceOrders,
} from './price-orders.ts';
export type { TakeAgain } from './take-again.ts';
export type { FreightTo } from './freight-to.ts';
export type { Use } from './campaigns/quota.ts';
export type { Holding } from './coupons/coupons.sql.ts';
export { partKey, type Left } from './running.decide.ts';
export { ADJUSTMENT_WORDS } from './campaigns/present-campaigns.ts';
export type { Claimable } from './coupons/list-claimable.ts';
export type { CouponFacts, HeldCoupon } from './coupons/present-coupon.ts';
export { FIELDS as CAMPAIGN_FIELDS, type CampaignForm, type FormPatch } from './campaigns/campaign-form.ts';
export type { CampaignKind } from './campaigns/campaign-record.ts';
export type { CampaignPhase } from './campaigns/change-campaign.decide.ts';
export type { Campaigns } from './campaigns/make-campaigns.ts';
export type { ShownCampaign } from './campaigns/show-campaigns.ts';
export type { Trial } from './campaigns/try-campaign.ts';
export { tryEveryCampaign, type TriedCampaign } from './campaigns/try-every-campaign.ts';
export type { Book } from './book.ts';
export type { ChosenInstalments, InstalmentOffer, InstalmentPlan } from './instalments/instalment.ts';
export { InstalmentOffers, PaymentInstalmentsSchema } from './instalments/instalments.schemas.ts';
export type { InstalmentsApi } from './instalments/make-instalments.ts';
export type { KnownTemplate } from './freight-templates/staff-freight.ts';
export type { FreightTemplateRow } from './freight-templates/freight-template.ts';
export { tellOfPrices } from './campaigns/campaigns.sql.ts';
export { insertFreightTemplate, templatesOfGoods } from './freight-templates/freight-templates.sql.ts';
export { pricingModule, type Pricing } from './pricing.module.ts';
export type { CampaignRecord, CouponRecord } from './campaigns/campaign-record.ts';
