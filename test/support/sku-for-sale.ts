import type { ProductId, SkuId } from '../../server/kernel/ids.ts';
import { fen } from '../../server/kernel/money.ts';
import type { SkuForSale } from '../../server/modules/catalog/index.ts';

/** A SKU that is for sale; builders of tests say what matters to them. */
export function skuForSale(changes: Partial<SkuForSale> & { readonly skuId: SkuId }): SkuForSale {
  return {
    productId: `p${changes.skuId}` as ProductId,
    categoryIds: [],
    ...{ productSlug: 'p', name: '耳机', nameEn: 'Headphones', options: {}, image: null },
    ...{ price: fen(1_000), originalPrice: null },
    ...{ weightGrams: 100, volumeCm3: 0, freightTemplateId: null, purchaseLimit: null },
    onSale: true,
    ...changes,
  };
}
