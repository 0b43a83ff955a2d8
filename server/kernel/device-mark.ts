import { randomBytes } from 'node:crypto';
import type { Brand } from './brand.ts';

/** 256 random bits by which a browser is known again, in base64url; it says nothing of whose it is. */
export type DeviceMark = Brand<string, 'DeviceMark'>;

/** 43 characters, of which the last holds four bits: there is one way only to write a mark. */
const WELL_FORMED = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** The mark that a browser has; undefined where it has none or something that is none of ours. */
export function readDeviceMark(known: string | undefined): DeviceMark | undefined {
  return known !== undefined && WELL_FORMED.test(known) ? (known as DeviceMark) : undefined;
}

/** The same, or a new one. */
export function keepDeviceMark(known: string | undefined): DeviceMark {
  return readDeviceMark(known) ?? newDeviceMark();
}

export function newDeviceMark(): DeviceMark {
  return randomBytes(32).toString('base64url') as DeviceMark;
}
