import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { openEnvelope, sealEnvelope, SealingFault } from './envelope.ts';
import { chooseKey, type KeyRing } from './key-ring.ts';

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

/** Unambiguous: names of tables and columns hold no NUL, and the row comes last. */
export function placeOf({ table, column, row }: Binding): string {
  return `${table}\0${column}\0${row}`;
}

function dataKeyPlace(ownerId: string, version: number): string {
  return placeOf({ table: 'data_keys', column: 'wrapped', row: `${ownerId}/${version}` });
}

export function newDataKey(
  ring: KeyRing,
  ownerId: string,
  version: number,
): { dataKey: DataKey; stored: StoredDataKey } {
  const plain = randomBytes(32);
  return {
    dataKey: { ownerId, versions: new Map([[version, createSecretKey(plain)]]), current: version },
    stored: wrapDataKey(ring, ownerId, version, plain),
  };
}

export function unwrapDataKey(ring: KeyRing, ownerId: string, rows: readonly StoredDataKey[]): DataKey {
  const versions = new Map<number, KeyObject>();
  for (const row of rows) versions.set(row.version, createSecretKey(openDataKey(ring, row)));
  return { ownerId, versions, current: Math.max(...versions.keys()) };
}

/** The same key, wrapped by one of the active key-encryption keys. */
export function wrapAnew(ring: KeyRing, stored: StoredDataKey): StoredDataKey {
  return wrapDataKey(ring, stored.ownerId, stored.version, openDataKey(ring, stored));
}

function wrapDataKey(ring: KeyRing, ownerId: string, version: number, plain: Buffer): StoredDataKey {
  const kekId = chooseKey(ring);
  const wrapped = sealEnvelope(ring.keys.get(kekId)!, kekId, dataKeyPlace(ownerId, version), plain);
  return { ownerId, version, kekId, wrapped };
}

function openDataKey(ring: KeyRing, { ownerId, version, kekId, wrapped }: StoredDataKey): Buffer {
  const kek = ring.keys.get(kekId);
  if (kek === undefined) throw new SealingFault(`key-encryption key ${kekId} is not there`);
  return openEnvelope(kek, dataKeyPlace(ownerId, version), wrapped);
}
