import { customerOfOrderNo } from '../../kernel/numbers.ts';
import { wakeJobs, type Wake } from '../../platform/jobs.ts';
import { everyPage } from '../../platform/walk.ts';
import { openCase, sweep } from '../cases/index.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { refundJob } from './refund-job.ts';
import {
  findWaitingRefund,
  listWaitingRefunds,
  type WaitingRefund,
  type WalkedRefund,
} from './refund.sql.ts';

/** So long after a refund should have been asked about it is left to its job. */
const REVIVE_AFTER_MS = 5 * 60_000;
const DAY_MS = 24 * 3_600_000;
/** Banks take some days, and a gateway says so. Where it says nothing, or is not there, a person is to know sooner. */
const PENDING_FOR_MS = 7 * DAY_MS;
const SILENT_FOR_MS = DAY_MS;
const PAGE = 200;

/** Job: money that is owed is never forgotten, however long a gateway stays silent. */
export async function reviveRefunds(deps: PaymentDeps): Promise<void> {
  const now = deps.clock.now();
  const before = new Date(now.getTime() - REVIVE_AFTER_MS);
  const lost: Wake[] = [];
  const overdue: string[] = [];
  await sweep<WaitingRefund>(deps, {
    job: 'revive-refunds',
    pages: everyPage<WalkedRefund>(PAGE, (after) => listWaitingRefunds(deps.database, before, after, PAGE)),
    atOnce: 1,
    subjectOf: ({ refundNo }) => refundNo,
    async findAgain(subject) {
      // Behind its first letter a refund's number is made like an order's.
      const customerId = customerOfOrderNo(subject.slice(1));
      return customerId && findWaitingRefund(deps.database, customerId, subject);
    },
    async work(refund) {
      if ((refund.askAgainAt ?? refund.waitsSince) < before) lost.push(refundJob(refund));
      if (isOverdue(refund, now) && (await openOverdue(deps, refund, now))) overdue.push(refund.refundNo);
    },
  });
  await wakeJobs(deps, lost);
  // One line a run: a gateway that is gone leaves thousands.
  if (overdue.length > 0)
    deps.log.error({ refunds: overdue.length, first: overdue[0] }, 'a refund is overdue; it needs a person');
}

function isOverdue({ waitsSince, lastAnswer }: WaitingRefund, now: Date): boolean {
  const patience = lastAnswer === 'pending' ? PENDING_FOR_MS : SILENT_FOR_MS;
  return now.getTime() - waitsSince.getTime() > patience;
}

function openOverdue(deps: PaymentDeps, refund: WaitingRefund, now: Date): Promise<boolean> {
  const { refundNo: subject, orderNo, paymentNo, amountFen, lastAnswer } = refund;
  const facts = { orderNo, paymentNo, amountFen, answer: lastAnswer ?? 'not_asked' };
  return openCase(deps.database, { kind: 'refund_overdue', subject, facts }, now);
}
