import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Keys } from './keys.ts';

/** A bill's address is good for half a minute. */
const BILL_ADDRESS_MS = 30_000;

type Signing = { readonly alipay: Pick<Keys['alipay'], 'privateKey'> };

/** By which the address of a day's bill is known again, in any process: whoever has it needs no signature of their own. */
export function signBillToken(keys: Signing, date: string, nowMs: number): string {
  const text = `${date}.${nowMs}`;
  return `${text}.${macOf(keys, text)}`;
}

/** The day whose bill it is; undefined where nobody here has written it, or too long ago. */
export function readBillToken(keys: Signing, token: unknown, nowMs: number): string | undefined {
  const [, text, date, at, mac] =
    /^((\d{4}-\d\d-\d\d)\.(\d+))\.([\w-]{43})$/.exec(typeof token === 'string' ? token : '') ?? [];
  if (text === undefined || !timingSafeEqual(Buffer.from(mac!), Buffer.from(macOf(keys, text))))
    return undefined;
  return nowMs - Number(at) < BILL_ADDRESS_MS ? date : undefined;
}

const macOf = ({ alipay }: Signing, text: string): string =>
  createHmac('sha256', alipay.privateKey).update(`bill ${text}`).digest('base64url');
