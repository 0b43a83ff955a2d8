export { FREIGHT, priceOrder, type Price, type PricedLine } from './price-order.decide.ts';
export { pricingModule } from './pricing.module.ts';
