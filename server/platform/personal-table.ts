import type { Words } from '../kernel/language.ts';
import type { Binding } from './sealing/index.ts';

/** Why an export leaves out the `customer_id` of each row. */
export const OWN_ID = 'the same in every row: the id of the customer';

/** A row as it is stored, by the names of its columns. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** What is read of a row, in plain words. */
export type Told = readonly (readonly [title: Words, value: unknown])[];

/** Opens an envelope of the person whose row it is. */
export type Unseal = (binding: Binding, envelope: Buffer) => string;

/**
 * What becomes of a person's rows when the person is erased. What is kept or blanked goes when records of trade may go,
 * three years later, unless it is kept for good. `where` and `set` are SQL of ours: `$1` is the customer's
 * id, and where nothing is said the rows are those with `customer_id = $1`.
 */
export type OnErase =
  | { readonly do: 'erase'; readonly where?: string }
  /** The rows stay, but nothing in them tells of a person any more. */
  | { readonly do: 'blank'; readonly set: string }
  | { readonly do: 'keep'; readonly because: string; readonly forGood?: true };

export type ExportedTable = {
  /** The columns of the primary key after `customer_id`, or with it where it is alone: rows are read in their order. */
  readonly key: readonly string[];
  /** The columns that are written into the export, with their names in plain words. Those in `_fen` are shown in yuan. */
  readonly columns: Readonly<Record<string, Words>>;
  /** Columns that hold envelopes, and what is in them. */
  readonly sealed?: { readonly columns: readonly string[]; read(row: StoredRow, unseal: Unseal): Told };
  /** Columns that tell a person nothing, each with the reason. A column that is named nowhere fails a test. */
  readonly unsaid: Readonly<Record<string, string>>;
};

/**
 * What a module says of a table that holds something about persons, in one place for export and erasure. Modules hand
 * theirs to the privacy module; a test fails where a table with a `customer_id` has none.
 */
export type PersonalTable = {
  readonly table: string;
  readonly title: Words;
  readonly onErase: OnErase;
  /** A look-up whose rows are found by this and not by the customer's id; nobody who was erased has any. */
  readonly foundBy?: 'phone' | 'passkey' | 'login';
  readonly exported: ExportedTable | { readonly leftOut: string };
};
