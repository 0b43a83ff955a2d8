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

type WithJobs = Pick<Modules, 'ordering' | 'payments' | 'identity' | 'privacy'> & {
  readonly notices: Notices;
};

/**
 * A job that looks over many runs once at a time, and waits once at most: where a run takes longer than the pause between
 * two, the others do not pile up, nor take the places of other jobs.
 */
const everyTime = (when: string, job: string): string => `${when} ${job} ?queue=${job}&jobKey=${job}`;

/** All jobs by their names, and when they run by themselves (UTC). */
export function wireJobs(
  { database, clock }: { database: Database; clock: Clock },
  { ordering, payments, identity, privacy, notices }: WithJobs,
  /** Those that tell listeners what has happened. */
  telling: Jobs,
): { jobs: Jobs; crontab: string } {
  const addAt = (name: string, runAt: Date): Promise<void> =>
    addJob(database, name, {}, { runAt, key: name, queue: name });
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
        await notices.tellFolded(customerId, (of) => identity.findPhone(of));
      },
      async 'remove-expired'() {
        await identity.removeExpired(clock.now());
        await removeUntouchedCarts(database, clock.now());
        await privacy.removeExpired();
      },
      async 'index-words-anew'() {
        await indexWordsAnew(database);
      },
    },
    // The first two also keep themselves going in between; the crontab starts them, again after a crash.
    crontab: [
      everyTime('* * * * *', 'expire-unpaid-orders'),
      everyTime('* * * * *', 'settle-unpaid-orders'),
      everyTime('* * * * *', 'ask-open-payments'),
      everyTime('*/10 * * * *', 'compare-promises'),
      // Finds something only after the shop was brought up to date.
      '*/5 * * * * index-words-anew',
      everyTime('23 * * * *', 'revive-refunds'),
      '41 * * * * erase-customers',
      '53 2 * * * compare-promises ?id=compare-all-promises&queue=compare-promises&jobKey=compare-all-promises {all: true}',
      '17 3 * * * remove-expired',
    ].join('\n'),
  };
}
