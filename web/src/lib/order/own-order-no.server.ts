import { error } from '@sveltejs/kit';
import type { OrderNo } from '#server/kernel/ids.ts';
import { customerOfOrderNo } from '#server/kernel/numbers.ts';
import type { Session } from '#server/modules/sign-in/index.ts';

/** The order number of an address. 404 where it is none, or one of somebody else: the number itself says whose it is. */
export function ownOrderNo({ customerId }: Session, text: string): OrderNo {
  if (customerOfOrderNo(text) !== customerId) error(404, 'no such order');
  return text as OrderNo;
}
