import type { Clock } from '../../kernel/clock.ts';
import { TookTooLong, withinTime } from '../../platform/within-time.ts';

/** A message that takes longer has failed, though it may still arrive. */
const SENT_WITHIN_MS = 10_000;
/** So many in a row that hung, and the channel is left alone for a while. */
const HUNG_IN_A_ROW = 3;
const REST_MS = 60_000;

/** Runs what sends a message; rejects where it fails, hangs, or the channel is left alone. */
export type SendInTime = (sendIt: () => Promise<void>) => Promise<void>;

/**
 * Messages wait for their channel in jobs, of which only a few run at once. So one that hangs may hold a place for ten
 * seconds, and where several did in a row the others fail at once for a minute: they are tried again, and payments and
 * orders are not kept waiting by messages.
 */
export function sendInTime(clock: Clock, withinMs: number = SENT_WITHIN_MS): SendInTime {
  let hung = 0;
  let restsUntil = 0;
  return async (sendIt) => {
    if (clock.now().getTime() < restsUntil)
      throw new Error('the channel hangs, and is left alone for a while');
    try {
      await withinTime(withinMs, sendIt);
      hung = 0;
    } catch (error) {
      if (error instanceof TookTooLong && ++hung >= HUNG_IN_A_ROW)
        restsUntil = clock.now().getTime() + REST_MS;
      throw error;
    }
  };
}
