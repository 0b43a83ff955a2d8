import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../kernel/clock.ts';
import { inTransaction, sqlState, type Database } from '../database.ts';
import { newDataKey, wrapAnew } from './data-keys.ts';
import { makeWrappingKeys, openKeyRing, type KeyRing } from './key-ring.ts';
import type { MasterKey } from './master-key.ts';
import { resealCustomer } from './reseal-values.ts';
import { listCustomersWithVersions } from './reseal.sql.ts';
import {
  beginRotation,
  countDataKeys,
  deleteRetiredKeys,
  findRotation,
  insertNextVersion,
  listKeysUnderRetired,
  listNewestVersions,
  savePhase,
  saveReached,
  saveWrapped,
  setReseal,
  type Rotation,
  type RotationPhase,
} from './rotation.sql.ts';
import type { SealedColumn } from './sealed-column.ts';
import { listKeys } from './sealing.sql.ts';
import { openSealing } from './sealing.ts';

export type RotationProgress = {
  readonly phase: RotationPhase;
  readonly done: number;
  readonly total: number;
};

export type RotateOptions = {
  readonly database: Database;
  readonly masterKey: MasterKey;
  readonly clock: Clock;
  /** Every sealed column there is. */
  readonly columns: readonly SealedColumn[];
  /** Whether each customer gets a new version of the data key, and all values are sealed with it. */
  readonly reseal: boolean;
  onProgress(progress: RotationProgress): void;
  /** Told before a pause in which requests under way come to their end. */
  onWaiting(ms: number): void;
  /** How long requests that read a customer's keys before a change may go on using them. */
  readonly graceMs?: number;
  /** Customers, or data keys, in one step. */
  readonly batch?: number;
};

/** A request is over long before: its statements end after ten seconds, and so does a transaction that stands still. */
const GRACE_MS = 60_000;
const BATCH = 500;
const AT_ONCE = 4;

type Run = RotateOptions & { readonly ring: KeyRing; readonly graceMs: number; readonly batch: number };

/**
 * Gives the shop new key-encryption keys and wraps every data key with them, then removes the old ones; with `reseal`
 * seals all values anew as well. The shop runs meanwhile. Every step is a short transaction of its own that may be
 * repeated, and how far it has come stands in `key_rotations`: after a crash the next call goes on from there. One call
 * at a time, see `holdRotation`. Answers whether it went on with a rotation that was cut short.
 */
export async function rotateKeys(options: RotateOptions): Promise<{ resumed: boolean }> {
  const { database, masterKey, clock, reseal } = options;
  const unfinished = await findRotation(database);
  if (unfinished === undefined) await begin(options);
  else if (reseal && !unfinished.reseal) await setReseal(database, unfinished.id);
  const ring = await openKeyRing(database, masterKey);
  const run: Run = { ...options, ring, graceMs: options.graceMs ?? GRACE_MS, batch: options.batch ?? BATCH };
  for (let rotation = await findRotation(database); rotation; rotation = await findRotation(database)) {
    await PHASES[rotation.phase](run, rotation);
    await savePhase(database, rotation.id, phaseAfter(rotation), clock.now());
  }
  return { resumed: unfinished !== undefined };
}

async function begin({ database, masterKey, clock, reseal }: RotateOptions): Promise<void> {
  // Opened first: under a master key that does not fit nothing must be made.
  await openKeyRing(database, masterKey);
  const ids = (await listKeys(database)).map((key) => key.id);
  const keys = await makeWrappingKeys(masterKey, Math.max(...ids) + 1);
  await inTransaction(database, (tx) => beginRotation(tx, { keys, reseal, now: clock.now() }));
}

/**
 * Sealing anew takes three passes with a pause between each, so that no request meets a value whose key it has not read:
 * `adding` puts the next version beside each customer's data key, and from then on requests seal with it; `sealing` comes
 * when nobody holds only the old one any more; `removing` takes that away when nobody holds an old value any more.
 */
const PHASES: Readonly<Record<RotationPhase, (run: Run, rotation: Rotation) => Promise<void>>> = {
  wrapping: wrapDataKeys,
  adding: addVersions,
  sealing: (run, rotation) => resealCustomers(run, rotation, { removeOld: false }),
  removing: (run, rotation) => resealCustomers(run, rotation, { removeOld: true }),
};

function phaseAfter({ phase, reseal }: Rotation): RotationPhase | null {
  if (phase === 'wrapping') return reseal ? 'adding' : null;
  return phase === 'adding' ? 'sealing' : phase === 'sealing' ? 'removing' : null;
}

/** Until no data key is left under a retired key: a process that has not heard yet may add some for a while. */
async function wrapDataKeys({ database, ring, batch, onProgress }: Run): Promise<void> {
  const total = await countDataKeys(database, 'under-retired');
  for (let done = 0; ;) {
    const keys = await listKeysUnderRetired(database, batch);
    // One by one, without a lock: the rows of several customers may lie on several machines.
    await forEach(keys, (key) => saveWrapped(database, wrapAnew(ring, key), key.kekId));
    done += keys.length;
    onProgress({ phase: 'wrapping', done, total: Math.max(done, total) });
    if (keys.length === 0 && (await removeRetired(database))) return;
  }
}

/** Some at once. */
async function forEach<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += AT_ONCE) await Promise.all(all.slice(at, at + AT_ONCE).map(work));
}

/** False where one of them has come to wrap a data key again just now. */
async function removeRetired(database: Database): Promise<boolean> {
  try {
    await deleteRetiredKeys(database);
    return true;
  } catch (error) {
    // SQLSTATE foreign_key_violation.
    if (sqlState(error) === '23503') return false;
    throw error;
  }
}

async function addVersions(run: Run, rotation: Rotation): Promise<void> {
  const { database, ring, clock, batch, onProgress } = run;
  const total = await countDataKeys(database, 'owners');
  let { reached, done } = rotation;
  for (;;) {
    const next = await listNewestVersions(database, {
      after: reached,
      before: rotation.startedAt,
      limit: batch,
    });
    if (next.length === 0) return;
    const keys = next.map(({ customerId, version }) => newDataKey(ring, customerId, version + 1).stored);
    reached = next.at(-1)!.customerId;
    done += next.length;
    await forEach(keys, (key) => insertNextVersion(database, key, clock.now()));
    await saveReached(database, rotation.id, { reached, done });
    onProgress({ phase: 'adding', done, total: Math.max(done, total) });
  }
}

async function resealCustomers(run: Run, rotation: Rotation, options: { removeOld: boolean }): Promise<void> {
  const { database, masterKey, batch, columns, onProgress } = run;
  await waitForRequests(run, rotation);
  const sealing = await openSealing({ database, masterKey, cachedDataKeys: 1 });
  const left = await countDataKeys(database, 'owners-with-versions');
  let { reached, done } = rotation;
  const total = options.removeOld ? left + done : left;
  for (;;) {
    const next = await listCustomersWithVersions(database, reached, batch);
    if (next.length === 0) return;
    await forEach(next, async (customerId) => {
      await resealCustomer({ database, sealing, columns }, customerId, options);
      done += 1;
      onProgress({ phase: rotation.phase, done, total: Math.max(done, total) });
    });
    reached = next.at(-1)!;
    await saveReached(database, rotation.id, { reached, done });
  }
}

/** Until all requests that read keys or values before the phase began are over. */
async function waitForRequests({ clock, graceMs, onWaiting }: Run, { phaseSince }: Rotation): Promise<void> {
  const leftMs = Math.min(phaseSince.getTime() + graceMs - clock.now().getTime(), graceMs);
  if (leftMs <= 0) return;
  onWaiting(leftMs);
  await pause(leftMs);
}
