import { createHash, randomBytes } from 'node:crypto';
import { cookieSeconds } from '../../../kernel/cookies.ts';
import { isCustomerId, type CustomerId } from '../../../kernel/ids.ts';

/** A session ends this long after it was last used. */
export const SESSION_MS = 30 * 24 * 3_600_000;
/**
 * And this long after its sign-in, whatever its use: who has taken a token without being noticed does not have it for good.
 * A constraint of the database says the same.
 */
export const LONGEST_SESSION_SECONDS = cookieSeconds('session');

const ID_BYTES = 12;
const SECRET_BYTES = 32;
/** Of base64url without padding. */
const TOKEN_LENGTH = Math.ceil(((ID_BYTES + SECRET_BYTES) * 4) / 3);

/**
 * A session's token: the customer's id, so that the look-up names it, and 256 random bits, in base64url. Only its SHA-256
 * is stored: that of so long a random value cannot be turned back, so no slow hash is needed.
 */
export function newToken(customerId: CustomerId): { token: string; tokenHash: Buffer } {
  const bytes = Buffer.concat([Buffer.from(customerId, 'latin1'), randomBytes(SECRET_BYTES)]);
  return { token: bytes.toString('base64url'), tokenHash: hash(bytes) };
}

/** What is kept of a token, by which its session is found. */
export type TokenRef = { readonly customerId: CustomerId; readonly tokenHash: Buffer };

/** What a token says, or undefined where it can be none of ours. There is one way only to write a token. */
export function readToken(token: string | undefined): TokenRef | undefined {
  if (token?.length !== TOKEN_LENGTH) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== ID_BYTES + SECRET_BYTES || bytes.toString('base64url') !== token) return undefined;
  const customerId = bytes.toString('latin1', 0, ID_BYTES);
  return isCustomerId(customerId) ? { customerId, tokenHash: hash(bytes) } : undefined;
}

function hash(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
