import { createPublicKey, generateKeyPair, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import type { Database } from '../database.ts';
import type { Binding, Sealing } from '../sealing/index.ts';
import {
  deletePasswordKeys,
  findPasswordKey,
  insertPasswordKey,
  type StoredPasswordKey,
} from './password-keys.sql.ts';
import type { PasswordKey } from './password.ts';

const DAY_MS = 86_400_000;
const RSA = { modulusLength: 2048 } as const;
const OAEP = { name: 'RSA-OAEP', hash: 'SHA-256' } as const;

const makePair = promisify(generateKeyPair);

export type KeyPair = {
  readonly keyId: string;
  readonly jwk: PasswordKey['jwk'];
  readonly privateKey: webcrypto.CryptoKey;
};

export type PasswordKeys = {
  /** The pair to seal for now; made by whoever needs it first on a day. */
  current(now: Date): Promise<KeyPair>;
  /** The pair of that id, as long as it may have been answered lately: today's or yesterday's. */
  find(keyId: string, now: Date): Promise<KeyPair | undefined>;
};

/** All processes share a day's pair: a page may seal for one and be answered by another. */
export function keepPasswordKeys({
  database,
  sealing,
}: {
  database: Database;
  sealing: Sealing;
}): PasswordKeys {
  const opened = new Map<number, Promise<KeyPair | undefined>>();

  async function open(day: number, mayMake: boolean): Promise<KeyPair | undefined> {
    let stored = await findPasswordKey(database, day);
    if (stored === undefined && mayMake) {
      await insertPasswordKey(database, day, await newPair(sealing, day));
      await deletePasswordKeys(database, day - 1);
      stored = await findPasswordKey(database, day);
    }
    return stored && openPair(sealing, day, stored);
  }
  function remembered(day: number, mayMake: boolean): Promise<KeyPair | undefined> {
    const known = opened.get(day);
    if (known !== undefined) return known;
    for (const old of opened.keys()) if (old < day - 1) opened.delete(old);
    const opening = open(day, mayMake);
    opened.set(day, opening);
    const forget = (): void => void opened.delete(day);
    opening.then((pair) => pair ?? forget(), forget);
    return opening;
  }
  return {
    async current(now) {
      const pair = await remembered(dayOf(now), true);
      if (pair === undefined) throw new Error('the key for sealing passwords is gone as soon as it was made');
      return pair;
    },
    async find(keyId, now) {
      const today = dayOf(now);
      const day = [today, today - 1].find((known) => keyIdOf(known) === keyId);
      return day === undefined ? undefined : remembered(day, false);
    },
  };
}

function dayOf(now: Date): number {
  return Math.floor(now.getTime() / DAY_MS);
}

function keyIdOf(day: number): string {
  return `day-${day}`;
}

function bindingOf(day: number): Binding {
  return { table: 'password_keys', column: 'private_key_sealed', row: String(day) };
}

async function newPair(sealing: Sealing, day: number): Promise<StoredPasswordKey> {
  const { publicKey, privateKey } = await makePair('rsa', RSA);
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    privateKeySealed: sealing.seal(sealing.sharedKey, bindingOf(day), pkcs8),
  };
}

async function openPair(sealing: Sealing, day: number, stored: StoredPasswordKey): Promise<KeyPair> {
  const { n, e } = createPublicKey(stored.publicKey).export({ format: 'jwk' }) as { n: string; e: string };
  const pem = sealing.open(sealing.sharedKey, bindingOf(day), stored.privateKeySealed);
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const privateKey = await webcrypto.subtle.importKey('pkcs8', der, OAEP, false, ['decrypt']);
  return { keyId: keyIdOf(day), jwk: { kty: 'RSA', n, e }, privateKey };
}
