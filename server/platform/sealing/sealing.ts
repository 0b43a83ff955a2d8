import { createHmac, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Queryable } from '../database.ts';
import { keyVersionOf, openEnvelope, sealEnvelope, SealingFault } from './envelope.ts';
import { chooseKey, openKeyRing, type KeyRing } from './key-ring.ts';
import type { MasterKey } from './master-key.ts';

/** Where a sealed value stands. It opens only there: moved to another row or column it is worth nothing. */
export type Binding = { readonly table: string; readonly column: string; readonly row: string };

/** A data key as a table keeps it. Each owner has one, or several versions while values are sealed anew. */
export type StoredDataKey = {
  readonly ownerId: string;
  readonly version: number;
  readonly kekId: number;
  readonly wrapped: Buffer;
};

/** An owner's opened data key in all its versions. Opaque outside of this folder; never to be logged or stored. */
export type DataKey = {
  readonly ownerId: string;
  readonly versions: ReadonlyMap<number, KeyObject>;
  /** The one that seals: the highest. */
  readonly current: number;
};

export type Sealing = {
  /** A data key for a new owner (or an owner's next version), and what is to be stored of it. */
  newDataKey(ownerId: string, version?: number): { dataKey: DataKey; stored: StoredDataKey };
  /**
   * Opens the data keys of many owners; `stored` holds all versions of each. Those seen lately and unchanged since cost
   * no unwrapping. Throws SealingFault where one was tampered with.
   */
  openDataKeys(stored: readonly StoredDataKey[]): Promise<Map<string, DataKey>>;
  /** For values that belong to no owner and live for hours rather than years (a message that waits to be sent). */
  readonly sharedKey: DataKey;
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
  const cache = new LRUCache<string, Cached>({ max: cachedDataKeys });
  return {
    newDataKey: (ownerId, version = 1) => newDataKey(ring, ownerId, version),
    async openDataKeys(stored) {
      if (stored.some((row) => !ring.keys.has(row.kekId))) {
        // Keys were rotated by another process since this one started.
        ring = await openKeyRing(database, masterKey);
        sharedKey = deriveSharedKey(ring);
      }
      return openDataKeys(ring, cache, stored);
    },
    get sharedKey() {
      return sharedKey;
    },
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

/** Unambiguous: names of tables and columns hold no NUL, and the row comes last. */
function placeOf({ table, column, row }: Binding): string {
  return `${table}\0${column}\0${row}`;
}

function dataKeyPlace(ownerId: string, version: number): string {
  return placeOf({ table: 'data_keys', column: 'wrapped', row: `${ownerId}/${version}` });
}

function newDataKey(
  ring: KeyRing,
  ownerId: string,
  version: number,
): { dataKey: DataKey; stored: StoredDataKey } {
  const plain = randomBytes(32);
  const kekId = chooseKey(ring);
  const wrapped = sealEnvelope(ring.keys.get(kekId)!, kekId, dataKeyPlace(ownerId, version), plain);
  return {
    dataKey: { ownerId, versions: new Map([[version, createSecretKey(plain)]]), current: version },
    stored: { ownerId, version, kekId, wrapped },
  };
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

function unwrapDataKey(ring: KeyRing, ownerId: string, rows: readonly StoredDataKey[]): DataKey {
  const versions = new Map<number, KeyObject>();
  for (const { version, kekId, wrapped } of rows) {
    const kek = ring.keys.get(kekId);
    if (kek === undefined) throw new SealingFault(`key-encryption key ${kekId} is not there`);
    versions.set(version, createSecretKey(openEnvelope(kek, dataKeyPlace(ownerId, version), wrapped)));
  }
  return { ownerId, versions, current: Math.max(...versions.keys()) };
}

/** Derived rather than stored: one version for each key-encryption key, so it is rotated and retired together with them. */
function deriveSharedKey(ring: KeyRing): DataKey {
  const versions = new Map<number, KeyObject>();
  for (const [id, key] of ring.keys) {
    versions.set(id, createSecretKey(Buffer.from(hkdfSync('sha256', key, '', 'ks-order shared key', 32))));
  }
  return { ownerId: '', versions, current: Math.max(...ring.active) };
}
