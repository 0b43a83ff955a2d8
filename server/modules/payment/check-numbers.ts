import type { CustomerId } from '../../kernel/ids.ts';
import { newPaymentNo } from '../../kernel/numbers.ts';
import type { Gateway, NumberRule } from './gateway.ts';

/** The number of a new refund: made like a payment's, so that a gateway's notification finds its customer; `R` tells them apart. */
export function newRefundNo(customerId: CustomerId, now: Date): string {
  return `R${newPaymentNo(customerId, now).slice(1)}`;
}

/** Our numbers have 32 characters, and may have any of these. */
const ANY_CHARACTER = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LENGTH = 32;

/**
 * Throws for a gateway whose service does not take our numbers as they are. They are sent unchanged, so that the service, its bill
 * and its callbacks speak of a payment under the number that we know it by.
 */
export function checkNumbers({ name, numbers }: Pick<Gateway, 'name' | 'numbers'>): void {
  for (const [noun, rule] of Object.entries(numbers))
    if (!takes(rule)) throw new Error(`the gateway ${name} does not take our number of a ${noun}`);
}

function takes({ least, most, alphabet }: NumberRule): boolean {
  return (
    least <= LENGTH && LENGTH <= most && [...ANY_CHARACTER].every((character) => alphabet.test(character))
  );
}
