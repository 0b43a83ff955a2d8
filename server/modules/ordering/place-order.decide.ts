import type { Fen } from '../../kernel/money.ts';
import type { SkuId } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { SkuForSale } from '../catalog/index.ts';
import { priceOrder, type Price } from '../pricing/index.ts';
import { MAX_LINES, MAX_QUANTITY, type PlaceRefusal, type WantedLine } from './order.ts';

/** What of a request the decision needs. `lines` name each SKU once, see `mergeLines`. */
export type PlacingRequest = {
  readonly lines: readonly WantedLine[];
  readonly expectedTotalAmount: Fen;
  readonly hasAddress: boolean;
};

export type Placing = {
  readonly lines: readonly { sku: SkuForSale; quantity: number }[];
  readonly price: Price;
};

/** What the shop holds, as locked: pieces that can be promised, and what each SKU is and costs. */
export type Shelves = {
  readonly available: ReadonlyMap<SkuId, number>;
  readonly skus: ReadonlyMap<SkuId, SkuForSale>;
};

/**
 * Accepts or refuses each request, in order of arrival: an accepted one takes its pieces, and who comes later finds what
 * is left. Reads nothing, writes nothing, asks no clock. Refusals are looked for in the order of `checkRequest`.
 */
export function decidePlacing(
  shelves: Shelves,
  requests: readonly PlacingRequest[],
): Result<Placing, PlaceRefusal>[] {
  const left = new Map(shelves.available);
  return requests.map((request) => {
    const refusal = checkRequest(shelves.skus, left, request);
    if (refusal !== undefined) return refuse(refusal);
    const lines = request.lines.map(({ skuId, quantity }) => ({ sku: shelves.skus.get(skuId)!, quantity }));
    const price = priceOrder(lines.map(({ sku, quantity }) => ({ price: sku.price, quantity })));
    if (price.totalAmount !== request.expectedTotalAmount) {
      return refuse({ code: 'price_changed', totalAmount: price.totalAmount });
    }
    for (const { skuId, quantity } of request.lines) left.set(skuId, (left.get(skuId) ?? 0) - quantity);
    return ok({ lines, price });
  });
}

function checkRequest(
  skus: ReadonlyMap<SkuId, SkuForSale>,
  left: ReadonlyMap<SkuId, number>,
  { lines, hasAddress }: PlacingRequest,
): PlaceRefusal | undefined {
  const limit = checkLimits(lines);
  if (limit !== undefined) return limit;
  if (!hasAddress) return { code: 'address_not_found' };
  const unknown = lines.filter(({ skuId }) => !skus.has(skuId));
  if (unknown.length > 0) return { code: 'sku_not_found', skuIds: unknown.map(({ skuId }) => skuId) };
  const unsold = lines.filter(({ skuId }) => skus.get(skuId)?.onSale === false);
  if (unsold.length > 0) return { code: 'not_for_sale', skuIds: unsold.map(({ skuId }) => skuId) };
  const short = lines.filter(({ skuId, quantity }) => quantity > (left.get(skuId) ?? 0));
  if (short.length === 0) return undefined;
  return {
    code: 'out_of_stock',
    lines: short.map(({ skuId, quantity }) => ({
      skuId,
      requested: quantity,
      available: left.get(skuId) ?? 0,
    })),
  };
}

export function checkLimits(
  lines: readonly WantedLine[],
): Extract<PlaceRefusal, { code: 'quantity_limit' | 'too_many_lines' }> | undefined {
  if (lines.length > MAX_LINES) return { code: 'too_many_lines', limit: MAX_LINES };
  const isOver = lines.some(
    ({ quantity }) => !Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY,
  );
  return isOver ? { code: 'quantity_limit', limit: MAX_QUANTITY } : undefined;
}

/** The same SKU named twice is wanted that many times together. Keeps the order of first mention. */
export function mergeLines(lines: readonly WantedLine[]): WantedLine[] {
  const merged = new Map<SkuId, number>();
  for (const { skuId, quantity } of lines) merged.set(skuId, (merged.get(skuId) ?? 0) + quantity);
  return [...merged].map(([skuId, quantity]) => ({ skuId, quantity }));
}
