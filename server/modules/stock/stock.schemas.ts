import { Type } from 'typebox';
import type { SkuId } from '../../kernel/ids.ts';
import type { StockItem } from './list-stock.ts';
import type { LedgerEntry } from './read-ledger.ts';
import type { Movement } from './movements.sql.ts';
import { availableOf, SHORTAGES, type StockLevel } from './stock.ts';

/** Of a `bigint`. */
export const Number64 = (what: string) => Type.String({ pattern: '^[1-9]\\d{0,17}$', description: what });
export const SkuParams = Type.Object({ skuId: Number64('The number of a SKU.') });
const Moment = Type.String({ format: 'date-time' });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);

const level = {
  skuId: Type.String(),
  onHand: Type.Integer({ description: 'What lies in the shop.' }),
  reserved: Type.Integer({ description: 'What of it is promised to orders.' }),
  available: Type.Integer({ description: 'What can be sold.' }),
  lowStockAt: Type.Integer({ description: 'From so few that can be sold on it is short.' }),
};
export const LevelSchema = Type.Object(level);

export const StockItemSchema = Type.Object({
  ...level,
  code: orNull(Type.String()),
  name: orNull(Type.String()),
  options: Type.Record(Type.String(), Type.String()),
  productSlug: orNull(Type.String()),
  imageUrl: orNull(Type.String()),
  onSale: Type.Boolean(),
  shortage: orNull(Type.Enum([...SHORTAGES])),
  shortSince: orNull(Moment),
});

const movement = {
  seq: Type.Integer(),
  cause: Type.String(),
  onHandChange: Type.Integer(),
  reservedChange: Type.Integer(),
  orderNo: orNull(Type.String()),
  memberId: orNull(Type.String()),
  reason: orNull(Type.String()),
  at: Moment,
};
export const MovementSchema = Type.Object(movement);
export const LedgerEntrySchema = Type.Object({
  ...movement,
  onHand: Type.Integer({ description: 'What lay in the shop after it.' }),
  reserved: Type.Integer({ description: 'What of it was promised after it.' }),
});

export function writeLevel(skuId: SkuId, stock: StockLevel) {
  const { onHand, reserved, lowStockAt } = stock;
  return { skuId, onHand, reserved, available: availableOf(stock), lowStockAt };
}

export function writeItem({ sku, shortage, shortSince, skuId, ...stock }: StockItem) {
  return {
    ...writeLevel(skuId, stock),
    code: sku?.code ?? null,
    name: sku?.name ?? null,
    options: { ...sku?.options },
    productSlug: sku?.productSlug ?? null,
    imageUrl: sku?.image?.url ?? null,
    onSale: sku?.onSale ?? false,
    shortage,
    shortSince: shortSince?.toISOString() ?? null,
  };
}

export function writeMovement({ at, ...rest }: Movement) {
  return { ...rest, at: at.toISOString() };
}

export function writeEntry({ at, ...rest }: LedgerEntry) {
  return { ...rest, at: at.toISOString() };
}
