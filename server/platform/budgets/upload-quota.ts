import type { StaffId } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Database } from '../database.ts';
import type { Sealing } from '../sealing/index.ts';
import { DAY_MS, keyOf } from './budget.ts';
import { countAmount, findSpendings } from './counters.sql.ts';

/** What one of the staff may hand in within a day: a catalogue with all its pictures, several times over. */
export const MOST_FILES_A_DAY = 2_000;
export const MOST_BYTES_A_DAY = 2 * 1024 ** 3;
/** Bytes are counted so many at a time, since a counter ends at two thousand million. */
const A_COUNT = 1024;

export type UploadQuotaUsed = { readonly code: 'upload_quota_used'; readonly retryAfterSeconds: number };

/** Files that staff hand in, pictures and tables alike: each takes disk, and work that others wait for. */
export type UploadQuota = {
  /** Takes one more file of so many bytes; what it comes to stays taken, also where nothing could be made of it. */
  take(memberId: StaffId, bytes: number): Promise<Result<null, UploadQuotaUsed>>;
};

export function keepUploadQuota({
  database,
  sealing,
  clock,
}: {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
}): UploadQuota {
  async function spend(kind: string, memberId: StaffId, amount: number, limit: number) {
    const now = clock.now();
    const subject = sealing.lookUpHash(kind, memberId);
    const isTaken = await countAmount(database, { subject, windowMs: DAY_MS, limit, amount }, now);
    if (isTaken) return ok(null);
    const spent = (await findSpendings(database, [subject], now)).get(keyOf(subject));
    const wait = (spent?.endsAt.getTime() ?? now.getTime()) - now.getTime();
    return refuse({
      code: 'upload_quota_used',
      retryAfterSeconds: Math.max(1, Math.ceil(wait / 1000)),
    } as const);
  }
  return {
    async take(memberId, bytes) {
      const file = await spend('staff-upload-files', memberId, 1, MOST_FILES_A_DAY);
      if (!file.ok) return file;
      const amount = Math.max(1, Math.ceil(bytes / A_COUNT));
      return spend('staff-upload-bytes', memberId, amount, MOST_BYTES_A_DAY / A_COUNT);
    },
  };
}
