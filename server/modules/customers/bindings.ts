import type { CustomerId } from '../../kernel/ids.ts';
import type { Binding } from '../../platform/sealing/index.ts';

/** Where a customer's phone lies sealed. */
export function phoneBinding(customerId: CustomerId): Binding {
  return { table: 'customers', column: 'phone_sealed', row: customerId };
}

/** Where the reason lies sealed for which the shop closed an account to its owner. */
export function deactivationBinding(customerId: CustomerId): Binding {
  return { table: 'account_closings', column: 'sealed', row: customerId };
}

/** Where the phones of a change lie sealed. */
export function phoneChangeBinding(
  column: 'old_phone_sealed' | 'new_phone_sealed',
  changeId: string,
): Binding {
  return { table: 'phone_changes', column, row: changeId };
}
