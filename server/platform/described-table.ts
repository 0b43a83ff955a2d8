import type { Words } from '../kernel/language.ts';
import type { SealedColumn } from './sealing/index.ts';

/**
 * Something that is kept about persons: a row of the table "Fields" in docs/privacy.md. It may lie in several columns, and a
 * column may hold several.
 */
export type Field = {
  readonly what: string;
  /** Clear, as a hash, as a keyed hash or sealed, and what there is to say of it. */
  readonly keptAs: string;
  readonly why: string;
  readonly howLong: string;
  /** Where else than in the database it lies. */
  readonly besides?: string;
};

/** A column that tells nothing about anybody, not even next to the customer's id; an export leaves it out. */
export type TellsNothing = { readonly nothing: string };

type Holds = {
  readonly holds: Field | readonly Field[];
  /** SQL of ours: what stands here after its person was erased, where the row stays. Unsaid, it stays as it is. */
  readonly erasedTo?: string;
};

/** How the values of a column are sealed by the customer's own key, and what an export tells of an opened one. */
export type SealedValues = Pick<SealedColumn, 'keys' | 'bindingOf'> &
  (
    | { readonly text: Words }
    /** The text is JSON, of which these fields are told. */
    | { readonly json: Readonly<Record<string, Words>> }
    /** Only this field of a `jsonb` is sealed, and not in every row; what is beside it is told as it stands. */
    | { readonly field: string; readonly text: Words; readonly beside: Words }
  );

/** In an export a column is told under this name, opened, or left out with the reason. Those in `_fen` are shown in yuan. */
export type PersonalColumn = Holds &
  (
    | { readonly told: Words }
    | { readonly sealed: SealedValues }
    /** Why it would tell the person nothing. */
    | { readonly unsaid: string }
  );

/** A table whose rows are about a customer each. */
export type PersonalTable = {
  readonly table: string;
  readonly title: Words;
  /** The words by which the privacy policy tells people of it; a test looks for them in the newest version. */
  readonly policy: Words;
  readonly onErase: OnErase;
  /** A look-up whose rows are found by this and not by the customer's id; nobody who was erased has any. */
  readonly foundBy?: 'phone' | 'passkey' | 'login';
} & (ExportedTable | { readonly leftOut: string; readonly columns: Columns<Holds> });

/** Told in their order, then what was sealed. */
export type ExportedTable = {
  readonly table: string;
  /** The columns of the primary key after `customer_id`, or with it where it is alone: rows are read in their order. */
  readonly key: readonly string[];
  readonly columns: Columns<PersonalColumn>;
};

type Columns<Personal> = Readonly<Record<string, Personal | TellsNothing>>;

/**
 * What becomes of a person's rows when the person is erased. What is kept goes when records of trade may go, three years later,
 * unless it is kept for good. `where` is SQL of ours: `$1` is the customer's id, and where nothing is said the rows are
 * those with `customer_id = $1`.
 */
export type OnErase =
  /** `except` says in words which of a person's rows `where` leaves. */
  | { readonly do: 'erase'; readonly where?: string; readonly except?: string }
  | { readonly do: 'keep'; readonly because: string; readonly forGood?: true };

/** A table whose rows are nobody's, with the reason: no export tells of them, and no erasure touches them. */
export type NobodysTable = {
  readonly table: string;
  readonly nobodys: string;
  readonly columns: Columns<Holds>;
};

/** A table that tells nothing about anybody, whatever is added to it; `*` stands for all tables of a schema. */
export type ImpersonalTable = { readonly table: string } & TellsNothing;

/**
 * What a module says of a table: from it follow the export, the erasure, the rotation of keys, the tables of docs/privacy.md and
 * docs/column-classes.md. A test compares it with the schema, column by column.
 */
export type DescribedTable = PersonalTable | NobodysTable | ImpersonalTable;

/** The customer's id ties rows together, and the numbers of orders, payments and refunds carry it. */
export const NUMBERS: Field = {
  what: "the customer's random id, and the numbers that carry it",
  keptAs: 'clear: means nothing without the rows it ties together',
  why: 'holding together what belongs to one customer',
  howLong: 'with the row',
};

/** The column `customer_id`. */
export const OWN_ID = { holds: NUMBERS, unsaid: 'the same in every row: the id of the customer' } as const;

export function isPersonal(described: DescribedTable): described is PersonalTable {
  return 'onErase' in described;
}

/** The columns that are sealed by customers' data keys, for a rotation. */
export function sealedColumnsIn(tables: readonly DescribedTable[]): SealedColumn[] {
  return tables.flatMap((described) =>
    'key' in described
      ? Object.entries(described.columns).flatMap(([column, of]) =>
          'sealed' in of ? { table: described.table, column, ...of.sealed } : [],
        )
      : [],
  );
}
