import { webcrypto } from 'node:crypto';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Database } from '../database.ts';
import type { Sealing } from '../sealing/index.ts';
import { useOnce } from '../budgets/counters.sql.ts';
import { OAEP, type PasswordKeys } from './keep-password-key.ts';
import type { GivenPassword, SealedPasswordInvalid } from './password.ts';

const { subtle } = webcrypto;
/** How old a sealed password may be, and how far in the future: from a device that has the shop's time, about nothing. */
const GOOD_FOR_MS = 5 * 60_000;
const BASE64URL = /^[\w-]+$/;

export type OpenPasswordDeps = {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly keys: PasswordKeys;
};

type Parts = {
  readonly keyId: string;
  readonly sealedAt: Date;
  readonly header: Buffer;
  readonly key: Buffer;
  readonly iv: Buffer;
  /** With its tag at the end. */
  readonly ciphertext: Buffer;
};

/**
 * The password as it was typed. A sealed one is a JWE in compact form (RFC 7516) by RSA-OAEP-256 and A256GCM, whose
 * header names the key (`kid`) and the time (`iat`, in seconds), so that any program can make one and no password is too
 * long for it. Whoever records one on its way can send it once more in vain: its content key is noted.
 */
export async function openGivenPassword(
  deps: OpenPasswordDeps,
  given: GivenPassword,
  now: Date,
): Promise<Result<string, SealedPasswordInvalid>> {
  if ('password' in given) return ok(given.password);
  const parts = readParts(given.sealedPassword);
  const age = parts && Math.abs(now.getTime() - parts.sealedAt.getTime());
  const pair = parts && (await deps.keys.find(parts.keyId, now));
  if (parts === undefined || pair === undefined || !(age! <= GOOD_FOR_MS))
    return refuse({ code: 'sealed_password_invalid' });
  const opened = await decrypt(parts, pair.privateKey);
  if (opened === undefined) return refuse({ code: 'sealed_password_invalid' });
  const subject = deps.sealing.lookUpHash('sealed-password', opened.contentKey.toString('hex'));
  const until = new Date(now.getTime() + 3 * GOOD_FOR_MS);
  const isFirst = await useOnce(deps.database, subject, { now, until });
  return isFirst ? ok(opened.password) : refuse({ code: 'sealed_password_invalid' });
}

function readParts(sealed: string): Parts | undefined {
  const texts = sealed.split('.');
  if (texts.length !== 5 || !texts.every((text) => BASE64URL.test(text))) return undefined;
  const [header, key, iv, body, tag] = texts.map((text) => Buffer.from(text, 'base64url')) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  const told = readHeader(header);
  if (told === undefined || iv.length !== 12 || tag.length !== 16) return undefined;
  // What is authenticated is the header as it was written, in base64url.
  return {
    ...told,
    header: Buffer.from(texts[0]!, 'latin1'),
    key,
    iv,
    ciphertext: Buffer.concat([body, tag]),
  };
}

function readHeader(header: Buffer): { keyId: string; sealedAt: Date } | undefined {
  let told: unknown;
  try {
    told = JSON.parse(header.toString());
  } catch {
    // Whoever sends what is no header learns no more than that it cannot be opened.
    return undefined;
  }
  if (typeof told !== 'object' || told === null) return undefined;
  const { alg, enc, kid, iat } = told as Record<string, unknown>;
  const isOurs =
    alg === 'RSA-OAEP-256' && enc === 'A256GCM' && typeof kid === 'string' && Number.isInteger(iat);
  return isOurs ? { keyId: kid, sealedAt: new Date((iat as number) * 1000) } : undefined;
}

async function decrypt(
  { header, key, iv, ciphertext }: Parts,
  privateKey: webcrypto.CryptoKey,
): Promise<{ password: string; contentKey: Buffer } | undefined> {
  try {
    const contentKey = Buffer.from(await subtle.decrypt(OAEP, privateKey, key));
    const aes = await subtle.importKey('raw', contentKey, 'AES-GCM', false, ['decrypt']);
    const plain = await subtle.decrypt({ name: 'AES-GCM', iv, additionalData: header }, aes, ciphertext);
    const password = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain);
    // An empty one is no password, and a NUL could not be said over the other way either.
    return password === '' || password.includes('\0') ? undefined : { password, contentKey };
  } catch {
    // Forged, changed or sealed for another key: why it does not open must not be told.
    return undefined;
  }
}
