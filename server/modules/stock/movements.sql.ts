import type { StaffId } from '../../kernel/actor.ts';
import type { OrderNo, SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';

/** One change of stock, as it is kept. */
export type Movement = {
  readonly seq: number;
  readonly cause: string;
  readonly onHandChange: number;
  readonly reservedChange: number;
  readonly orderNo: string | null;
  /** Who of the staff; null where it was no work of theirs. */
  readonly memberId: StaffId | null;
  readonly reason: string | null;
  readonly at: Date;
};

type MovementRow = Omit<Movement, 'seq'> & { readonly seq: string };
/** A movement that was asked for under a key. */
export type KeyedMovement = Movement & { readonly asked: number | null };

export async function findMovementByKey(
  tx: Transaction,
  skuId: SkuId,
  key: string,
): Promise<KeyedMovement | undefined> {
  const { rows } = await tx.query<MovementRow & Pick<KeyedMovement, 'asked'>>({
    name: 'stock-find-movement-by-key',
    text: `select seq, cause, on_hand_change as "onHandChange", reserved_change as "reservedChange",
        order_no as "orderNo", member_id as "memberId", reason, at, asked
      from stock_movements where sku_id = $1 and idempotency_key = $2`,
    values: [skuId, key],
  });
  return rows[0] && { ...rows[0], seq: Number(rows[0].seq) };
}

/** Of one SKU, the newest first. `before`: the `seq` that the page before ended with. */
export async function listMovements(
  on: Queryable,
  skuId: SkuId,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<Movement[]> {
  const { rows } = await on.query<MovementRow>({
    name: 'stock-list-movements',
    text: `select seq, cause, on_hand_change as "onHandChange", reserved_change as "reservedChange",
        order_no as "orderNo", member_id as "memberId", reason, at
      from stock_movements where sku_id = $1 and ($2::bigint is null or seq < $2) order by seq desc limit $3`,
    values: [skuId, before ?? null, limit],
  });
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** A promise of stock to an order; `seq` rises with the time at which it was made. */
export type Reservation = { readonly skuId: SkuId; readonly seq: number; readonly orderNo: OrderNo };

/** Of each SKU the newest promises below a number of its own, `size` of each at most: which orders hold it. */
export async function listReservations(
  on: Queryable,
  skus: readonly { readonly skuId: SkuId; readonly before: number }[],
  size: number,
): Promise<Reservation[]> {
  const { rows } = await on.query<{ skuId: SkuId; seq: string; orderNo: OrderNo }>({
    name: 'stock-list-reservations',
    text: `select w.sku_id as "skuId", m.seq, m.order_no as "orderNo"
      from unnest($1::bigint[], $2::bigint[]) as w (sku_id, before)
      cross join lateral (
        select seq, order_no from stock_movements
        where sku_id = w.sku_id and seq < w.before and cause = 'reserve' order by seq desc limit $3
      ) m order by w.sku_id, m.seq desc`,
    values: [skus.map(({ skuId }) => skuId), skus.map(({ before }) => before), size],
  });
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Writes what staff have done under `lockStock`: the new level, and the movement. */
export async function saveWork(
  tx: Transaction,
  skuId: SkuId,
  { seq, cause, onHandChange, memberId, reason, at }: Movement,
  { asked, key }: { readonly asked: number; readonly key: string },
): Promise<void> {
  await Promise.all([
    tx.query({
      name: 'stock-save-on-hand',
      text: 'update stock set on_hand = on_hand + $2, movements = $3 where sku_id = $1',
      values: [skuId, onHandChange, seq],
    }),
    tx.query({
      name: 'stock-insert-work',
      text: `insert into stock_movements (sku_id, seq, cause, on_hand_change, reserved_change, at, member_id, reason,
          asked, idempotency_key)
        values ($1, $2, $3, $4, 0, $5, $6, $7, $8, $9)`,
      values: [skuId, seq, cause, onHandChange, at, memberId, reason, asked, key],
    }),
  ]);
}

/** One of many counts, under `lockStock`. */
export type SavedCount = {
  readonly skuId: SkuId;
  readonly seq: number;
  /** How many more lie there than were known. */
  readonly change: number;
  readonly asked: number;
  readonly reason: string;
  readonly key: string;
};

/** `saveWork` for many counts at once. */
export async function saveCounts(
  tx: Transaction,
  counts: readonly SavedCount[],
  { at, memberId }: { readonly at: Date; readonly memberId: StaffId },
): Promise<void> {
  const json = JSON.stringify(counts);
  await Promise.all([
    tx.query({
      name: 'stock-save-counts',
      text: `update stock set on_hand = on_hand + c.change, movements = c.seq
        from json_to_recordset($1::json) as c ("skuId" bigint, change int, seq bigint) where stock.sku_id = c."skuId"`,
      values: [json],
    }),
    tx.query({
      name: 'stock-insert-counts',
      text: `insert into stock_movements (sku_id, seq, cause, on_hand_change, reserved_change, at, member_id, reason, asked,
          idempotency_key)
        select "skuId", seq, 'count', change, 0, $2, $3, reason, asked, key
        from json_to_recordset($1::json)
          as c ("skuId" bigint, seq bigint, change int, asked int, reason text, key text)`,
      values: [json, at, memberId],
    }),
  ]);
}
