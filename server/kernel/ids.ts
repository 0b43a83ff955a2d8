import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { Brand } from './brand.ts';

/** Twelve Crockford base-32 characters: 60 random bits. Short, so that order numbers can carry it. */
export type CustomerId = Brand<string, 'CustomerId'>;
/** A positive whole number as text. */
export type ProductId = Brand<string, 'ProductId'>;
/** A positive whole number as text. */
export type SkuId = Brand<string, 'SkuId'>;
/** A UUIDv7. */
export type AddressId = Brand<string, 'AddressId'>;
/** 31 characters, see `numbers.ts`. */
export type OrderNo = Brand<string, 'OrderNo'>;
/** 32 characters: `P` and what an order number has. */
export type PaymentNo = Brand<string, 'PaymentNo'>;

/** Crockford's base 32: no I, L, O, U, so that a number read aloud is written down right; sorts as it counts. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Drawn many at once: a call costs the same whatever it brings, and each order needs five of these. */
const POOL_BYTES = 4_096;
let pool = Buffer.alloc(0);
let taken = 0;

/** `length` random characters, five bits each; POOL_BYTES at most. */
export function randomBase32(length: number): string {
  if (taken + length > pool.length) [pool, taken] = [randomBytes(POOL_BYTES), 0];
  let text = '';
  for (const end = taken + length; taken < end; taken += 1) text += ALPHABET[pool[taken]! & 31];
  return text;
}

/** A whole number from 0 to 32^length - 1, in `length` characters. */
export function toBase32(n: number, length: number): string {
  let text = '';
  for (let rest = n; text.length < length; rest = Math.floor(rest / 32)) text = ALPHABET[rest % 32] + text;
  return text;
}

export function newCustomerId(): CustomerId {
  return randomBase32(12) as CustomerId;
}

export function isCustomerId(text: string): text is CustomerId {
  return /^[0-9A-HJKMNP-TV-Z]{12}$/.test(text);
}

/** A UUID of version 7 (RFC 9562, 5.7): the milliseconds of `now`, then 74 random bits. */
export function newUuid(now: Date): string {
  return v7({ msecs: now.getTime() });
}
