import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../platform/database.ts';
import { forgetBytesBefore } from './payment-events.sql.ts';

/** So long a payment can be refunded or disputed at the services, and somebody may want to see what they had signed. */
const KEPT_MS = 400 * 24 * 3_600_000;

/** Job: the exact bytes of notifications go when nobody can need them any more; what they came to stays. */
export async function forgetNotices({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<void> {
  await forgetBytesBefore(database, new Date(clock.now().getTime() - KEPT_MS));
}
