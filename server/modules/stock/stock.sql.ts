import type { StaffId } from '../../kernel/actor.ts';
import type { SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import { availableOf, type StockLevel } from './stock.ts';

export type StockRow = Omit<StockLevel, 'movements'> & { readonly skuId: SkuId; readonly movements: string };

export const STOCK_COLUMNS =
  'sku_id as "skuId", on_hand as "onHand", reserved, movements, low_stock_at as "lowStockAt"';

/**
 * Locks the stock rows of these SKUs until the transaction ends and answers what there is. Keep the order: every
 * transaction locks stock by rising id, which is what prevents deadlocks. (A distributed engine without
 * `select … for update` over shards would do this by `update … returning`.)
 */
export async function lockStock(tx: Transaction, skuIds: readonly SkuId[]): Promise<Map<SkuId, StockLevel>> {
  const { rows } = await tx.query<StockRow>({
    name: 'lock-stock',
    text: `select ${STOCK_COLUMNS} from stock where sku_id = any($1::bigint[]) order by sku_id for update`,
    values: [skuIds],
  });
  return toLevels(rows);
}

export async function findStock(on: Queryable, skuIds: readonly SkuId[]): Promise<Map<SkuId, StockLevel>> {
  const { rows } = await on.query<StockRow>({
    name: 'find-stock',
    text: `select ${STOCK_COLUMNS} from stock where sku_id = any($1::bigint[])`,
    values: [skuIds],
  });
  return toLevels(rows);
}

/** The same for who only shows what can be bought. */
export async function findAvailable(
  on: Queryable,
  skuIds: readonly SkuId[],
): Promise<Map<SkuId, { available: number; lowStockAt: number }>> {
  const levels = await findStock(on, skuIds);
  return new Map(
    [...levels].map(([skuId, level]) => [
      skuId,
      { available: availableOf(level), lowStockAt: level.lowStockAt },
    ]),
  );
}

function toLevels(rows: readonly StockRow[]): Map<SkuId, StockLevel> {
  return new Map(rows.map(({ skuId, ...level }) => [skuId, toLevel(level)]));
}

export function toLevel({ movements, ...level }: Omit<StockRow, 'skuId'>): StockLevel {
  return { ...level, movements: Number(movements) };
}

export type StockUpdate = { skuId: SkuId; reserved: number; movements: number };
export type Movement = { skuId: SkuId; seq: number; reservedChange: number; orderNo: string };

/** Writes what was decided under `lockStock`: new reserved amounts, and a movement row for each cause. */
export async function saveReservations(
  tx: Transaction,
  cause: 'reserve' | 'release',
  updates: readonly StockUpdate[],
  movements: readonly Movement[],
  at: Date,
): Promise<void> {
  await Promise.all([
    tx.query({
      name: 'save-stock',
      text: `update stock set reserved = u.reserved, movements = u.movements
             from unnest($1::bigint[], $2::int[], $3::bigint[]) as u (sku, reserved, movements)
             where stock.sku_id = u.sku`,
      values: [
        updates.map((update) => update.skuId),
        updates.map((update) => update.reserved),
        updates.map((update) => update.movements),
      ],
    }),
    tx.query({
      name: 'save-movements',
      text: `insert into stock_movements (sku_id, seq, cause, on_hand_change, reserved_change, order_no, at)
             select sku, seq, $5, 0, change, order_no, $6
             from unnest($1::bigint[], $2::bigint[], $3::int[], $4::text[]) as m (sku, seq, change, order_no)`,
      values: [
        movements.map((movement) => movement.skuId),
        movements.map((movement) => movement.seq),
        movements.map((movement) => movement.reservedChange),
        movements.map((movement) => movement.orderNo),
        cause,
        at,
      ],
    }),
  ]);
}

/** Makes the rows of SKUs that are new: nothing lies there of them. */
export async function openStock(on: Queryable, skuIds: readonly SkuId[]): Promise<void> {
  await on.query(
    `insert into stock (sku_id, on_hand) select sku, 0 from unnest($1::bigint[]) as w (sku) order by sku
     on conflict (sku_id) do nothing`,
    [skuIds],
  );
}

/**
 * Sets what lies in the shop, as counted by an import; each difference becomes a movement. Never below what is reserved.
 * Rows are made first and locked in a statement of their own, so that what they held before is read before it changes.
 */
export async function setOnHand(
  tx: Transaction,
  entries: readonly { skuId: SkuId; onHand: number }[],
  {
    at,
    memberId,
    reason,
  }: { readonly at: Date; readonly memberId: StaffId | null; readonly reason: string | null },
): Promise<void> {
  const skuIds = entries.map((entry) => entry.skuId);
  await openStock(tx, skuIds);
  const before = await lockStock(tx, skuIds);
  const changes = entries.flatMap(({ skuId, onHand }) => {
    const level = before.get(skuId);
    if (level === undefined) throw new Error(`SKU ${skuId} has no stock row`);
    const wanted = Math.max(onHand, level.reserved);
    const change = wanted - level.onHand;
    return change === 0 ? [] : [{ sku: skuId, on_hand: wanted, seq: level.movements + 1, change }];
  });
  const json = JSON.stringify(changes);
  await tx.query(
    `update stock set on_hand = c.on_hand, movements = c.seq
     from json_to_recordset($1::json) as c (sku bigint, on_hand int, seq bigint) where stock.sku_id = c.sku`,
    [json],
  );
  await tx.query(
    `insert into stock_movements (sku_id, seq, cause, on_hand_change, reserved_change, at, member_id, reason)
     select sku, seq, 'import', change, 0, $2, $3, $4 from json_to_recordset($1::json) as c (sku bigint, seq bigint, change int)`,
    [json, at, memberId, reason],
  );
}
