import type { Binding } from './data-keys.ts';

/**
 * A column that holds envelopes sealed by customers' data keys. Each module lists its own, so that a rotation finds every
 * sealed value there is: one that is missing in the lists could not be opened afterwards, so a test compares them with
 * the schema.
 */
export type SealedColumn = {
  /** The table has a column `customer_id`. */
  readonly table: string;
  /** A `bytea`, or a `jsonb` with `field`. */
  readonly column: string;
  /** The field of the JSON that holds the envelope in hexadecimal. */
  readonly field?: string;
  /** What, besides the customer, tells a row from the others. */
  readonly keys: readonly string[];
  /** What the envelope of this row is bound to; `keys` holds the values of those columns as texts. */
  bindingOf(customerId: string, keys: readonly string[]): Binding;
};
