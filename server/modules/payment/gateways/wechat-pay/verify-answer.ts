import { verify, type KeyObject } from 'node:crypto';
import { linesOf } from './sign-request.ts';

/** What is older or newer is refused, so that a recorded one cannot be played again. WeChat asks for five minutes. */
const MAX_AGE_MS = 5 * 60_000;

export type SignedAnswer = {
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
  /** Of the key that has signed it: `PUB_KEY_ID_…`, or the serial number of a platform certificate. */
  readonly serial: string;
};

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What WeChat signs an answer or a notice by; undefined where a part of it is missing, or comes twice. */
export function readSignature(headers: Headers): SignedAnswer | undefined {
  const [timestamp, nonce, signature, serial] = ['timestamp', 'nonce', 'signature', 'serial'].map(
    (name) => headers[`wechatpay-${name}`],
  );
  return typeof timestamp === 'string' &&
    typeof nonce === 'string' &&
    typeof signature === 'string' &&
    typeof serial === 'string'
    ? { timestamp, nonce, signature, serial }
    : undefined;
}

/**
 * Whether the bytes are WeChat's, as they came. Its probes (signatures that begin with `WECHATPAY/SIGNTEST/`) are wrong on
 * purpose and come again signed as they should be.
 */
export function isSigned(
  { timestamp, nonce, signature }: SignedAnswer,
  body: Buffer,
  key: KeyObject,
  now: Date,
): boolean {
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() - Number(timestamp) * 1000) >= MAX_AGE_MS)
    return false;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature) || signature.startsWith('WECHATPAY/')) return false;
  // Three lines, and the bytes between the second line feed and the last are taken as they are.
  const signed = Buffer.concat([Buffer.from(linesOf(timestamp, nonce)), body, Buffer.from('\n')]);
  return verify('sha256', signed, key, Buffer.from(signature, 'base64'));
}
