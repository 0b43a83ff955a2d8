import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { sqlState, type Queryable } from '../database.ts';
import {
  newDataKey,
  placeOf,
  unwrapDataKey,
  type Binding,
  type DataKey,
  type StoredDataKey,
} from './data-keys.ts';
import { keyVersionOf, openEnvelope, sealEnvelope, SealingFault } from './envelope.ts';
import { openKeyRing, type KeyRing } from './key-ring.ts';
import type { MasterKey } from './master-key.ts';

export type Sealing = {
  /** A data key for a new owner (or an owner's next version), and what is to be stored of it. */
  newDataKey(ownerId: string, version?: number): { dataKey: DataKey; stored: StoredDataKey };
  /**
   * Opens the data keys of many owners; `stored` holds all versions of each. Those seen lately and unchanged since cost
   * no unwrapping. Throws SealingFault where one was tampered with.
   */
  openDataKeys(stored: readonly StoredDataKey[]): Promise<Map<string, DataKey>>;
  /**
   * Reads the keys of the shop again, after a rotation. Keys that are gone from the database stay opened in this process:
   * what was read a moment ago may still name them. Rejects where they cannot be opened; the keys known so far then stay.
   */
  reload(): Promise<void>;
  /** For values that belong to no owner and live for hours rather than years (a message that waits to be sent). */
  readonly sharedKey: DataKey;
  /** For the few secrets of the shop itself that stay for years: a rotation of keys leaves this one as it is. */
  readonly shopKey: DataKey;
  /** Seals a text. Synchronous, about 6 µs. */
  seal(dataKey: DataKey, binding: Binding, text: string): Buffer;
  /** Opens what `seal` made. Throws SealingFault where anything differs. Synchronous, about 6 µs. */
  open(dataKey: DataKey, binding: Binding, envelope: Buffer): string;
  /** Finds a value again without storing it: the keyed hash (HMAC-SHA256) of `text`, different for every `kind`. */
  lookUpHash(kind: string, text: string): Buffer;
};

export type SealingOptions = {
  readonly database: Queryable;
  readonly masterKey: MasterKey;
  /** How many owners' data keys are kept opened, about 1 kB each. */
  readonly cachedDataKeys?: number;
};

/** `from` tells what the key was opened from, so that a change in the database is noticed. */
type Cached = { readonly from: string; readonly dataKey: DataKey };

/**
 * Opens the shop's keys, once, when the program starts; makes them in a new shop. Safe where several processes start at
 * once. Throws StartRefusal where the master key does not fit this database.
 */
export async function openSealing({
  database,
  masterKey,
  cachedDataKeys = 20_000,
}: SealingOptions): Promise<Sealing> {
  let ring = await openKeyRing(database, masterKey);
  let sharedKey = deriveSharedKey(ring);
  let reloading: Promise<void> | undefined;
  const cache = new LRUCache<string, Cached>({ max: cachedDataKeys });

  async function readAgain(): Promise<void> {
    const fresh = await openKeyRing(database, masterKey);
    ring = { ...fresh, keys: new Map([...ring.keys, ...fresh.keys]) };
    sharedKey = deriveSharedKey(ring);
  }

  // Many requests may miss the same key at once: one of them reads, the others wait for it.
  const reload = (): Promise<void> =>
    (reloading ??= readAgain().finally(() => {
      reloading = undefined;
    }));

  return {
    reload,
    newDataKey: (ownerId, version = 1) => newDataKey(ring, ownerId, version),
    async openDataKeys(stored) {
      if (stored.some((row) => !ring.keys.has(row.kekId))) {
        // Keys were rotated by another process since this one started. A reading that was under way may be too old.
        await reloading?.catch(() => undefined);
        if (stored.some((row) => !ring.keys.has(row.kekId))) await reload();
      }
      return openDataKeys(ring, cache, stored);
    },
    get sharedKey() {
      return sharedKey;
    },
    shopKey: deriveShopKey(ring),
    seal: (dataKey, binding, text) =>
      sealEnvelope(
        dataKey.versions.get(dataKey.current)!,
        dataKey.current,
        placeOf(binding),
        Buffer.from(text),
      ),
    open(dataKey, binding, envelope) {
      const key = dataKey.versions.get(keyVersionOf(envelope));
      if (key === undefined)
        throw new SealingFault('an envelope names a version of its data key that is not there');
      return openEnvelope(key, placeOf(binding), envelope).toString();
    },
    lookUpHash: (kind, text) => createHmac('sha256', ring.lookUp).update(`${kind}\0${text}`).digest(),
  };
}

/**
 * Whether a data key could not be written because its key-encryption key was removed by a rotation since: after `reload`
 * a new one can.
 */
export function isKeyGone(error: unknown): boolean {
  if (sqlState(error) !== '23503') return false;
  // Of an error on another machine of a cluster nothing but its words comes through; a shard's number follows the name there.
  const { constraint, message } = error as { constraint?: unknown; message?: unknown };
  return `${String(constraint)} ${String(message)}`.includes('data_keys_kek_is_there');
}

function openDataKeys(
  ring: KeyRing,
  cache: LRUCache<string, Cached>,
  stored: readonly StoredDataKey[],
): Map<string, DataKey> {
  const byOwner = new Map<string, StoredDataKey[]>();
  for (const row of stored) {
    const rows = byOwner.get(row.ownerId);
    if (rows === undefined) byOwner.set(row.ownerId, [row]);
    else if (!rows.some((other) => other.version === row.version)) rows.push(row);
  }
  const opened = new Map<string, DataKey>();
  for (const [ownerId, rows] of byOwner) {
    const cached = cache.get(ownerId);
    // Compared with what is stored now, so a key that was replaced or destroyed elsewhere is never used from here.
    const from = describeRows(rows);
    const dataKey = cached?.from === from ? cached.dataKey : unwrapDataKey(ring, ownerId, rows);
    if (cached?.dataKey !== dataKey) cache.set(ownerId, { from, dataKey });
    opened.set(ownerId, dataKey);
  }
  return opened;
}

/** A text rather than the buffers: those may be slices that would keep much larger ones in memory. */
function describeRows(rows: StoredDataKey[]): string {
  if (rows.length > 1) rows.sort((left, right) => left.version - right.version);
  return rows.map((row) => `${row.version}:${row.wrapped.toString('latin1')}`).join();
}

/** Derived rather than stored: one version for each key-encryption key, so it is rotated and retired together with them. */
/** From the key of look-up hashes, which cannot be rotated: what was hashed by it could not be found again. */
function deriveShopKey(ring: KeyRing): DataKey {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', ring.lookUp, '', 'ks-order shop key', 32)));
  return { ownerId: '', versions: new Map([[1, key]]), current: 1 };
}

function deriveSharedKey(ring: KeyRing): DataKey {
  const versions = new Map<number, KeyObject>();
  for (const [id, key] of ring.keys) {
    versions.set(id, createSecretKey(Buffer.from(hkdfSync('sha256', key, '', 'ks-order shared key', 32))));
  }
  return { ownerId: '', versions, current: Math.max(...ring.active) };
}
