import type { CustomerId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';

/** A customer as the staff's list has one; nothing in it is opened. */
export type KnownCustomer = {
  readonly customerId: CustomerId;
  readonly createdAt: Date;
  readonly lastSignedInAt: Date;
  /** Empty of who was erased. */
  readonly phoneSealed: Buffer;
  /** Since when nobody signs in or orders by the account. */
  readonly deactivatedAt: Date | null;
};

const KNOWN = `customer_id as "customerId", created_at as "createdAt", last_signed_in_at as "lastSignedInAt",
  phone_sealed as "phoneSealed", deactivated_at as "deactivatedAt"`;

/** Where a list of customers goes on: after this time, and of those at it after this one. */
export type CustomerPlace = { readonly at: Date; readonly customerId: CustomerId };

/** All customers, the newest first. */
export async function listCustomers(
  on: Queryable,
  after: CustomerPlace | undefined,
  limit: number,
): Promise<KnownCustomer[]> {
  const { rows } = await on.query<KnownCustomer>({
    name: 'customers-list',
    text: `select ${KNOWN} from customers where (created_at, customer_id) < ($1::timestamptz, $2)
      order by created_at desc, customer_id desc limit $3`,
    values: [after?.at ?? 'infinity', after?.customerId ?? '', limit],
  });
  return rows;
}

/** Of these, those that there are. */
export async function findCustomers(
  on: Queryable,
  customerIds: readonly CustomerId[],
): Promise<KnownCustomer[]> {
  const { rows } = await on.query<KnownCustomer>({
    name: 'customers-find-many',
    text: `select ${KNOWN} from customers where customer_id = any($1::text[])`,
    values: [customerIds],
  });
  return rows;
}

/** Who of the staff closed an account to its owner, and their sealed reason; undefined where nobody has. */
export async function findDeactivation(
  on: Queryable,
  customerId: CustomerId,
): Promise<{ readonly memberId: string; readonly at: Date; readonly sealed: Buffer } | undefined> {
  const { rows } = await on.query<{ memberId: string; at: Date; sealed: Buffer }>({
    name: 'customers-find-deactivation',
    text: `select member_id as "memberId", closed_at as at, sealed from account_closings where customer_id = $1`,
    values: [customerId],
  });
  return rows[0];
}

/** Closes an account to its owner; false where it is closed already, or its owner was erased. */
export async function saveDeactivation(
  tx: Transaction,
  customerId: CustomerId,
  { memberId, at, sealed }: { readonly memberId: string; readonly at: Date; readonly sealed: Buffer },
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'customers-save-deactivation',
    text: `update customers set deactivated_at = $2
      where customer_id = $1 and deactivated_at is null and phone_sealed <> ''::bytea`,
    values: [customerId, at],
  });
  if (rowCount !== 1) return false;
  await tx.query({
    name: 'customers-insert-closing',
    text: 'insert into account_closings (customer_id, sealed, closed_at, member_id) values ($1, $2, $3, $4)',
    values: [customerId, sealed, at, memberId],
  });
  return true;
}

/** Opens it again; false where it is open. */
export async function clearDeactivation(tx: Transaction, customerId: CustomerId): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'customers-clear-deactivation',
    text: 'update customers set deactivated_at = null where customer_id = $1 and deactivated_at is not null',
    values: [customerId],
  });
  if (rowCount !== 1) return false;
  await tx.query({
    name: 'customers-delete-closing',
    text: 'delete from account_closings where customer_id = $1',
    values: [customerId],
  });
  return true;
}

/** Which of these accounts are closed to their owners; asked for each batch of orders, by an index that holds no others. */
export async function findDeactivated(
  on: Queryable,
  customerIds: readonly CustomerId[],
): Promise<Set<CustomerId>> {
  const { rows } = await on.query<{ customerId: CustomerId }>({
    name: 'customers-find-deactivated',
    text: `select customer_id as "customerId" from customers
      where customer_id = any($1::text[]) and deactivated_at is not null`,
    values: [customerIds],
  });
  return new Set(rows.map(({ customerId }) => customerId));
}
