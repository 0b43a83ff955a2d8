import type { AddressId } from '../../kernel/ids.ts';
import type { Binding, DataKey, Sealing } from '../../platform/sealing/index.ts';

/** Where the recipient, phone and street of an address lie sealed, as one JSON text. */
export function addressBinding(addressId: AddressId): Binding {
  return { table: 'addresses', column: 'sealed', row: addressId };
}

/** What of an address is personal, and therefore sealed. */
export type SealedFields = { readonly recipient: string; readonly phone: string; readonly street: string };

/** One envelope for all three: they are always read together. */
export function sealFields(sealing: Sealing, dataKey: DataKey, id: AddressId, fields: SealedFields): Buffer {
  const { recipient, phone, street } = fields;
  return sealing.seal(dataKey, addressBinding(id), JSON.stringify({ recipient, phone, street }));
}

export function openFields(sealing: Sealing, dataKey: DataKey, id: AddressId, sealed: Buffer): SealedFields {
  return JSON.parse(sealing.open(dataKey, addressBinding(id), sealed)) as SealedFields;
}
