import { cleanSearch } from '../../kernel/clean-text.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { customerOfOrderNo } from '../../kernel/numbers.ts';
import { parseContactPhone } from '../../kernel/phone.ts';
import { SHORTEST_END } from './staff-list.sql.ts';

/** What a text may be, by which orders are looked for. */
export type Attempt =
  | { readonly by: 'number'; readonly customerId: CustomerId; readonly orderNo: OrderNo }
  | { readonly by: 'phone'; readonly phone: string }
  | { readonly by: 'beginning'; readonly beginning: string }
  | { readonly by: 'end'; readonly end: string }
  | { readonly by: 'sku' | 'product'; readonly text: string };

/** `yyMMdd`, with which a number begins, and what may follow. */
const BEGINNING = /^\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{0,6}[0-9A-Z]{0,18}$/;
const PART = /^[0-9A-HJKMNP-TV-Z]+$/;
const LONGEST_PART = 30;
const SKU_CODE = /^[A-Z0-9-]{1,40}$/;

/**
 * What somebody of the staff may mean by a text, the likeliest first: whoever searches goes from one to the next until orders are
 * found. A whole number and a phone are nothing else; the same few digits may begin a number, end one, and be a SKU's code.
 */
export function readSearch(typed: string): readonly Attempt[] {
  const text = cleanSearch(typed);
  const plain = text.replace(/[\s#]/g, '').toUpperCase();
  if (plain === '') return [];
  const customerId = customerOfOrderNo(plain);
  if (customerId !== undefined) return [{ by: 'number', customerId, orderNo: plain as OrderNo }];
  const phone = parseContactPhone(text);
  if (phone !== undefined) return [{ by: 'phone', phone }];
  const isPart = PART.test(plain) && plain.length >= SHORTEST_END && plain.length <= LONGEST_PART;
  return [
    ...(BEGINNING.test(plain) ? [{ by: 'beginning', beginning: plain } as const] : []),
    ...(isPart ? [{ by: 'end', end: plain } as const] : []),
    ...(SKU_CODE.test(plain) ? [{ by: 'sku', text: plain } as const] : []),
    { by: 'product', text },
  ];
}
