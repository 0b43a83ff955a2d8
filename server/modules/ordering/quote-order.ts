import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import type { SkuForSale } from '../catalog/index.ts';
import { FREIGHT, priceOrder } from '../pricing/index.ts';
import { availableOf, findStock } from '../stock/index.ts';
import type { Quote, QuoteLine, QuoteRefusal, QuoteRequest } from './order.ts';
import type { AddressSnapshot } from './order-address.ts';
import { checkLimits, mergeLines } from './place-order.decide.ts';

export type QuoteDeps = {
  readonly database: Database;
  skusForSale(skuIds: readonly SkuId[], on: Queryable): Promise<Map<SkuId, SkuForSale>>;
  findAddresses(
    wanted: readonly { customerId: CustomerId; addressId: string }[],
  ): Promise<readonly (AddressSnapshot | undefined)[]>;
};

/** What an order with these lines would cost now, and whether it could be placed. Promises nothing and reserves nothing. */
export async function quoteOrder(
  deps: QuoteDeps,
  customerId: CustomerId | null,
  request: QuoteRequest,
  language: Language,
): Promise<Result<Quote, QuoteRefusal>> {
  const lines = mergeLines(request.lines);
  const limit = checkLimits(lines);
  if (limit !== undefined) return refuse(limit);
  const skuIds = lines.map((line) => line.skuId);
  const [skus, stock, hasAddress] = await Promise.all([
    deps.skusForSale(skuIds, deps.database),
    findStock(deps.database, skuIds),
    hasNamedAddress(deps, customerId, request.addressId),
  ]);
  if (!hasAddress) return refuse({ code: 'address_not_found' });
  const unknown = skuIds.filter((skuId) => !skus.has(skuId));
  if (unknown.length > 0) return refuse({ code: 'sku_not_found', skuIds: unknown });
  const price = priceOrder(lines.map(({ skuId, quantity }) => ({ price: skus.get(skuId)!.price, quantity })));
  const quoted = lines.map(({ skuId, quantity }, index): QuoteLine => {
    const sku = skus.get(skuId)!;
    const available = availableOf(stock.get(skuId));
    const problem = !sku.onSale ? 'not_for_sale' : quantity > available ? 'out_of_stock' : undefined;
    return {
      skuId,
      productSlug: sku.productSlug,
      name: language === 'en' ? sku.nameEn : sku.name,
      options: sku.options,
      image: sku.image,
      quantity,
      price: sku.price,
      ...price.lines[index]!,
      available,
      ...(problem === undefined ? {} : { problem }),
    };
  });
  return ok({
    ...price,
    lines: quoted,
    freeFreightFrom: FREIGHT.freeFrom,
    currency: 'CNY',
    coupons: { applied: [], available: [], unavailable: [] },
    instalments: [],
  });
}

async function hasNamedAddress(
  deps: QuoteDeps,
  customerId: CustomerId | null,
  addressId: string | undefined,
): Promise<boolean> {
  if (addressId === undefined) return true;
  if (customerId === null) return false;
  const [address] = await deps.findAddresses([{ customerId, addressId }]);
  return address !== undefined;
}
