import type { AddressId, CustomerId } from '../../kernel/ids.ts';
import type { Database, Queryable, Transaction } from '../../platform/database.ts';
import { DATA_KEYS, type DataKeyRow, type StoredDataKey } from '../../platform/sealing/index.ts';
import { holdCustomer } from '../customers/index.ts';

export type StoredAddress = {
  readonly id: AddressId;
  readonly sealed: Buffer;
  readonly regionCode: string;
  readonly postalCode: string | null;
  readonly isDefault: boolean;
};

/** All of a customer's, the default first, then the newest; there are twenty at most. */
export async function listAddresses(database: Queryable, customerId: CustomerId): Promise<StoredAddress[]> {
  const { rows } = await database.query<StoredAddress>({
    name: 'addresses-list-addresses',
    text: `select address_id as id, sealed, region_code as "regionCode", postal_code as "postalCode",
        is_default as "isDefault"
      from addresses where customer_id = $1 order by is_default desc, created_at desc, address_id desc limit 100`,
    values: [customerId],
  });
  return rows;
}

/**
 * Holds the customer's addresses against other changes until the end of the transaction, and answers them. Orders that
 * are placed meanwhile do not wait: this lock lets their foreign keys through.
 */
export async function lockAddresses(tx: Transaction, customerId: CustomerId): Promise<StoredAddress[]> {
  const [, addresses] = await Promise.all([holdCustomer(tx, customerId), listAddresses(tx, customerId)]);
  return addresses;
}

type WrittenAddress = StoredAddress & { readonly customerId: CustomerId; readonly now: Date };

export async function insertAddress(tx: Queryable, address: WrittenAddress): Promise<void> {
  await tx.query(
    `insert into addresses (customer_id, address_id, sealed, region_code, postal_code, is_default, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7)`,
    valuesOf(address),
  );
}

export async function updateAddress(tx: Queryable, address: WrittenAddress): Promise<void> {
  await tx.query(
    `update addresses set sealed = $3, region_code = $4, postal_code = $5, is_default = $6, updated_at = $7
     where customer_id = $1 and address_id = $2`,
    valuesOf(address),
  );
}

function valuesOf(address: WrittenAddress): unknown[] {
  const { customerId, id, sealed, regionCode, postalCode, isDefault, now } = address;
  return [customerId, id, sealed, regionCode, postalCode, isDefault, now];
}

export async function clearDefault(tx: Queryable, customerId: CustomerId): Promise<void> {
  await tx.query('update addresses set is_default = false where customer_id = $1 and is_default', [
    customerId,
  ]);
}

export async function setDefault(tx: Queryable, customerId: CustomerId, id: AddressId): Promise<void> {
  await tx.query('update addresses set is_default = true where customer_id = $1 and address_id = $2', [
    customerId,
    id,
  ]);
}

export async function deleteAddress(tx: Queryable, customerId: CustomerId, id: AddressId): Promise<void> {
  await tx.query('delete from addresses where customer_id = $1 and address_id = $2', [customerId, id]);
}

export type AddressWithKey = {
  readonly customerId: CustomerId;
  readonly id: AddressId;
  readonly sealed: Buffer;
  readonly regionCode: string;
  readonly dataKey: StoredDataKey;
};

type AddressKeyRow = Omit<AddressWithKey, 'dataKey'> & DataKeyRow;

/**
 * The addresses of many customers with their data keys, in one statement for a whole batch. A customer whose values are
 * being sealed anew comes once for each version of the key. `ids[n]` must be a UUID; it is looked for at `customerIds[n]`.
 */
export async function findAddressesWithKeys(
  database: Database,
  customerIds: readonly CustomerId[],
  ids: readonly string[],
): Promise<AddressWithKey[]> {
  const { rows } = await database.query<AddressKeyRow>({
    name: 'addresses-find-addresses-with-keys',
    text: `select a.customer_id as "customerId", a.address_id as id, a.sealed, a.region_code as "regionCode",
        k.version, k."kekId", k.wrapped
      from unnest($1::text[], $2::uuid[]) as w (customer_id, address_id)
      join addresses a on a.customer_id = w.customer_id and a.address_id = w.address_id
      join ${DATA_KEYS} k on k.customer_id = w.customer_id`,
    values: [customerIds, ids],
  });
  return rows.map(({ version, kekId, wrapped, ...address }) => ({
    ...address,
    dataKey: { ownerId: address.customerId, version, kekId, wrapped },
  }));
}
