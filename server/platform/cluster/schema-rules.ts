import type { Queryable } from '../database.ts';
import { commentOf, isKnownWhole, type TableKind } from '../table-kinds.ts';
import { columnOf, readSchema, type ForeignKey, type KnownTable, type Schema } from './read-schema.ts';

/** By which a table can be spread over many machines. Checked on any PostgreSQL, so that no table has to be made anew one day. */
export type SchemaRule = {
  readonly name: string;
  readonly why: string;
  /** What to do where the rule is broken. */
  readonly instead: string;
  /** What breaks it, each in a few words. */
  breaches(schema: Schema): string[];
};

export type SchemaBreach = { readonly rule: string; readonly what: string; readonly instead: string };

/** Whose column tells the type of all that are spread with it. */
const HEAD = 'customers';

export const SCHEMA_RULES: readonly SchemaRule[] = [
  {
    name: 'a table says its kind',
    why: 'Nobody can guess whether a table is spread, copied or stays whole, and what is not said is found out in the busiest hour.',
    instead: '`comment on table … is …` in the migration that makes the table, with one of the kinds.',
    breaches: ({ tables }) => [...tables.values()].flatMap(({ name, kind }) => (kind ? [] : [name])),
  },
  {
    name: 'a spread table has the column that it is spread by',
    why: 'The column tells on which node a row lies.',
    instead: 'Add the column, `not null`, or say another kind.',
    breaches: (schema) =>
      spread(schema).flatMap(({ name, by, columns }) => (columns.has(by) ? [] : [`${name} has no ${by}`])),
  },
  {
    name: 'a spread table has a primary key',
    why: 'Its pieces are moved to a new node while the shop runs by following its changes, row by row.',
    instead: 'Give it one that begins with the column that it is spread by.',
    breaches: (schema) =>
      spread(schema).flatMap(({ name }) =>
        schema.uniques.some(({ table, isPrimary }) => isPrimary && table === name) ? [] : [name],
      ),
  },
  {
    name: 'what is unique is so with the spreading column',
    why: 'A node sees its own rows only: that nothing is there twice can be held where all that could be equal lies together.',
    instead:
      'Let primary keys, unique constraints and unique indexes hold the column, the first for choice. What has to be unique in the whole shop is a look-up table, spread by it.',
    breaches: (schema) =>
      schema.uniques.flatMap(({ name, table, columns }) => {
        const by = columnOf(schema.tables.get(table)!);
        return by === undefined || columns.includes(by) ? [] : [`${name} on ${table} has no ${by}`];
      }),
  },
  {
    name: 'foreign keys stay within a kind',
    why: 'The row that a key leads to would lie on another node, which cannot be locked or looked at while the row is written. A copy of a reference table is on every node.',
    instead:
      'Keep the value without a foreign key, or copy what is needed. Keys may lead to reference tables, but from tables that are just `local`.',
    breaches: (schema) =>
      schema.foreignKeys.flatMap((key) => {
        const [from, to] = ends(key, schema);
        return mayLead(from, to) ? [] : [`${key.name}: ${key.from} → ${key.to}`];
      }),
  },
  {
    name: 'foreign keys between spread tables hold the spreading column',
    why: 'Only then do both rows lie on the same node.',
    instead:
      'Let the key hold the column of both tables, at the same place: `foreign key (customer_id, order_no) references orders`.',
    breaches: (schema) =>
      schema.foreignKeys.flatMap((key) => {
        const [from, to] = ends(key, schema);
        const [by, toBy] = [columnOf(from), columnOf(to)];
        if (by === undefined || toBy === undefined || !mayLead(from, to)) return [];
        const held = key.columns.some((column, at) => column === by && key.toColumns[at] === toBy);
        return held ? [] : [`${key.name}: ${key.from} → ${key.to} has no ${by}`];
      }),
  },
  {
    name: 'only tables that the cluster does not know have triggers',
    why: 'A trigger of a spread table would run on the node of the row, where the other tables are not. From a table that it knows on the coordinator, Citus takes triggers for `truncate`, with all else that they are for.',
    instead: 'Write what it would write, in the same transaction; `local` tables may have triggers.',
    breaches: (schema) =>
      schema.triggers.flatMap(({ name, table }) => {
        const { kind } = schema.tables.get(table)!;
        const isKnown = kind !== undefined && (kind.kind !== 'local' || isKnownWhole(kind));
        return isKnown ? [`${name} on ${table}`] : [];
      }),
  },
  {
    name: 'columns that tables are spread by together are of one type and collation',
    why: 'Equal values must lie on the same node, and values of two types are spread differently.',
    instead: `Give the column the type of \`${HEAD}.customer_id\`: \`text collate "C"\`.`,
    breaches: (schema) => {
      const head = schema.tables.get(HEAD)?.columns.get('customer_id');
      return spread(schema).flatMap(({ name, kind, by, columns }) => {
        const own = columns.get(by);
        if (kind.kind !== 'customer' || own === undefined || head === undefined) return [];
        const same = own.type === head.type && own.collation === head.collation;
        return same
          ? []
          : [`${name}.${by} is ${own.type}${own.collation ? ` collate ${own.collation}` : ''}`];
      });
    },
  },
];

/** What breaks the rules in this database. */
export async function checkSchema(on: Queryable): Promise<SchemaBreach[]> {
  return breachesOf(await readSchema(on));
}

export function breachesOf(schema: Schema): SchemaBreach[] {
  return SCHEMA_RULES.flatMap(({ name, instead, breaches }) =>
    breaches(schema).map((what) => ({ rule: name, what, instead })),
  );
}

type SpreadTable = KnownTable & { readonly kind: TableKind; readonly by: string };

function spread({ tables }: Schema): SpreadTable[] {
  return [...tables.values()].flatMap((table) => {
    const by = columnOf(table);
    return by === undefined ? [] : [{ ...table, kind: table.kind!, by }];
  });
}

const ends = ({ from, to }: ForeignKey, { tables }: Schema): [KnownTable, KnownTable] => [
  tables.get(from)!,
  tables.get(to)!,
];

/**
 * A table that says no kind is found by its own rule. Two look-ups lie together where their columns mean the same. A local table that
 * the cluster does not know would be made known by a key to one that it knows.
 */
function mayLead({ kind: from }: KnownTable, { kind: to }: KnownTable): boolean {
  if (from === undefined || to === undefined) return true;
  if (from.kind === 'local' && !isKnownWhole(from)) return to.kind === 'local' && !isKnownWhole(to);
  if (to.kind === 'reference') return true;
  return commentOf(from) === commentOf(to);
}
