export { describeFreight } from './describe-freight.ts';
export { FREIGHT, priceOrder, type Price } from './price-order.decide.ts';
