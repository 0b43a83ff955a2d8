import type { AddressId, CustomerId } from '../../kernel/ids.ts';
import type { Binding } from '../../platform/sealing/index.ts';

/** Where a customer's phone lies sealed. */
export function phoneBinding(customerId: CustomerId): Binding {
  return { table: 'customers', column: 'phone_sealed', row: customerId };
}

/** Where the recipient, phone and street of an address lie sealed, as one JSON text. */
export function addressBinding(addressId: AddressId): Binding {
  return { table: 'addresses', column: 'sealed', row: addressId };
}
