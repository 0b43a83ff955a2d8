import type { CustomerId } from '../../kernel/ids.ts';
import type { SealedColumn } from '../../platform/sealing/index.ts';
import { phoneBinding, phoneChangeBinding } from './bindings.ts';

export const customerSealedColumns: readonly SealedColumn[] = [
  {
    table: 'customers',
    column: 'phone_sealed',
    keys: [],
    bindingOf: (customerId) => phoneBinding(customerId as CustomerId),
  },
  ...(['old_phone_sealed', 'new_phone_sealed'] as const).map((column): SealedColumn => ({
    table: 'phone_changes',
    column,
    keys: ['change_id'],
    bindingOf: (_, [changeId]) => phoneChangeBinding(column, changeId!),
  })),
];
