import { createSecretKey, randomBytes, randomInt, type KeyObject } from 'node:crypto';
import type { Queryable } from '../database.ts';
import { StartRefusal } from '../start-refusal.ts';
import type { MasterKey } from './master-key.ts';
import { insertFirstKeys, listKeys, type NewKey, type StoredKey } from './sealing.sql.ts';

/** How many key-encryption keys a new shop gets. */
const FIRST_KEYS = 4;
const KEY_BYTES = 32;

/** The keys that the master key opened when the program started. */
export type KeyRing = {
  /** By id; the retired ones too, which still open what they have wrapped. */
  readonly keys: ReadonlyMap<number, KeyObject>;
  /** The ids that wrap new data keys. */
  readonly active: readonly number[];
  readonly lookUp: KeyObject;
};

/** Any of the active ones. */
export function chooseKey(ring: KeyRing): number {
  return ring.active[randomInt(ring.active.length)]!;
}

/**
 * Whether keys stand in the database already: then a missing master key is lost, and making a new one would only hide it.
 */
export async function hasSealedKeys(database: Queryable): Promise<boolean> {
  return (await listKeys(database)).length > 0;
}

/** Opens the keys of the shop; a new shop's are made first. Throws StartRefusal where the master key does not fit. */
export async function openKeyRing(database: Queryable, masterKey: MasterKey): Promise<KeyRing> {
  let stored = await listKeys(database);
  if (stored.length === 0) {
    await insertFirstKeys(database, await makeFirstKeys(masterKey));
    // Another process may have been faster: what stands there now is what counts.
    stored = await listKeys(database);
  }
  const opened = await Promise.all(stored.map((key) => unwrapKey(key, masterKey)));
  const keys = new Map<number, KeyObject>();
  const active: number[] = [];
  let lookUp: KeyObject | undefined;
  stored.forEach((key, index) => {
    if (key.purpose === 'look-up') lookUp = opened[index];
    else keys.set(key.id, opened[index]!);
    if (key.purpose === 'data-keys' && !key.retired) active.push(key.id);
  });
  if (lookUp === undefined || active.length === 0) {
    throw new StartRefusal(
      'The table key_encryption_keys is incomplete, so what was sealed for customers cannot be found or opened. Restore that table from your backup.',
    );
  }
  return { keys, active, lookUp };
}

async function makeFirstKeys(masterKey: MasterKey): Promise<NewKey[]> {
  const wrappers = await makeWrappingKeys(masterKey, 1);
  return [...wrappers, await makeKey(masterKey, FIRST_KEYS + 1, 'look-up')];
}

/** As many key-encryption keys as a new shop gets, with ids from `firstId` on. */
export function makeWrappingKeys(masterKey: MasterKey, firstId: number): Promise<NewKey[]> {
  return Promise.all(
    Array.from({ length: FIRST_KEYS }, (_, index) => makeKey(masterKey, firstId + index, 'data-keys')),
  );
}

async function makeKey(masterKey: MasterKey, id: number, purpose: StoredKey['purpose']): Promise<NewKey> {
  const wrapped = await masterKey.wrap(randomBytes(KEY_BYTES));
  return { id, purpose, wrapped, masterKeyFingerprint: masterKey.fingerprint };
}

async function unwrapKey(stored: StoredKey, masterKey: MasterKey): Promise<KeyObject> {
  if (stored.masterKeyFingerprint !== masterKey.fingerprint) {
    throw new StartRefusal(
      `The master key ${masterKey.origin} (fingerprint ${short(masterKey.fingerprint)}) is not the one this database was sealed with (${short(stored.masterKeyFingerprint)}). Put the right key file back from your backup or name it in MASTER_KEY_FILE, or choose the database that belongs to this key.`,
    );
  }
  try {
    const plain = await masterKey.unwrap(stored.wrapped);
    if (plain.length === KEY_BYTES) return createSecretKey(plain);
  } catch (error) {
    // A key service that cannot be reached says so itself; anything else is nothing that a merchant could act upon.
    if (error instanceof StartRefusal) throw error;
  }
  throw new StartRefusal(
    `Key ${stored.id} of the table key_encryption_keys is damaged: the master key ${masterKey.origin} does not open it. Restore that table from your backup.`,
  );
}

function short(fingerprint: string): string {
  return fingerprint.slice(0, 12);
}
