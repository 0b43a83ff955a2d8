import { commentOf, isKnownWhole } from '../table-kinds.ts';
import { columnOf, type ForeignKey, type KnownTable, type Schema } from './read-schema.ts';

/** As what a cluster knows a table (`citus_table_type`); one that it does not know is left out. */
export type Standing = ReadonlyMap<string, string>;

/** What is to be done, in this order. */
export type Step =
  | { readonly do: 'drop-key' | 'put-key'; readonly key: ForeignKey }
  /** A copy on every node. */
  | { readonly do: 'copy'; readonly table: string }
  /** Beside the table whose equal values lie on the same node; undefined: it is the first of its group. */
  | {
      readonly do: 'spread';
      readonly table: string;
      readonly by: string;
      readonly beside: string | undefined;
    }
  /** It stays whole on the coordinator, and the cluster knows it. */
  | { readonly do: 'register'; readonly table: string; readonly comment: string };

export type SpreadingPlan = {
  readonly steps: readonly Step[];
  /** Tables that stand as something else than their kind says, which nothing here mends. */
  readonly wrong: readonly { readonly table: string; readonly standsAs: string; readonly kind: string }[];
};

const HEAD = 'customers';

/**
 * What makes the tables stand as their kinds say, where some may stand so already. Foreign keys of the tables that are moved
 * are away meanwhile: one would lead from a table that is spread to one that is not yet, or the other way round.
 */
export function planSpreading(schema: Schema, standing: Standing): SpreadingPlan {
  const tables = [...schema.tables.values()].filter(({ kind }) => kind !== undefined);
  // What is only known to the cluster may still become anything: a foreign key to a reference table is enough for that.
  const isMoved = ({ name, kind }: KnownTable): boolean => {
    const as = standing.get(name);
    if (kind?.kind === 'local' && !isKnownWhole(kind)) return false;
    return as === undefined || (as === 'local' && !staysWhole(kind));
  };
  const moved = tables.filter(isMoved);
  const keys = schema.foreignKeys.filter(({ from }) => moved.some(({ name }) => name === from));
  return {
    steps: [
      ...keys.map((key) => ({ do: 'drop-key', key }) as const),
      ...moved.flatMap(({ name, kind }) => (kind?.kind === 'reference' ? copy(name) : [])),
      ...spreadAll(moved, tables, standing),
      ...moved.flatMap(({ name, kind }) => (staysWhole(kind) ? register(name, commentOf(kind!)) : [])),
      ...keys.map((key) => ({ do: 'put-key', key }) as const),
    ],
    wrong: tables.flatMap((table) => {
      const standsAs = standing.get(table.name);
      if (standsAs === undefined || isMoved(table) || standsAs === standingOf(table)) return [];
      return [{ table: table.name, standsAs, kind: table.kind!.kind }];
    }),
  };
}

const copy = (table: string): Step[] => [{ do: 'copy', table }];
const register = (table: string, comment: string): Step[] => [{ do: 'register', table, comment }];

const staysWhole = (kind: KnownTable['kind']): boolean => kind !== undefined && isKnownWhole(kind);

function standingOf(table: KnownTable): string {
  if (columnOf(table) !== undefined) return 'distributed';
  return table.kind?.kind === 'reference' ? 'reference' : 'local';
}

/** Customer tables lie beside `customers`, look-ups beside the first that is spread by a column of the same type. */
function spreadAll(moved: readonly KnownTable[], all: readonly KnownTable[], standing: Standing): Step[] {
  const firsts = new Map<string, string>([['customer', HEAD]]);
  for (const table of all)
    if (standing.get(table.name) === 'distributed') keep(firsts, groupOf(table), table.name);
  const headFirst = moved.toSorted((a, b) => Number(b.name === HEAD) - Number(a.name === HEAD));
  return headFirst.flatMap((table): Step[] => {
    const by = columnOf(table);
    if (by === undefined) return [];
    const group = groupOf(table);
    keep(firsts, group, table.name);
    const first = firsts.get(group);
    return [{ do: 'spread', table: table.name, by, beside: first === table.name ? undefined : first }];
  });
}

function groupOf(table: KnownTable): string {
  if (table.kind?.kind === 'customer') return 'customer';
  const column = table.columns.get(columnOf(table) ?? '');
  return `${column?.type} collate ${column?.collation}`;
}

function keep(firsts: Map<string, string>, group: string, table: string): void {
  if (!firsts.has(group)) firsts.set(group, table);
}
