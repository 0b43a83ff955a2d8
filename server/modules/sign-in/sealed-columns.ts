import type { CustomerId } from '../../kernel/ids.ts';
import type { SealedColumn } from '../../platform/sealing/index.ts';
import { nameBinding } from './passkeys/seal-passkey-name.ts';
import type { ProviderName } from './third-party/login-provider.ts';
import { linkBinding } from './third-party/seal-link.ts';

/** What of the ways in is sealed for customers. */
export const signInSealedColumns: readonly SealedColumn[] = [
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
