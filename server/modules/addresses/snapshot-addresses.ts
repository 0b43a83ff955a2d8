import type { AddressId, CustomerId } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';
import type { DataKey, Sealing } from '../../platform/sealing/index.ts';
import { findAddressesAndKeys, type FoundAddress } from './addresses.sql.ts';
import type { Regions } from './regions/load-regions.ts';
import { openFields, type SealedFields } from './seal-address.ts';

/** An address as it is now, and the key to seal a copy of it under. */
export type AddressSnapshot = {
  readonly dataKey: DataKey;
  readonly address: SealedFields & { readonly regionCode: string; readonly region: readonly string[] };
};

export type SnapshotDeps = { readonly database: Database; readonly sealing: Sealing; regions(): Regions };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The addresses of many customers, in the order asked for, read in one round trip; undefined where the customer has no
 * such address, so that a wrong one spoils nothing for its neighbours.
 */
export async function snapshotAddresses(
  deps: SnapshotDeps,
  wanted: readonly { readonly customerId: CustomerId; readonly addressId: string }[],
): Promise<readonly (AddressSnapshot | undefined)[]> {
  // Anything else than a UUID would make the whole statement fail.
  const possible = wanted.filter(({ addressId }) => UUID.test(addressId));
  if (possible.length === 0) return wanted.map(() => undefined);
  const { addresses, ...found } = await findAddressesAndKeys(
    deps.database,
    possible.map(({ customerId }) => customerId),
    possible.map(({ addressId }) => addressId),
  );
  const dataKeys = await deps.sealing.openDataKeys(found.dataKeys);
  const addressOf = new Map(addresses.map((address) => [keyOf(address.customerId, address.id), address]));
  return wanted.map(({ customerId, addressId }) => {
    // By customer as well: the address of one must not be found for another who names it in the same batch.
    const address = addressOf.get(keyOf(customerId, addressId.toLowerCase()));
    const dataKey = dataKeys.get(customerId);
    // Without a key the customer was erased since.
    return address && dataKey && openSnapshot(deps, dataKey, address);
  });
}

function keyOf(customerId: CustomerId, addressId: AddressId | string): string {
  return `${customerId}/${addressId}`;
}

function openSnapshot(deps: SnapshotDeps, dataKey: DataKey, row: FoundAddress): AddressSnapshot {
  const { recipient, phone, street } = openFields(deps.sealing, dataKey, row.id, row.sealed);
  const regions = deps.regions();
  const regionCode = regions.currentCode(row.regionCode, street) ?? row.regionCode;
  const region = regions.namesOf(regionCode, street) ?? [];
  return { dataKey, address: { recipient, phone, street, regionCode, region } };
}
