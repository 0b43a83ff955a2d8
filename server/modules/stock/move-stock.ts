import type { SkuId } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction } from '../../platform/database.ts';
import { record, sealReasonOf } from '../audit/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import type { RuleDeps } from './change-rule.ts';
import { markShort } from './mark-short.ts';
import { decideMovement, type BelowReserved, type StockWork, type TooMuch } from './movement.decide.ts';
import { findMovementByKey, saveWork, type Movement } from './movements.sql.ts';
import { lockStock, openStock } from './stock.sql.ts';
import type { StockLevel } from './stock.ts';

export type MoveStock = {
  readonly skuId: SkuId;
  readonly kind: StockWork;
  /** Pieces that came, lie there, or are gone. */
  readonly quantity: number;
  readonly reason: string;
  readonly idempotencyKey: string;
};

export type Moved = { readonly movement: Movement; readonly level: StockLevel; readonly replayed: boolean };
export type MoveRefusal =
  BelowReserved | TooMuch | { readonly code: 'stock_not_found' | 'idempotency_key_reused' };

/** Writes down what one of the staff did to stock, once for each key. Orders wait for it, and it for them, as for each other. */
export async function moveStock(
  deps: RuleDeps,
  by: StaffSession,
  asked: MoveStock,
): Promise<Result<Moved, MoveRefusal>> {
  const outcome = await moveKnown(deps, by, asked);
  if (outcome.ok || outcome.error.code !== 'stock_not_found' || !(await deps.isSku(asked.skuId)))
    return outcome;
  // New in the catalogue: nothing of it has lain here before.
  await openStock(deps.database, [asked.skuId]);
  return moveKnown(deps, by, asked);
}

function moveKnown(
  deps: RuleDeps,
  by: StaffSession,
  { skuId, kind, quantity, reason, idempotencyKey: key }: MoveStock,
): Promise<Result<Moved, MoveRefusal>> {
  return inTransaction(deps.database, async (tx) => {
    const level = (await lockStock(tx, [skuId])).get(skuId);
    if (level === undefined) return refuse({ code: 'stock_not_found' });
    const earlier = await findMovementByKey(tx, skuId, key);
    if (earlier !== undefined) {
      const { asked, ...movement } = earlier;
      const isSame = movement.cause === kind && asked === quantity && movement.reason === reason;
      return isSame ? ok({ movement, level, replayed: true }) : refuse({ code: 'idempotency_key_reused' });
    }
    const decision = decideMovement(level, kind, quantity);
    if (!decision.ok) return decision;
    const onHandChange = decision.value;
    const at = deps.clock.now();
    const seq = level.movements + 1;
    const movement = {
      ...{
        seq,
        cause: kind,
        onHandChange,
        reservedChange: 0,
        orderNo: null,
        memberId: by.staffId,
        reason,
        at,
      },
    };
    await saveWork(tx, skuId, movement, { asked: quantity, key });
    await markShort(deps, tx, [skuId]);
    const onHand = level.onHand + onHandChange;
    const subject = { kind: 'sku', id: skuId };
    const told = {
      before: { onHand: level.onHand },
      after: { onHand },
      reason: sealReasonOf(deps.sealing, subject, reason),
    };
    await record(tx, [actBy(by, at, { what: `stock:${kind}`, subject, ...told })]);
    return ok({ movement, level: { ...level, onHand, movements: seq }, replayed: false });
  });
}
