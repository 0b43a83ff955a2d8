// What of our rows statements of other modules may join, where a round trip of its own would cost too much. Each stands where
// a table stands, and changes only together with those who use it.

/** Customers with their phones, as `customer_id`, `phone_hash` and `"phoneSealed"`; of who was erased both are empty. */
export const CUSTOMERS = '(select customer_id, phone_hash, phone_sealed as "phoneSealed" from customers)';

/** Whose a phone is, as `phone_hash` and `customer_id`: at most one customer's. */
export const PHONE_OWNERS = '(select phone_hash, customer_id from customer_phones)';
