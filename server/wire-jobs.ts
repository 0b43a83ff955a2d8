import type { Clock } from './kernel/clock.ts';
import type { CustomerId } from './kernel/ids.ts';
import { removeUntouchedCarts } from './modules/cart/index.ts';
import { indexWordsAnew } from './modules/catalog/index.ts';
import type { Database } from './platform/database.ts';
import { addJob, type Jobs } from './platform/jobs.ts';
import type { Notices } from './send-notices.ts';
import type { Modules } from './wire-modules.ts';

/** A gateway that was silent about an unpaid order is asked again after this long. */
const ASK_AGAIN_MS = 15_000;

type WithJobs = Pick<Modules, 'ordering' | 'payments' | 'customers' | 'waysIn' | 'privacy'> & {
  readonly notices: Notices;
};

/** All jobs by their names, and when they run by themselves (UTC). */
export function wireJobs(
  { database, clock }: { database: Database; clock: Clock },
  { ordering, payments, customers, waysIn, privacy, notices }: WithJobs,
  /** Those that tell listeners what has happened. */
  telling: Jobs,
): { jobs: Jobs; crontab: string } {
  const addAt = (name: string, runAt: Date): Promise<void> =>
    addJob(database, name, {}, { runAt, key: name });
  return {
    jobs: {
      ...telling,
      ...payments.jobs,
      ...privacy.jobs,
      async 'expire-unpaid-orders'() {
        const { waiting, nextLook } = await ordering.expireUnpaidOrders();
        if (waiting > 0) await addAt('settle-unpaid-orders', clock.now());
        await addAt('expire-unpaid-orders', nextLook);
      },
      async 'settle-unpaid-orders'() {
        const { waiting } = await ordering.settleUnpaidOrders();
        if (waiting > 0) await addAt('settle-unpaid-orders', new Date(clock.now().getTime() + ASK_AGAIN_MS));
      },
      async 'tell-folded-notices'(payload) {
        const { customerId } = payload as { customerId: CustomerId };
        await notices.tellFolded(customerId, customers.findPhone);
      },
      async 'remove-expired'() {
        await waysIn.removeExpired(clock.now());
        await removeUntouchedCarts(database, clock.now());
        await privacy.removeExpired();
      },
      async 'index-words-anew'() {
        await indexWordsAnew(database);
      },
    },
    // The first two also keep themselves going in between; the crontab starts them, again after a crash.
    crontab: [
      '* * * * * expire-unpaid-orders',
      '* * * * * settle-unpaid-orders',
      '* * * * * ask-open-payments',
      '*/10 * * * * compare-promises',
      // Finds something only after the shop was brought up to date.
      '*/5 * * * * index-words-anew',
      '23 * * * * revive-refunds',
      '41 * * * * erase-customers',
      '53 2 * * * compare-promises ?id=compare-all-promises {all: true}',
      '17 3 * * * remove-expired',
    ].join('\n'),
  };
}
