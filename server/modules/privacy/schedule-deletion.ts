import type { CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Queryable } from '../../platform/database.ts';
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
 * `deletion_blocked` with the numbers of the orders. The phone is told, in case it is somebody else who asks.
 */
export async function scheduleDeletion(
  deps: PrivacyDeps,
  asker: Asker,
  language: Language,
): Promise<Result<Deletion, DeletionRefusal>> {
  if (!(await deps.isProved(asker, 'erase_account'))) return refuse({ code: 'step_up_required' });
  const { customerId } = asker;
  const scheduled = await inTransaction(deps.database, async (tx) => {
    if (!(await holdCustomer(tx, customerId))) throw new Error('a session has no customer');
    const blockers = await findBlockers(deps, tx, customerId);
    if (isBlocked(blockers)) return refuse({ code: 'deletion_blocked', ...blockers });
    const requestedAt = deps.clock.now();
    const eraseAt = new Date(requestedAt.getTime() + WAY_BACK_MS);
    return ok(await insertDeletion(tx, { customerId, requestedAt, eraseAt }));
  });
  if (!scheduled.ok) return scheduled;
  const { isNew, ...deletion } = scheduled.value;
  if (isNew) {
    await deps.notify(customerId, 'deletion-scheduled', language, {
      day: shanghaiDay(deletion.eraseAt),
      url: `${deps.publicUrl}/account/privacy`,
    });
  }
  return ok(deletion);
}

function shanghaiDay(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}
