import type { SkuId } from '#server/kernel/ids.ts';
import type { Language } from '#server/kernel/language.ts';
import type { BackOffice, Shop } from '#server/shop.ts';
import type { FoundSku } from './campaign-draft.ts';

const MOST_FOUND = 6;

/** Where goods are looked for. */
export type Sources = {
  readonly shop: Shop;
  readonly language: Language;
  readonly office: Pick<BackOffice, 'campaigns'>;
};

const sayOptions = (options: Readonly<Record<string, string>>): string => Object.values(options).join(' · ');

/** What SKUs are called and cost, in the order in which they were asked for. */
export async function skusOf({ office, language }: Sources, skuIds: readonly string[]): Promise<FoundSku[]> {
  const skus = await office.campaigns.forPages.skus(skuIds as SkuId[], language);
  return skus.map(({ options, ...sku }) => ({ ...sku, options: sayOptions(options) }));
}

/** SKUs of the products that these words fit best. */
export async function searchSkus({ shop, language }: Sources, q: string): Promise<FoundSku[]> {
  const { items } = await shop.catalog.products({ q, limit: MOST_FOUND }, language);
  const products = await Promise.all(items.map(({ slug }) => shop.catalog.product(slug, language)));
  return products.flatMap((product) =>
    (product?.skus ?? []).map(({ id, options, price }) => ({
      ...{ skuId: id, productId: product!.id, name: product!.name, listPrice: price },
      options: sayOptions(options),
    })),
  );
}
