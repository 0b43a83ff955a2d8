import { newUuid, type CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Queryable, type Transaction } from '../../platform/database.ts';
import { readBehind } from '../../platform/lanes.ts';
import { holdCustomer } from '../customers/index.ts';
import { insertDeletion } from './deletions.sql.ts';
import type { Asker, PrivacyDeps } from './privacy.deps.ts';
import type { Blockers, Deletion, DeletionRefusal } from './privacy.ts';

const WAY_BACK_MS = 7 * 24 * 3_600_000;

/** What keeps a customer from being erased now. */
export async function findBlockers(
  deps: PrivacyDeps,
  on: Queryable,
  customerId: CustomerId,
): Promise<Blockers> {
  const [orderNos, refundOrderNos] = await Promise.all([
    deps.listOpenOrders(on, customerId),
    deps.listOpenRefunds(on, customerId),
  ]);
  return { orderNos, refundOrderNos };
}

export function isBlocked({ orderNos, refundOrderNos }: Blockers): boolean {
  return orderNos.length > 0 || refundOrderNos.length > 0;
}

/**
 * Asks for the account to be erased in seven days. Asking again answers the date that stands. Refuses `step_up_required`,
 * `deletion_blocked` with the numbers of the orders.
 */
export async function scheduleDeletion(
  deps: PrivacyDeps,
  asker: Asker,
  language: Language,
): Promise<Result<Deletion, DeletionRefusal>> {
  if (!(await deps.isProved(asker, 'erase_account'))) return refuse({ code: 'step_up_required' });
  const { customerId } = asker;
  return inTransaction(deps.database, async (tx) => {
    if (!(await holdCustomer(tx, customerId))) throw new Error('a session has no customer');
    const blockers = await readBehind(deps.database, (on) => findBlockers(deps, on, customerId));
    if (isBlocked(blockers)) return refuse({ code: 'deletion_blocked', ...blockers });
    const requestedAt = deps.clock.now();
    const eraseAt = new Date(requestedAt.getTime() + WAY_BACK_MS);
    const { isNew, ...deletion } = await insertDeletion(tx, { customerId, requestedAt, eraseAt });
    if (isNew) await emitScheduled(deps, tx, { customerId, language, ...deletion });
    return ok(deletion);
  });
}

function emitScheduled(
  { emit }: PrivacyDeps,
  tx: Transaction,
  { customerId, language, requestedAt, eraseAt }: Deletion & { customerId: CustomerId; language: Language },
): Promise<void> {
  const [changeId, at] = [newUuid(requestedAt), requestedAt.toISOString()];
  const by = { customerId, changeId, language, actor: { by: 'customer', customerId }, at } as const;
  return emit(tx, [{ type: 'deletion_scheduled', v: 1, ...by, eraseAt: eraseAt.toISOString() }]);
}
