import type { Clock } from '../../kernel/clock.ts';
import { workThrough } from '../../platform/walk.ts';
import type { Customers } from '../customers/index.ts';
import type { HearsChanges } from './hear-changes.ts';

/** So long the old phone is left to the event, which is tried some seven times by then. */
const TOLD_AFTER_MS = 15 * 60_000;

/**
 * Job: an old phone that no event has told is told all the same. What was told is told no second time; what no channel takes
 * fails this job when all others were told, and stays for its next run.
 */
export async function tellPhoneChanges(
  { clock, customers }: { readonly clock: Clock; readonly customers: Pick<Customers, 'everyUntoldPage'> },
  on: HearsChanges,
): Promise<void> {
  const before = new Date(clock.now().getTime() - TOLD_AFTER_MS);
  await workThrough(
    customers.everyUntoldPage(before),
    { atOnce: 1 },
    async ({ customerId, changeId, language, at }) => {
      const actor = { by: 'customer', customerId } as const;
      const change = { customerId, changeId, language, actor, at: at.toISOString() };
      await on.phone_changed({ type: 'phone_changed', v: 1, ...change });
    },
  );
}
