import type { AddressId, CustomerId } from '../../kernel/ids.ts';
import type { SealedColumn } from '../../platform/sealing/index.ts';
import { addressBinding, phoneBinding } from './bindings.ts';

/** Where identity keeps what is sealed for customers. */
export const identitySealedColumns: readonly SealedColumn[] = [
  {
    table: 'customers',
    column: 'phone_sealed',
    keys: [],
    bindingOf: (customerId) => phoneBinding(customerId as CustomerId),
  },
  {
    table: 'addresses',
    column: 'sealed',
    keys: ['address_id'],
    bindingOf: (_, [addressId]) => addressBinding(addressId as AddressId),
  },
];
