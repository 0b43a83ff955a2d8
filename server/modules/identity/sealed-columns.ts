import type { AddressId, CustomerId } from '../../kernel/ids.ts';
import type { SealedColumn } from '../../platform/sealing/index.ts';
import { addressBinding, phoneBinding } from './bindings.ts';
import { nameBinding } from './passkeys/seal-passkey-name.ts';
import type { ProviderName } from './third-party/login-provider.ts';
import { linkBinding } from './third-party/seal-link.ts';

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
  {
    table: 'passkeys',
    column: 'name_sealed',
    keys: ['passkey_id'],
    bindingOf: (_, [passkeyId]) => nameBinding(passkeyId!),
  },
  {
    table: 'login_links',
    column: 'sealed',
    keys: ['provider'],
    bindingOf: (customerId, [provider]) => linkBinding(customerId as CustomerId, provider as ProviderName),
  },
];
