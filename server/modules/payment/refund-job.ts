import type { Database, Transaction } from '../../platform/database.ts';
import { addJob, type Wake } from '../../platform/jobs.ts';
import type { StoredRefund } from './refund.sql.ts';

type Named = Pick<StoredRefund, 'customerId' | 'refundNo'>;

/** One job a refund: adding it again moves it, and starts its attempts anew. */
export async function addRefundJob(on: Transaction | Database, refund: Named, runAt?: Date): Promise<void> {
  const { name, payload, key } = refundJob(refund);
  await addJob(on, name, payload, { key, ...(runAt && { runAt }) });
}

/** The job of a refund that waits. */
export function refundJob({ customerId, refundNo }: Named): Wake {
  return { name: 'refund-payment', payload: { customerId, refundNo }, key: `refund ${refundNo}` };
}
