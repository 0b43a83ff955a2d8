import { inShanghai } from '../../../../kernel/shop-day.ts';

/** What nobody sees, what takes four bytes, what Alipay refuses in a subject, and the comma that parts the columns of its bill. */
const REFUSED = /[\p{Cc}\p{Cf}\p{Variation_Selector}\u{10000}-\u{10FFFF}/=&<>"'\\,]/gu;
const SUBJECT_LENGTH = 128;

/** What the payer sees in their bill. */
export function subjectOf(text: string): string {
  const kept = text.normalize('NFC').replace(REFUSED, ' ').replace(/\s+/g, ' ').trim();
  return [...kept].slice(0, SUBJECT_LENGTH).join('').trim();
}

/** `2026-11-27 20:10:00` in Shanghai: every time of Alipay's is so. */
export function writeTime(moment: Date): string {
  return inShanghai(moment).slice(0, 19).replace('T', ' ');
}

/** Undefined where it is no such time. */
export function parseTime(text: string): Date | undefined {
  const [, day, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(text) ?? [];
  const at = new Date(`${day}T${time}+08:00`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
