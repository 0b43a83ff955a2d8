import { createHash, randomBytes } from 'node:crypto';
import { randomBase32 } from '../../kernel/ids.ts';

const TOKEN = /^[\w-]{43}$/;
/** By which people and scanners of source code know a key for what it is. */
const KEY_PREFIX = 'ks_key_';
/** So much of a key's end is shown, to tell it from others; the rest is 232 bits. */
const HINT = 4;

/** 256 random bits, and their SHA-256: only that is stored, and it cannot be turned back. */
export function newSecretToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashOf(token) };
}

/** By which a token is found; undefined where it can be none of ours. */
export function hashOfToken(token: string): Buffer | undefined {
  return TOKEN.test(token) ? hashOf(token) : undefined;
}

/** A key of a program; `hint` is what may be shown of it later. */
export function newApiKey(): { token: string; hash: Buffer; hint: string } {
  const { token: random } = newSecretToken();
  const token = KEY_PREFIX + random;
  return { token, hash: hashOf(token), hint: token.slice(-HINT) };
}

export function isApiKey(token: string): boolean {
  return token.startsWith(KEY_PREFIX);
}

/** By which a key is found; undefined where it can be none of ours. */
export function hashOfApiKey(token: string): Buffer | undefined {
  return isApiKey(token) && TOKEN.test(token.slice(KEY_PREFIX.length)) ? hashOf(token) : undefined;
}

/** How many codes somebody gets, to be kept on paper. */
const RECOVERY_CODES = 10;

/** Codes of 80 random bits, `ABCD-EFGH-JKMN-PQRS` in groups that can be read and typed, with what is stored of them. */
export function newRecoveryCodes(): { codes: string[]; hashes: Buffer[] } {
  const plain = Array.from({ length: RECOVERY_CODES }, () => randomBase32(16));
  return {
    codes: plain.map((code) => code.match(/.{4}/g)!.join('-')),
    hashes: plain.map(hashOf),
  };
}

/** By which a recovery code is found, as it was typed: in lower case, with or without its hyphens. */
export function hashOfRecoveryCode(typed: string): Buffer | undefined {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '');
  return /^[0-9A-Z]{16}$/.test(code) ? hashOf(code) : undefined;
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
