import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestIdentity, DAY_MS, type TestIdentity } from '../../../test/support/test-identity.ts';
import type { StaffId } from '../../kernel/actor.ts';
import { keepUploadQuota, MOST_BYTES_A_DAY, MOST_FILES_A_DAY, type UploadQuota } from './upload-quota.ts';

const [ADA, BOB, EVE] = ['ada', 'bob', 'eve'] as StaffId[] as [StaffId, StaffId, StaffId];
let identity: TestIdentity;
let quota: UploadQuota;
beforeAll(async () => {
  identity = await createTestIdentity();
  quota = keepUploadQuota({ ...identity, database: identity.database.pool });
});
afterAll(() => identity.stop());

const outcome = async (who: StaffId, bytes: number): Promise<string> => {
  const taken = await quota.take(who, bytes);
  return taken.ok ? 'taken' : taken.error.code;
};

test('bytes come to no more than a day’s, however many files are handed in at once, and to as many the next day', async () => {
  const half = MOST_BYTES_A_DAY / 2;
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => outcome(ADA, half)));
  expect(outcomes.filter((one) => one === 'taken')).toHaveLength(2);
  expect(await outcome(BOB, half)).toBe('taken');
  expect(await quota.take(ADA, 1)).toEqual({
    ok: false,
    error: { code: 'upload_quota_used', retryAfterSeconds: DAY_MS / 1000 },
  });
  identity.clock.advance(DAY_MS);
  expect(await outcome(ADA, half)).toBe('taken');
});

test('so do files, small as they may be', async () => {
  await identity.database.pool.query('update attempt_counters set count = $1 where subject = $2', [
    MOST_FILES_A_DAY - 1,
    await subjectAfter(EVE),
  ]);
  expect(await outcome(EVE, 1)).toBe('taken');
  expect(await outcome(EVE, 1)).toBe('upload_quota_used');
});

/** Under which somebody's files are counted, once there is one. */
async function subjectAfter(who: StaffId): Promise<Buffer> {
  expect(await outcome(who, 1)).toBe('taken');
  return identity.sealing.lookUpHash('staff-upload-files', who);
}
