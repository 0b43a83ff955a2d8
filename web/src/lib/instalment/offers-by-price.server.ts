import type { Fen } from '#server/kernel/money.ts';
import type { SkuId } from '#server/kernel/ids.ts';
import type { InstalmentLineView } from './instalment-view.ts';
import { viewLine } from './view-instalments.server.ts';

/** How one piece could be paid by instalments, by what it costs; the SKUs are those of one product. */
export async function offersByPrice(
  { shop, language }: Pick<App.Locals, 'shop' | 'language'>,
  skus: readonly { readonly id: SkuId; readonly price: Fen }[],
): Promise<Readonly<Record<number, InstalmentLineView | undefined>>> {
  const byPrice = new Map(skus.map((sku) => [sku.price, sku]));
  const methods = shop.payment.methods(language);
  const found = await Promise.all(
    [...byPrice].map(async ([amount, { id }]) => {
      const offers = await shop.instalments.offers({ amount, findSkuIds: () => [id] });
      return [amount, viewLine(offers, methods)] as const;
    }),
  );
  return Object.fromEntries(found);
}
