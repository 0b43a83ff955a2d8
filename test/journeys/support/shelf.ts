import { makeCaller } from '../../support/shopper.ts';
import { shopUrl } from './visit.ts';

export type ShelfSku = { id: string; price: number; available: number; options: Record<string, string> };
export type ShelfProduct = { id: string; slug: string; name: string; skus: ShelfSku[] };

/** A product of the demo shop, as the API tells it. */
export async function findProduct(slug: string): Promise<ShelfProduct> {
  const { status, body } = await makeCaller(shopUrl()).call('GET', `/products/${slug}`);
  if (status !== 200) throw new Error(`the demo shop has no ${slug}`);
  return body;
}
