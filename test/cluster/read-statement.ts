import { parse, type ParseResult } from 'libpg-query';

/** What a statement does to tables, by their names; with the schema where the statement says it. */
export type StatementFacts = {
  /** Of the outermost statement; what is no query and writes no row (`begin`, `analyze`, `set`) is `other`. */
  readonly verb: 'select' | 'insert' | 'update' | 'delete' | 'other';
  /** Whose rows it looks at; of a table that it writes, only where it is named a second time. */
  readonly reads: readonly string[];
  /** Also by a query with a name (`with gone as (delete …)`). */
  readonly writes: readonly string[];
  /** Whose rows it locks (`for update`, `for share` and the like); they are among `reads`, too. */
  readonly locks: readonly string[];
  /** Whether it inserts what a query gives (`insert … select`), not rows of `values`. */
  readonly isBatchInsert: boolean;
};

type Fields = Readonly<Record<string, unknown>>;

const VERBS = {
  SelectStmt: 'select',
  InsertStmt: 'insert',
  UpdateStmt: 'update',
  DeleteStmt: 'delete',
} as const;
const WRITES = ['InsertStmt', 'UpdateStmt', 'DeleteStmt'];

const parsed = new Map<string, Promise<ParseResult>>();

/** As PostgreSQL's own parser reads it, once for each text. Throws what the parser says of what is no SQL. */
export function parseOnce(sql: string): Promise<ParseResult> {
  const known = parsed.get(sql);
  if (known !== undefined) return known;
  const result = parse(sql);
  parsed.set(sql, result);
  return result;
}

/** Throws what the parser says of what is no SQL. */
export async function factsOf(sql: string): Promise<StatementFacts> {
  const found = new Finder();
  const { stmts = [] } = await parseOnce(sql);
  for (const { stmt } of stmts) found.look(stmt);
  const kinds = stmts.flatMap(({ stmt }) => Object.entries(stmt ?? {}));
  const [kind] = kinds.map(([name]) => name);
  return {
    verb: isVerb(kind) ? VERBS[kind] : 'other',
    reads: namesOf(found.reads, found.own),
    writes: namesOf(found.writes, found.own),
    locks: namesOf(found.locks, found.own),
    isBatchInsert: kinds.some(([name, fields]) => name === 'InsertStmt' && takesFromQuery(fields as Fields)),
  };
}

function isVerb(kind: string | undefined): kind is keyof typeof VERBS {
  return kind !== undefined && kind in VERBS;
}

function namesOf(tables: Iterable<string>, own: ReadonlySet<string>): string[] {
  return [...new Set(tables)].filter((table) => !own.has(table)).toSorted();
}

function takesFromQuery({ selectStmt }: Fields): boolean {
  const query = (selectStmt as { SelectStmt?: Fields } | undefined)?.SelectStmt;
  return query !== undefined && query['valuesLists'] === undefined;
}

class Finder {
  readonly reads: string[] = [];
  readonly writes: string[] = [];
  readonly locks: string[] = [];
  /** Names that the statement itself gives to a query. */
  readonly own = new Set<string>();

  look(node: unknown): void {
    if (typeof node !== 'object' || node === null) return;
    if ('ctename' in node) this.own.add(String(node.ctename));
    if ('relname' in node) this.reads.push(nameOf(node));
    if ('lockingClause' in node) this.locks.push(...lockedBy(node));
    for (const [key, child] of Object.entries(node)) {
      // Of `for update of a` the names are those that the statement itself gave.
      if (WRITES.includes(key)) this.#lookAtWrite(child as Fields);
      else if (key !== 'lockedRels') this.look(child);
    }
  }

  #lookAtWrite({ relation, ...rest }: Fields): void {
    this.writes.push(nameOf(relation as Fields));
    this.look(rest);
  }
}

function nameOf({ schemaname, relname }: Fields): string {
  return typeof schemaname === 'string' ? `${schemaname}.${String(relname)}` : String(relname);
}

/** The tables whose rows a select locks: those that it names in its `for update of`, or else all that it reads from. */
function lockedBy({ lockingClause, fromClause }: Fields): string[] {
  const inFrom = new Map<string, string>();
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      if (key !== 'RangeVar') look(child);
      else inFrom.set(aliasOf(child as Fields), nameOf(child as Fields));
    }
  };
  look(fromClause);
  return (lockingClause as { LockingClause: { lockedRels?: { RangeVar: Fields }[] } }[]).flatMap(
    ({ LockingClause: { lockedRels } }) =>
      lockedRels === undefined
        ? [...inFrom.values()]
        : lockedRels.map(({ RangeVar }) => inFrom.get(nameOf(RangeVar)) ?? nameOf(RangeVar)),
  );
}

function aliasOf(table: Fields): string {
  const { alias } = table as { alias?: { aliasname?: string } };
  return alias?.aliasname ?? nameOf(table);
}
