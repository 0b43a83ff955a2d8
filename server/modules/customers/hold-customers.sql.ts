import type { CustomerId } from '../../kernel/ids.ts';
import type { Transaction } from '../../platform/database.ts';

/**
 * Holds a customer until the transaction ends: who changes something of theirs by this lock does so one after another. Rows
 * that refer to the customer, such as new orders, do not wait. Answers whether there is such a customer.
 */
export async function holdCustomer(tx: Transaction, customerId: CustomerId): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'customers-hold-customer',
    text: 'select from customers where customer_id = $1 for no key update',
    values: [customerId],
  });
  return rowCount === 1;
}

/** Holds a customer also against new rows that refer to them, such as orders: their foreign key waits for this lock. */
export async function lockCustomer(tx: Transaction, customerId: CustomerId): Promise<void> {
  await tx.query('select from customers where customer_id = $1 for update', [customerId]);
}

/**
 * Keeps a customer from being erased until the transaction ends, as a new order does, and waits for nobody: whoever holds an order
 * may ask for it. False where there is no such customer, or they are being erased just now.
 */
export async function keepCustomer(tx: Transaction, customerId: CustomerId): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'customers-keep-customer',
    text: 'select from customers where customer_id = $1 for key share skip locked',
    values: [customerId],
  });
  return rowCount === 1;
}
