import type { AddressId } from '../../kernel/ids.ts';
import type { SealedColumn } from '../../platform/sealing/index.ts';
import { addressBinding } from './seal-address.ts';

export const addressSealedColumns: readonly SealedColumn[] = [
  {
    table: 'addresses',
    column: 'sealed',
    keys: ['address_id'],
    bindingOf: (_, [addressId]) => addressBinding(addressId as AddressId),
  },
];
