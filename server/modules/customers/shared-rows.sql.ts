// What of our rows statements of other modules may join, where a round trip of its own would cost too much. Each stands where
// a table stands, and changes only together with those who use it.

/**
 * Customers with their phones, as `customer_id`, `phone_hash` and `"phoneSealed"`; of who was erased both are empty. `"isClosed"`:
 * nobody signs in to the account, or orders by it.
 */
export const CUSTOMERS =
  '(select customer_id, phone_hash, phone_sealed as "phoneSealed", deactivated_at is not null as "isClosed" from customers)';
