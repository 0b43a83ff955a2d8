import { inShanghai } from '../../../../kernel/shop-day.ts';

/** What nobody sees, and what takes four bytes of UTF-8. */
const REFUSED = /[\p{Cc}\p{Cf}\p{Variation_Selector}\u{10000}-\u{10FFFF}]/gu;

/**
 * Text as WeChat takes it: characters of four bytes (emoji) are refused there, and so is what is longer. Cut between
 * characters, by bytes of UTF-8.
 */
export function safeText(text: string, maxBytes: number): string {
  let kept = '';
  let bytes = 0;
  for (const character of text.normalize('NFC').replace(REFUSED, ' ').replace(/\s+/g, ' ').trim()) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    kept += character;
  }
  return kept.trim();
}

/** RFC 3339 with the seconds of Shanghai: UTC digits with its offset would be over eight hours early. */
export function shanghaiTime(moment: Date): string {
  return `${inShanghai(moment).slice(0, 19)}+08:00`;
}
