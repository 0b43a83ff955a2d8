import type { Brand } from './brand.ts';
import { cleanPhone } from './clean-text.ts';

/** A mobile number of mainland China: eleven digits, `13800138000`. */
export type Mobile = Brand<string, 'Mobile'>;

/** Marks and spaces that come with a number count too. */
const LONGEST_TYPED = 100;
const MOBILE = /^(?:\+?86|0086)?(1[3-9]\d{9})$/;
/** Area code (three digits for the large cities, else four), seven or eight digits, perhaps an extension. */
const LANDLINE = /^(0(?:10|2\d|[3-9]\d{2}))-?([2-9]\d{6,7})(?:-(\d{1,5}))?$/;

/** Reads a mobile number as people type and paste it: with +86, spaces, any dashes, brackets, invisible marks, full-width digits. Undefined where it is none. */
export function parseMobile(typed: string): Mobile | undefined {
  if (typed.length > LONGEST_TYPED) return undefined;
  return MOBILE.exec(cleanPhone(typed).replace(/[()-]/g, ''))?.[1] as Mobile | undefined;
}

/** A number that a courier can call: a mobile number, or a landline, which becomes `010-62345678` or `0571-8765432-801`. */
export function parseContactPhone(typed: string): string | undefined {
  const mobile = parseMobile(typed);
  if (mobile !== undefined || typed.length > LONGEST_TYPED) return mobile;
  const landline = LANDLINE.exec(cleanPhone(typed).replace(/[()]/g, ''));
  return landline?.slice(1).filter(Boolean).join('-');
}

/** `138****8000`. */
export function maskPhone(phone: Mobile): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}
