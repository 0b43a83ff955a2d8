import type { CartLine } from '../cart/cart-view.ts';
import type { ProductDetail, ProductSummary, Sku } from '#server/modules/catalog/index.ts';
import type { SkuId } from '#server/kernel/ids.ts';
import type { Fen } from '#server/kernel/money.ts';
import type { ListingQuery } from '../listing/listing.ts';

/** Variants of a real product and its SKU, so that every state of a component can be seen side by side. */

const yuan = (amount: number): Fen => Math.round(amount * 100) as Fen;

export function productStates(
  product: ProductSummary,
): readonly { state: string; product: ProductSummary }[] {
  return [
    {
      state: 'discount',
      product: { ...product, price: yuan(899), originalPrice: yuan(1099), inStock: true },
    },
    {
      state: 'plain, free freight',
      product: { ...product, price: yuan(1280), originalPrice: undefined, inStock: true },
    },
    { state: 'cents', product: { ...product, price: yuan(12.9), originalPrice: undefined, inStock: true } },
    {
      state: 'sold out',
      product: { ...product, price: yuan(699), originalPrice: yuan(799), inStock: false },
    },
  ];
}

export function cartStates(product: ProductDetail): readonly { state: string; line: CartLine }[] {
  const sku: Sku | undefined = product.skus[0];
  const line: CartLine = {
    skuId: (sku?.id ?? '1') as SkuId,
    productSlug: product.slug,
    name: product.name,
    options: sku?.options ?? {},
    image: product.image,
    quantity: 1,
    price: yuan(239),
    originalPrice: yuan(299),
    available: 56,
    most: 56,
  };
  const numbered = (
    state: string,
    change: Partial<CartLine>,
    index: number,
  ): { state: string; line: CartLine } => ({
    state,
    line: { ...line, most: change.available ?? line.available, ...change, skuId: String(index + 1) as SkuId },
  });
  return [
    numbered('plain', {}, 0),
    numbered('few left', { available: 5 }, 1),
    numbered('cheaper', { previousPrice: yuan(259), problem: 'price_changed' }, 2),
    numbered('dearer', { previousPrice: yuan(199), problem: 'price_changed' }, 3),
    numbered('short stock', { quantity: 7, available: 5, problem: 'short_stock' }, 4),
    numbered('much unpaid', { quantity: 40, most: 20, problem: 'unpaid_limit' }, 5),
    numbered('all unpaid', { quantity: 4, most: 0, problem: 'unpaid_limit' }, 6),
    numbered('sold out', { available: 0, problem: 'sold_out' }, 7),
    numbered('off sale', { available: 0, problem: 'not_for_sale' }, 8),
    numbered(
      'more than the limit',
      {
        ...{ quantity: 4, most: 1, problem: 'purchase_limit' },
        purchaseLimit: { pieces: 2, days: 30, left: 1 },
      },
      9,
    ),
  ];
}

export const sampleQuery: ListingQuery = { q: '', sort: 'sales', min: 100, max: 499, inStock: true };
