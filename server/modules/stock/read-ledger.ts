import type { SkuId } from '../../kernel/ids.ts';
import type { Page } from '../../kernel/page.ts';
import type { Queryable } from '../../platform/database.ts';
import { listMovements, type Movement } from './movements.sql.ts';
import { findStock } from './stock.sql.ts';

/** A movement, and what there was after it. */
export type LedgerEntry = Movement & { readonly onHand: number; readonly reserved: number };

/** Where a ledger goes on: before this movement, with what there was then. */
export const LEDGER_CURSOR = /^(\d{1,15})\.(\d{1,10})\.(\d{1,10})$/;

/**
 * What came and went of a SKU, newest first, with what there was after each: reckoned back from what there is, so that no page costs
 * more than its own rows. The cursor carries how far that has come.
 */
export async function readLedger(
  on: Queryable,
  skuId: SkuId,
  { cursor = '', limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<LedgerEntry>> {
  const start = readCursor(cursor) ?? (await findNewest(on, skuId));
  if (start === undefined) return { items: [], nextCursor: null };
  const found = await listMovements(on, skuId, { before: start.before, limit: limit + 1 });
  let { onHand, reserved } = start;
  const items = found.slice(0, limit).map((movement) => {
    const entry = { ...movement, onHand, reserved };
    onHand -= movement.onHandChange;
    reserved -= movement.reservedChange;
    return entry;
  });
  const last = items.at(-1);
  const isMore = found.length > limit && last !== undefined;
  return { items, nextCursor: isMore ? `${last.seq}.${onHand}.${reserved}` : null };
}

type Start = { readonly before: number; readonly onHand: number; readonly reserved: number };

function readCursor(cursor: string): Start | undefined {
  const [, before, onHand, reserved] = LEDGER_CURSOR.exec(cursor) ?? [];
  if (before === undefined) return undefined;
  return { before: Number(before), onHand: Number(onHand), reserved: Number(reserved) };
}

/** What is there now, and the movement that made it so: later ones are left to the next look. */
async function findNewest(on: Queryable, skuId: SkuId): Promise<Start | undefined> {
  const stock = (await findStock(on, [skuId])).get(skuId);
  return stock && { before: stock.movements + 1, onHand: stock.onHand, reserved: stock.reserved };
}
