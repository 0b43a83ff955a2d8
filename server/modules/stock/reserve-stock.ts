import type { SkuId } from '../../kernel/ids.ts';
import type { Transaction } from '../../platform/database.ts';
import { lockStock, saveReservations, type Movement, type StockUpdate } from './stock.sql.ts';
import type { StockChange, StockLevel } from './stock.ts';

/**
 * Reserves what orders need of stock that the transaction has locked. The caller has decided that there is enough; the
 * constraint `never_oversold` refuses the whole transaction should that ever be wrong.
 */
export async function reserveStock(
  tx: Transaction,
  locked: ReadonlyMap<SkuId, StockLevel>,
  changes: readonly StockChange[],
  at: Date,
): Promise<void> {
  await applyChanges(tx, 'reserve', locked, changes, at);
}

/** Gives back what cancelled orders had reserved. */
export async function releaseStock(
  tx: Transaction,
  changes: readonly StockChange[],
  at: Date,
): Promise<void> {
  if (changes.length === 0) return;
  const locked = await lockStock(tx, [...new Set(changes.map((change) => change.skuId))]);
  await applyChanges(tx, 'release', locked, changes, at);
}

async function applyChanges(
  tx: Transaction,
  cause: 'reserve' | 'release',
  locked: ReadonlyMap<SkuId, StockLevel>,
  changes: readonly StockChange[],
  at: Date,
): Promise<void> {
  const sign = cause === 'reserve' ? 1 : -1;
  const updates = new Map<SkuId, StockUpdate>();
  const movements: Movement[] = [];
  for (const { skuId, orderNo, quantity } of changes) {
    const level = locked.get(skuId);
    if (level === undefined) throw new Error(`SKU ${skuId} has no stock row`);
    let update = updates.get(skuId);
    if (update === undefined) {
      update = { skuId, reserved: level.reserved, movements: level.movements };
      updates.set(skuId, update);
    }
    update.reserved += sign * quantity;
    update.movements += 1;
    movements.push({ skuId, seq: update.movements, reservedChange: sign * quantity, orderNo });
  }
  await saveReservations(tx, cause, [...updates.values()], movements, at);
}
