import { addFen, timesFen, type Fen } from '../../kernel/money.ts';
import type { SkuId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { SkuForSale } from '../catalog/index.ts';
import { availableOf, type StockLevel } from '../stock/index.ts';
import type { Cart, CartLine, StoredCartLine } from './cart.ts';

type Shelves = {
  readonly skus: ReadonlyMap<SkuId, SkuForSale>;
  readonly stock: ReadonlyMap<SkuId, StockLevel>;
};

/** What a cart looks like beside the catalogue and the stock of this moment. Lines of unknown SKUs are left out. */
export function showCart(
  stored: readonly StoredCartLine[],
  { skus, stock }: Shelves,
  language: Language,
): Cart {
  const lines = stored.flatMap((line) => {
    const sku = skus.get(line.skuId);
    return sku === undefined ? [] : [showLine(line, sku, availableOf(stock.get(line.skuId)), language)];
  });
  const buyable = lines.filter((line) => line.problem === undefined || line.problem === 'price_changed');
  return {
    lines,
    count: lines.reduce((sum, line) => sum + line.quantity, 0),
    itemsAmount: addFen(...buyable.map((line) => timesFen(line.price, line.quantity))),
  };
}

function showLine(line: StoredCartLine, sku: SkuForSale, available: number, language: Language): CartLine {
  const hasChanged = line.seenPriceFen !== null && line.seenPriceFen !== sku.price;
  const problem = problemOf(line, sku, available, hasChanged);
  return {
    skuId: sku.skuId,
    productSlug: sku.productSlug,
    name: language === 'en' ? sku.nameEn : sku.name,
    options: sku.options,
    image: sku.image,
    quantity: line.quantity,
    price: sku.price,
    ...(sku.originalPrice === null ? {} : { originalPrice: sku.originalPrice }),
    ...(hasChanged ? { previousPrice: line.seenPriceFen as Fen } : {}),
    available,
    ...(problem === undefined ? {} : { problem }),
  };
}

function problemOf(
  line: StoredCartLine,
  sku: SkuForSale,
  available: number,
  hasChanged: boolean,
): CartLine['problem'] {
  if (!sku.onSale) return 'not_for_sale';
  if (available <= 0) return 'sold_out';
  if (line.quantity > available) return 'short_stock';
  return hasChanged ? 'price_changed' : undefined;
}
