import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { cookieSeconds } from '../../../kernel/cookies.ts';

/** A sign-in may be away at the provider this long. */
export const FLOW_MS = cookieSeconds('loginState') * 1000;
/** A phone may be proved this long after the provider has answered. */
export const PENDING_MS = cookieSeconds('loginLink') * 1000;

const TOKEN = /^[\w-]{43}$/;

/** 256 random bits, in base64url: too many to be guessed, so a plain hash of them is enough. */
export function newLoginToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The SHA-256 of a token, or undefined where the text can be none of ours. */
export function hashLoginToken(token: string | undefined): Buffer | undefined {
  return token !== undefined && TOKEN.test(token) ? createHash('sha256').update(token).digest() : undefined;
}

export function isSameHash(one: Buffer, other: Buffer | undefined): boolean {
  return other !== undefined && one.length === other.length && timingSafeEqual(one, other);
}

/** A path of this shop, never an address that a stranger made up: browsers take `//host` and `/\host` for other hosts. */
export function readReturnPath(text: string | undefined, fallback: string): string {
  return text !== undefined && text.length <= 500 && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text)
    ? text
    : fallback;
}

/** WeChat's own browser, which cannot scan a QR code that it shows itself. */
export function isInsideWechat(userAgent: string): boolean {
  return userAgent.includes('MicroMessenger');
}
