import type { Queryable } from './database.ts';

/** What a table is where a shop is spread over many machines. The comment of the table says it, see `docs/cluster.md`. */
export type TableKind =
  | { readonly kind: 'customer' | 'stock' | 'reference' }
  /** Whole on the coordinator. Where it is committed with customers' rows, in one transaction, the cluster has to know it. */
  | { readonly kind: 'local'; readonly withCustomers?: true }
  /** Spread by this column, which is known before the customer is. */
  | { readonly kind: 'look-up'; readonly column: string };

const WITH_CUSTOMERS = 'local, committed with customers';

/** Undefined where a comment says no kind. */
export function parseKind(comment: string | null): TableKind | undefined {
  switch (comment) {
    case 'customer':
    case 'stock':
    case 'reference':
    case 'local':
      return { kind: comment };
    case WITH_CUSTOMERS:
      return { kind: 'local', withCustomers: true };
    case null:
      return undefined;
    default: {
      const column = /^look-up by (\w+)$/.exec(comment)?.[1];
      return column === undefined ? undefined : { kind: 'look-up', column };
    }
  }
}

/** The comment that says it. */
export function commentOf(kind: TableKind): string {
  if (kind.kind === 'look-up') return `look-up by ${kind.column}`;
  return kind.kind === 'local' && kind.withCustomers ? WITH_CUSTOMERS : kind.kind;
}

/** Whether it stays whole on the coordinator, and the cluster knows it, so that a commit there and on other nodes is one. */
export function isKnownWhole(kind: TableKind): boolean {
  return kind.kind === 'stock' || (kind.kind === 'local' && kind.withCustomers === true);
}

/** By which its rows are spread; undefined where they are not. */
export function spreadingColumn(kind: TableKind): string | undefined {
  if (kind.kind === 'customer') return 'customer_id';
  return kind.kind === 'look-up' ? kind.column : undefined;
}

/** The kind of each table of the shop in this database, by its name; undefined where the table says none. */
export async function readTableKinds(on: Queryable): Promise<ReadonlyMap<string, TableKind | undefined>> {
  const { rows } = await on.query<{ name: string; comment: string | null }>(
    `select relname as name, obj_description(oid, 'pg_class') as comment from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by relname`,
  );
  return new Map(rows.map(({ name, comment }) => [name, parseKind(comment)]));
}
