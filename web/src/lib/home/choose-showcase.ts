import { presentPrice, savingOf, type ProductSummary } from '../product/product.ts';

const DEALS = 6;
const RECOMMENDED = 20;

export type Showcase = {
  /** The largest saving among the best sellers. */
  readonly hero: ProductSummary | undefined;
  /** Two more best sellers, beside it on a wide screen. */
  readonly sides: readonly ProductSummary[];
  /** The best relative discounts. */
  readonly deals: readonly ProductSummary[];
  readonly recommended: readonly ProductSummary[];
};

const shareOf = (product: ProductSummary): number => savingOf(product) / presentPrice(product).price;

/**
 * What the first page shows, chosen by the catalogue's own figures: nothing is advertised that is not so. `popular` are
 * products in stock, best sellers first.
 */
export function chooseShowcase(popular: readonly ProductSummary[]): Showcase {
  const discounted = popular.filter((product) => savingOf(product) > 0);
  const bySaving = [...discounted].sort((a, b) => savingOf(b) - savingOf(a));
  const hero = bySaving.find((product) => product.image !== null) ?? popular[0];
  const others = popular.filter((product) => product !== hero);
  const sides = others.filter((product) => product.image !== null).slice(0, 2);
  const byShare = [...discounted].sort((a, b) => shareOf(b) - shareOf(a));
  return {
    hero,
    sides,
    deals: byShare.filter((product) => product !== hero).slice(0, DEALS),
    recommended: popular.slice(0, RECOMMENDED),
  };
}
