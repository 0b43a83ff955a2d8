import type { CustomerId } from '../../kernel/ids.ts';
import { maskPhone, type Mobile } from '../../kernel/phone.ts';
import type { Database } from '../../platform/database.ts';
import type { DataKey, Sealing } from '../../platform/sealing/index.ts';
import { phoneBinding } from './bindings.ts';
import {
  findCustomers,
  listCustomers,
  type CustomerPlace,
  type KnownCustomer as KnownRow,
} from './list-customers.sql.ts';
import { findCustomerOfPhone } from './phones.sql.ts';

/** A customer as staff see one: the phone masked, null of who was erased. */
export type KnownCustomer = Omit<KnownRow, 'phoneSealed'> & { readonly phoneMasked: string | null };

export type CustomersKnown = {
  /** All of them, the newest first. */
  list(
    after: CustomerPlace | undefined,
    limit: number,
  ): Promise<readonly Pick<KnownCustomer, 'customerId' | 'createdAt'>[]>;
  /** Of these, those that there are, in no certain order. */
  findMany(customerIds: readonly CustomerId[]): Promise<readonly KnownCustomer[]>;
  /** Whose phone that is; only its keyed hash is asked for. */
  findByPhone(phone: Mobile): Promise<CustomerId | undefined>;
};

export function knowCustomers(deps: {
  readonly database: Database;
  readonly sealing: Sealing;
  dataKeys(customerIds: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, DataKey>>;
}): CustomersKnown {
  const { database, sealing } = deps;
  return {
    list: (after, limit) => listCustomers(database, after, limit),
    async findMany(customerIds) {
      const [rows, dataKeys] = await Promise.all([
        findCustomers(database, customerIds),
        deps.dataKeys(customerIds),
      ]);
      return rows.map(({ phoneSealed, ...row }) => {
        const key = dataKeys.get(row.customerId);
        const phone =
          key === undefined || phoneSealed.length === 0
            ? undefined
            : (sealing.open(key, phoneBinding(row.customerId), phoneSealed) as Mobile);
        return { ...row, phoneMasked: phone === undefined ? null : maskPhone(phone) };
      });
    },
    findByPhone: (phone) => findCustomerOfPhone(database, sealing.lookUpHash('phone', phone)),
  };
}
