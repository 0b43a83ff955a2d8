import type { CustomerId } from '../../kernel/ids.ts';
import type { SealedColumn } from '../../platform/sealing/index.ts';
import { phoneBinding } from './bindings.ts';

export const customerSealedColumns: readonly SealedColumn[] = [
  {
    table: 'customers',
    column: 'phone_sealed',
    keys: [],
    bindingOf: (customerId) => phoneBinding(customerId as CustomerId),
  },
];
