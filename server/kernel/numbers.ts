import { inShanghai } from './shop-day.ts';
import {
  isCustomerId,
  randomBase32,
  toBase32,
  type CustomerId,
  type OrderNo,
  type PaymentNo,
} from './ids.ts';

/** After every character of a number. */
const AFTER_ALL = '~';

/**
 * The number of a new order, 31 characters of `0-9A-Z`: the second in Shanghai time as `yyMMddHHmmss` (12), the
 * millisecond in base 32 (2), the customer's id (12), 25 random bits (5). It rises with time, cannot be guessed, and
 * tells on which shard its customer's rows lie.
 */
export function newOrderNo(customerId: CustomerId, now: Date): OrderNo {
  return `${beginningAt(now)}${customerId}${randomBase32(5)}` as OrderNo;
}

/** With which the numbers of orders begin that are placed at this millisecond. */
export function beginningAt(now: Date): string {
  const second = inShanghai(now).slice(2, 19).replace(/[-T:]/g, '');
  return `${second}${toBase32(now.getUTCMilliseconds(), 2)}`;
}

/** The second, or the hour, that an order's number begins with. */
export function timeOfNumber(number: string): Date {
  const [year, month, day, hour, minute = '00', second = '00'] = number.slice(0, 12).match(/../g)!;
  return new Date(`20${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`);
}

/** Between which numbers those of a span of time lie: from `from` on, before `before`. Unsaid, a span has no end. */
export function numbersWithin(from?: Date, before?: Date): NumberSpan {
  return {
    from: from === undefined ? '' : beginningAt(from),
    before: before === undefined ? AFTER_ALL : beginningAt(before),
  };
}

/** Between which those lie that begin like this. */
export function numbersBeginningWith(beginning: string): NumberSpan {
  return { from: beginning, before: `${beginning}${AFTER_ALL}` };
}

/** Numbers of orders from `from` on, before `before`, by their bytes. */
export type NumberSpan = { readonly from: string; readonly before: string };

/** The number of a new payment: `P` and a number built like an order's. */
export function newPaymentNo(customerId: CustomerId, now: Date): PaymentNo {
  return `P${newOrderNo(customerId, now)}` as string as PaymentNo;
}

/** The customer that an order number names, or undefined where the text is no order number. */
export function customerOfOrderNo(text: string): CustomerId | undefined {
  if (!/^\d{12}[0-9A-Z]{19}$/.test(text)) return undefined;
  const customerId = text.slice(14, 26);
  return isCustomerId(customerId) ? customerId : undefined;
}

/** The customer that a payment number names, or undefined where the text is no payment number. */
export function customerOfPaymentNo(text: string): CustomerId | undefined {
  return text.startsWith('P') ? customerOfOrderNo(text.slice(1)) : undefined;
}
