export { FREIGHT, priceOrder, type FreightRule, type Price, type PricedLine } from './price-order.decide.ts';
