export { FREIGHT, priceOrder, type Price } from './price-order.decide.ts';
