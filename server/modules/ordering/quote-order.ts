import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import type { SkuForSale } from '../catalog/index.ts';
import { FREIGHT, priceOrder } from '../pricing/index.ts';
import { availableOf, findStock } from '../stock/index.ts';
import { minutesToPay, type HoldDeps } from './draft-orders.ts';
import { findUnpaid, originOf, type FoundUnpaid } from './find-unpaid.ts';
import {
  MAX_QUANTITY,
  type Quote,
  type QuoteLine,
  type QuoteRefusal,
  type QuoteRequest,
  type UnpaidHindrance,
  type WantedLine,
} from './order.ts';
import type { AddressSnapshot, OrderSealing } from './order-address.ts';
import { presentLine } from './present-line.ts';
import { gatherLines } from './place-order.decide.ts';
import {
  checkHindrance,
  leftOfSku,
  NOTHING_UNPAID,
  type Origin,
  type UnpaidOfCustomer,
} from './unpaid-limits.decide.ts';

export type QuoteDeps = HoldDeps & {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealing: OrderSealing;
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
  const gathered = gatherLines(request.lines);
  if (!gathered.ok) return gathered;
  const lines = gathered.value;
  const skuIds = lines.map((line) => line.skuId);
  const [skus, stock, hasAddress, before] = await Promise.all([
    deps.skusForSale(skuIds, deps.database),
    findStock(deps.database, skuIds),
    hasNamedAddress(deps, customerId, request.addressId),
    findBefore(deps, customerId, { ...request, lines }),
  ]);
  if (!hasAddress) return refuse({ code: 'address_not_found' });
  const unknown = skuIds.filter((skuId) => !skus.has(skuId));
  if (unknown.length > 0) return refuse({ code: 'sku_not_found', skuIds: unknown });
  const price = priceOrder(lines.map(({ skuId, quantity }) => ({ price: skus.get(skuId)!.price, quantity })));
  const quoted = lines.map((line, index): QuoteLine => {
    const { skuId } = line;
    const sku = skus.get(skuId)!;
    return {
      ...presentLine(sku, line.quantity, price.lines[index]!, language),
      ...boundsOf(line, sku, availableOf(stock.get(skuId)), leftOfSku(deps.unpaid.limits, before.own, skuId)),
    };
  });
  return ok({
    ...price,
    lines: quoted,
    freeFreightFrom: FREIGHT.freeFrom,
    currency: 'CNY',
    coupons: { applied: [], available: [], unavailable: [] },
    instalments: [],
    ...(before.hindrance === undefined ? {} : { hindrance: before.hindrance }),
    payMinutes: minutesToPay(deps, before.isRepeater),
  });
}

/** How many of each SKU an order can hold before the customer's other orders are paid. */
export async function findRoom(
  deps: QuoteDeps,
  customerId: CustomerId | null,
  skuIds: readonly SkuId[],
): Promise<ReadonlyMap<SkuId, number>> {
  const unpaid = customerId === null ? undefined : await findAllUnpaid(deps, customerId, skuIds, {});
  const own = (customerId && unpaid?.customers.get(customerId)) || NOTHING_UNPAID;
  return new Map(
    skuIds.map((skuId) => [skuId, Math.min(leftOfSku(deps.unpaid.limits, own, skuId), MAX_QUANTITY)]),
  );
}

/** How many can be ordered, and why not as many as are wanted. `left`: before the customer's other orders are paid. */
function boundsOf(
  { quantity }: WantedLine,
  sku: SkuForSale,
  available: number,
  left: number,
): Pick<QuoteLine, 'available' | 'orderable' | 'problem'> {
  const problem = !sku.onSale
    ? 'not_for_sale'
    : quantity > available
      ? 'out_of_stock'
      : quantity > left
        ? 'unpaid_sku_limit'
        : undefined;
  const orderable = sku.onSale ? Math.min(available, left, MAX_QUANTITY) : 0;
  return { available, orderable, ...(problem === undefined ? {} : { problem }) };
}

/** What the customer has not paid yet and how that bears on these lines. A visitor has nothing unpaid. */
async function findBefore(
  deps: QuoteDeps,
  customerId: CustomerId | null,
  { lines, from }: QuoteRequest,
): Promise<{ own: UnpaidOfCustomer; hindrance?: UnpaidHindrance; isRepeater: boolean }> {
  if (customerId === null) return { own: NOTHING_UNPAID, isRepeater: false };
  const origin = originOf(deps, from);
  const skuIds = lines.map(({ skuId }) => skuId);
  const unpaid = await findAllUnpaid(deps, customerId, skuIds, origin);
  return {
    own: unpaid.customers.get(customerId) ?? NOTHING_UNPAID,
    hindrance: checkHindrance(deps.unpaid.limits, unpaid, { customerId, lines, origin }),
    isRepeater: unpaid.repeaters.has(customerId),
  };
}

/** As if the most of each were asked for, so that it is known how many of each are unpaid, however few are wanted. */
function findAllUnpaid(
  deps: QuoteDeps,
  customerId: CustomerId,
  skuIds: readonly SkuId[],
  origin: Origin,
): Promise<FoundUnpaid> {
  const lines = skuIds.map((skuId) => ({ skuId, quantity: MAX_QUANTITY }));
  return findUnpaid(deps.database, deps.unpaid, [{ customerId, lines, origin }], deps.clock.now());
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
