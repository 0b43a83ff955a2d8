import { deleteEndedCounters } from '../../platform/budgets/counters.sql.ts';
import type { Database } from '../../platform/database.ts';
import { deleteExpiredChallenges } from '../../platform/webauthn/passkey-challenges.sql.ts';

const BATCH = 1000;
/** Devices of a customer that are known at most, those seen last. */
const DEVICES_KEPT = 50;

/** Deletes a batch at most of what is of no use any more at `now`; answers how many rows are gone. */
type Removal = (database: Database, now: Date) => Promise<number>;

const by =
  (statement: string): Removal =>
  async (database, now) =>
    (await database.query(statement, [now])).rowCount ?? 0;

const REMOVALS = {
  codes: by(`delete from sign_in_codes where (phone_hash, asker_hash) in (
    select phone_hash, asker_hash from sign_in_codes where expires_at <= $1 limit ${BATCH})`),
  sessions: by(`delete from sessions where (customer_id, token_hash) in (
    select customer_id, token_hash from sessions where expires_at <= $1 limit ${BATCH})`),
  loginFlows: by(`delete from login_flows where state_hash in (
    select state_hash from login_flows where expires_at <= $1 limit ${BATCH})`),
  pendingLinks: by(`delete from pending_links where browser_hash in (
    select browser_hash from pending_links where expires_at <= $1 limit ${BATCH})`),
  counters: (database, now) => deleteEndedCounters(database, now, BATCH),
  challenges: (database, now) => deleteExpiredChallenges(database, now, BATCH),
  devices: by(`delete from customer_devices where (customer_id, device_hash) in (
    select customer_id, device_hash from customer_devices
    where last_seen_at <= $1::timestamptz - interval '400 days' limit ${BATCH})`),
  // A customer can have come to too many only by a sign-in since the last nights, so nobody else is looked at.
  crowdedDevices: by(`delete from customer_devices where (customer_id, device_hash) in (
    select customer_id, device_hash from (
      select customer_id, device_hash,
        row_number() over (partition by customer_id order by last_seen_at desc, device_hash) as place
      from customer_devices where customer_id in (
        select customer_id from customer_devices where last_seen_at > $1::timestamptz - interval '7 days')) ranked
    where place > ${DEVICES_KEPT} limit ${BATCH})`),
  securityRecords: by(`delete from security_log where record_id in (
    select record_id from security_log where at <= $1::timestamptz - interval '190 days' limit ${BATCH})`),
} as const satisfies Record<string, Removal>;

export type Removed = Record<keyof typeof REMOVALS, number>;

/**
 * Deletes what is expired (codes, sessions, counters, challenges, devices, security records of six months), a thousand a statement,
 * so that no lock is held for long. May run several times, also at once. Answers how many rows of each are gone.
 */
export async function removeExpired(database: Database, now: Date): Promise<Removed> {
  const removed = Object.fromEntries(Object.keys(REMOVALS).map((kind) => [kind, 0])) as Removed;
  for (const kind of Object.keys(REMOVALS) as (keyof Removed)[]) {
    for (let last = BATCH; last === BATCH;) {
      last = await REMOVALS[kind](database, now);
      removed[kind] += last;
    }
  }
  return removed;
}
