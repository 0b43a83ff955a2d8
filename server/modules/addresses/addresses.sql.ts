import type { AddressId, CustomerId } from '../../kernel/ids.ts';
import { onOneConnection, type Database, type Queryable, type Transaction } from '../../platform/database.ts';
import { DATA_KEYS, type DataKeyRow, type StoredDataKey } from '../../platform/sealing/index.ts';
import { holdCustomer } from '../customers/index.ts';

export type StoredAddress = {
  readonly id: AddressId;
  readonly sealed: Buffer;
  readonly regionCode: string;
  readonly postalCode: string | null;
  readonly isDefault: boolean;
};

const OF_CUSTOMER = `select address_id as id, sealed, region_code as "regionCode", postal_code as "postalCode",
    is_default as "isDefault"
  from addresses where customer_id = $1`;

/** All of a customer's, the default first, then the newest; there are twenty at most. */
export async function listAddresses(database: Queryable, customerId: CustomerId): Promise<StoredAddress[]> {
  const { rows } = await database.query<StoredAddress>({
    name: 'addresses-list-addresses',
    text: `${OF_CUSTOMER} order by is_default desc, created_at desc, address_id desc limit 100`,
    values: [customerId],
  });
  return rows;
}

/**
 * Holds the customer's addresses against other changes until the end of the transaction, and answers them in the order of
 * the list. Orders that are placed meanwhile do not wait: this lock lets their foreign keys through.
 */
export async function lockAddresses(tx: Transaction, customerId: CustomerId): Promise<StoredAddress[]> {
  const [, { rows }] = await Promise.all([
    holdCustomer(tx, customerId),
    tx.query<StoredAddress>({
      name: 'addresses-lock-addresses',
      // In the order in which values are sealed anew, so that the two never wait for each other.
      text: `${OF_CUSTOMER} order by address_id for no key update`,
      values: [customerId],
    }),
  ]);
  // Ids rise with the time.
  return rows.sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || (a.id < b.id ? 1 : -1));
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

export type FoundAddress = Pick<StoredAddress, 'id' | 'sealed' | 'regionCode'> & {
  readonly customerId: CustomerId;
};

/**
 * Addresses of many customers and the data keys of these, in all their versions: two statements that travel together. Every
 * id must be a UUID; each is looked for among the addresses of all these customers.
 */
export async function findAddressesAndKeys(
  database: Database,
  customerIds: readonly CustomerId[],
  ids: readonly string[],
): Promise<{ addresses: FoundAddress[]; dataKeys: StoredDataKey[] }> {
  return onOneConnection(database, async (client) => {
    // Not joined, nor with `unnest`: each row of the one would be compared with every customer of the other, in a batch of
    // 256 for 10 ms. Addresses first: what opens a value is there before the value is.
    const [addresses, dataKeys] = await Promise.all([
      client.query<FoundAddress>({
        name: 'addresses-find-addresses',
        text: `select customer_id as "customerId", address_id as id, sealed, region_code as "regionCode" from addresses
          where customer_id = any($1::text[]) and address_id = any($2::uuid[])`,
        values: [customerIds, ids],
      }),
      client.query<DataKeyRow & { ownerId: string }>({
        name: 'addresses-find-data-keys',
        text: `select k.customer_id as "ownerId", k.version, k."kekId", k.wrapped
          from ${DATA_KEYS} k where k.customer_id = any($1::text[])`,
        values: [customerIds],
      }),
    ]);
    return { addresses: addresses.rows, dataKeys: dataKeys.rows };
  });
}
