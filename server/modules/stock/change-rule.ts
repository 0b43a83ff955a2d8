import type { SkuId } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Transaction } from '../../platform/database.ts';
import type { Sealing } from '../../platform/sealing/index.ts';
import { record } from '../audit/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import { markShort, type MarkDeps } from './mark-short.ts';
import { saveRule } from './short-stock.sql.ts';
import { lockStock, openStock } from './stock.sql.ts';

/**
 * Sets from how many pieces on a SKU is short, in the caller's transaction, which answers for the act; what is short by the new rule
 * is so at once. Answers what the rule was before.
 */
export async function setLowStockAt(
  deps: Pick<MarkDeps, 'clock' | 'emit'>,
  tx: Transaction,
  skuId: SkuId,
  lowStockAt: number,
): Promise<number> {
  await openStock(tx, [skuId]);
  const before = (await lockStock(tx, [skuId])).get(skuId)!.lowStockAt;
  if (before === lowStockAt) return before;
  await saveRule(tx, skuId, lowStockAt);
  await markShort(deps, tx, [skuId]);
  return before;
}

export type RuleRefusal = { readonly code: 'stock_not_found' };
export type RuleDeps = MarkDeps & {
  readonly sealing: Sealing;
  /** Whether the catalogue has it. */
  isSku(skuId: SkuId): Promise<boolean>;
};

/** The same as one of the staff asks for it. */
export async function changeRule(
  deps: RuleDeps,
  by: StaffSession,
  skuId: SkuId,
  lowStockAt: number,
): Promise<Result<null, RuleRefusal>> {
  if (!(await deps.isSku(skuId))) return refuse({ code: 'stock_not_found' });
  await inTransaction(deps.database, async (tx) => {
    const before = await setLowStockAt(deps, tx, skuId, lowStockAt);
    if (before === lowStockAt) return;
    const told = { before: { lowStockAt: before }, after: { lowStockAt } };
    const did = { what: 'stock:rule', subject: { kind: 'sku', id: skuId }, ...told };
    await record(tx, [actBy(by, deps.clock.now(), did)]);
  });
  return ok(null);
}
