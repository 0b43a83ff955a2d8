import type { CustomerId } from '../../kernel/ids.ts';
import type { Binding } from '../../platform/sealing/index.ts';

/** Where a customer's phone lies sealed. */
export function phoneBinding(customerId: CustomerId): Binding {
  return { table: 'customers', column: 'phone_sealed', row: customerId };
}
