export { FREIGHT, priceOrder, type Price } from './price-order.decide.ts';
export { pricingModule } from './pricing.module.ts';
