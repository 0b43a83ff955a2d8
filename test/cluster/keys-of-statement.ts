import { aliasOf, columnNames, isValue, listOf, rowOf, textOf, valueName, type Fields } from './nodes.ts';
import { spreadingColumn, type TableKind } from '../../server/platform/table-kinds.ts';

export type Kinds = ReadonlyMap<string, TableKind | undefined>;
/** A table as often as a statement names it. */
export type NamedTable = {
  readonly table: string;
  readonly alias: string;
  readonly kind: TableKind | undefined;
  /** By which its rows are spread; undefined where they are not. */
  readonly key: string | undefined;
  /** What is joined has the same: a part of a `with`, or of a `union`, is asked by itself. */
  readonly part: number;
  readonly isInserted: boolean;
  /** Its rows are locked by `for update` and the like. */
  isLocked: boolean;
};

type Column = string;
type Source = { readonly columns: (name: string) => Column | undefined; readonly named?: NamedTable };
type Scope = { readonly sources: Map<string, Source>; readonly above: Scope | undefined };
type Outputs = ReadonlyMap<string, Column | undefined>;

/**
 * Which tables a statement names, and what their keys must be equal to: by `=` with a value or with another column,
 * also through what a query within it gives. What stands under an `or` or a `not` says nothing.
 */
export class KeysOfStatement {
  readonly tables: NamedTable[] = [];
  readonly #kinds: Kinds;
  readonly #above = new Map<Column, Column>();
  readonly #inMany = new Set<Column>();
  /** Parts that are more than inner joins of tables. */
  readonly #manifold = new Set<number>();
  readonly #columnOf = new Map<NamedTable, (name: string) => Column>();
  readonly #own = new Map<string, string[]>();
  #count = 0;
  #part = 0;

  constructor(kinds: Kinds, statement: unknown) {
    this.#kinds = kinds;
    this.#statement(statement, undefined);
  }

  /**
   * Whether the key of this table is one value (`= $1`), or one of several that are said (`= any($1)`). Of several tables that
   * are joined by their keys it is enough to say the latter of one, where nothing else is joined: beside a query or a function
   * a cluster asks all shards that any table needs.
   */
  pinOf(table: NamedTable): 'one' | 'many' | undefined {
    const column = this.#keyColumn(table);
    const same = this.#find(column);
    if (same.startsWith('$')) return 'one';
    const isSaid = this.#manifold.has(table.part)
      ? this.#inMany.has(column)
      : [...this.#inMany].some((other) => this.#find(other) === same);
    return isSaid ? 'many' : undefined;
  }

  haveSameKey(one: NamedTable, other: NamedTable): boolean {
    return this.#find(this.#keyColumn(one)) === this.#find(this.#keyColumn(other));
  }

  #keyColumn(table: NamedTable): Column {
    return this.#columnOf.get(table)!(table.key!);
  }

  #find(column: Column): Column {
    const above = this.#above.get(column);
    return above === undefined ? column : this.#find(above);
  }

  #join(one: Column | undefined, other: Column | undefined): void {
    if (one === undefined || other === undefined) return;
    const [a, b] = [this.#find(one), this.#find(other)];
    if (a === b) return;
    // A value stays on top, so that it is found.
    if (a.startsWith('$')) this.#above.set(b, a);
    else this.#above.set(a, b);
  }

  #statement(node: unknown, above: Scope | undefined): Outputs {
    const [[kind, fields]] = Object.entries(node as Fields) as [[string, Fields]];
    switch (kind) {
      case 'SelectStmt':
        return this.#select(fields, above);
      case 'InsertStmt':
      case 'UpdateStmt':
      case 'DeleteStmt':
        return this.#write(kind, fields, above);
      default:
        return new Map();
    }
  }

  #withClause({ withClause }: Fields, above: Scope | undefined): void {
    const { ctes = [] } = (withClause ?? {}) as { ctes?: { CommonTableExpr: Fields }[] };
    for (const { CommonTableExpr: part } of ctes) {
      const before = this.#part;
      this.#part = ++this.#count;
      const name = String(part['ctename']);
      // Known within itself, too, where it is recursive.
      this.#own.set(name, []);
      const outputs = this.#statement(part['ctequery'], above);
      this.#own.set(name, [...outputs.keys()]);
      this.#part = before;
    }
  }

  #select(fields: Fields, above: Scope | undefined): Outputs {
    this.#withClause(fields, above);
    if (fields['larg'] !== undefined) return this.#union(fields, above);
    const scope: Scope = { sources: new Map(), above };
    const from = listOf(fields['fromClause']);
    const first = this.tables.length;
    for (const item of from) this.#from(item, scope);
    this.#lock(fields, this.tables.slice(first));
    const { targetList, fromClause: _from, withClause: _with, whereClause, ...rest } = fields;
    this.#condition(whereClause, scope);
    this.#lookWithin(rest, scope);
    return this.#outputs(targetList, scope);
  }

  #union({ larg, rarg }: Fields, above: Scope | undefined): Outputs {
    const before = this.#part;
    const names: string[] = [];
    for (const side of [larg, rarg]) {
      this.#part = ++this.#count;
      names.push(...this.#select(side as Fields, above).keys());
    }
    this.#part = before;
    return new Map(names.map((name) => [name, undefined]));
  }

  #write(kind: string, fields: Fields, above: Scope | undefined): Outputs {
    this.#withClause(fields, above);
    const scope: Scope = { sources: new Map(), above };
    const { relation, selectStmt, whereClause, returningClause, withClause: _with, ...rest } = fields;
    this.#table(relation as Fields, scope, kind === 'InsertStmt');
    if (selectStmt !== undefined) this.#statement(selectStmt, above);
    const { fromClause, usingClause, ...others } = rest;
    for (const item of [...listOf(fromClause), ...listOf(usingClause)]) this.#from(item, scope);
    this.#condition(whereClause, scope);
    this.#lookWithin(others, scope);
    return this.#outputs((returningClause as Fields | undefined)?.['exprs'], scope);
  }

  #from(item: unknown, scope: Scope): void {
    const [[kind, fields]] = Object.entries(item as Fields) as [[string, Fields]];
    switch (kind) {
      case 'RangeVar':
        this.#table(fields, scope, false);
        return;
      case 'RangeSubselect': {
        this.#manifold.add(this.#part);
        const outputs = this.#statement(fields['subquery'], scope);
        this.#add(scope, aliasOf(fields), { columns: (name) => outputs.get(name) });
        return;
      }
      case 'JoinExpr':
        if (fields['jointype'] !== 'JOIN_INNER') this.#manifold.add(this.#part);
        this.#from(fields['larg'], scope);
        this.#from(fields['rarg'], scope);
        this.#condition(fields['quals'], scope);
        for (const name of listOf(fields['usingClause']).map(textOf)) this.#using(name, scope);
        return;
      default:
        this.#manifold.add(this.#part);
        this.#addUnknown(scope, aliasOf(fields));
        this.#lookWithin(fields, scope);
    }
  }

  #using(name: string, scope: Scope): void {
    const [first, ...others] = [...scope.sources.values()].map(({ columns }) => columns(name));
    for (const other of others) this.#join(first, other);
  }

  #table(fields: Fields, scope: Scope, isInserted: boolean): void {
    const { schemaname, relname } = fields as { schemaname?: string; relname: string };
    const alias = aliasOf(fields) || relname;
    if (this.#own.has(relname) && schemaname === undefined) {
      this.#addUnknown(scope, alias);
      return;
    }
    const kind: TableKind | undefined =
      schemaname === 'graphile_worker' ? { kind: 'local' } : this.#kinds.get(relname);
    const key = kind && spreadingColumn(kind);
    const named = { table: relname, alias, kind, key, part: this.#part, isInserted, isLocked: false };
    const id = ++this.#count;
    const columns = (name: string): Column => `${id}.${name}`;
    this.tables.push(named);
    this.#columnOf.set(named, columns);
    this.#add(scope, alias, { columns, named });
  }

  /** What is no table gives columns of which only equality is known. */
  #addUnknown(scope: Scope, alias: string): void {
    const id = ++this.#count;
    this.#add(scope, alias, { columns: (name) => `${id}.${name}` });
  }

  #add(scope: Scope, alias: string, source: Source): void {
    scope.sources.set(alias || `unnamed ${++this.#count}`, source);
  }

  #lock({ lockingClause }: Fields, inFrom: readonly NamedTable[]): void {
    for (const clause of listOf(lockingClause) as {
      LockingClause: { lockedRels?: { RangeVar: Fields }[] };
    }[]) {
      const names = clause.LockingClause.lockedRels?.map(({ RangeVar }) => String(RangeVar['relname']));
      for (const named of inFrom) if (names?.includes(named.alias) ?? true) named.isLocked = true;
    }
  }

  #outputs(targetList: unknown, scope: Scope): Outputs {
    const outputs = new Map<string, Column | undefined>();
    for (const { ResTarget: target } of listOf(targetList) as { ResTarget: Fields }[]) {
      const value = target['val'];
      this.#lookWithin(value, scope);
      const names = columnNames(value);
      const name = (target['name'] as string | undefined) ?? names?.at(-1);
      if (name !== undefined) outputs.set(name, names && this.#column(names, scope));
    }
    return outputs;
  }

  #condition(node: unknown, scope: Scope): void {
    if (node === undefined) return;
    const { BoolExpr, A_Expr, SubLink } = node as Record<string, Fields | undefined>;
    if (BoolExpr?.['boolop'] === 'AND_EXPR')
      for (const part of listOf(BoolExpr['args'])) this.#condition(part, scope);
    else if (A_Expr !== undefined && listOf(A_Expr['name']).map(textOf).join() === '=')
      this.#equality(A_Expr, scope);
    else if (SubLink?.['subLinkType'] === 'ANY_SUBLINK') this.#isAmong(SubLink, scope);
    else this.#lookWithin(node, scope);
  }

  #equality({ kind, lexpr, rexpr }: Fields, scope: Scope): void {
    this.#lookWithin([lexpr, rexpr], scope);
    if (kind === 'AEXPR_OP_ANY' || kind === 'AEXPR_IN') {
      const column = this.#expression(lexpr, scope);
      if (column !== undefined && isValue(rexpr)) this.#inMany.add(column);
    } else if (kind === 'AEXPR_OP') {
      const [left, right] = [rowOf(lexpr), rowOf(rexpr)];
      if (left.length === right.length)
        left.forEach((one, at) =>
          this.#join(this.#expression(one, scope), this.#expression(right[at], scope)),
        );
    }
  }

  /** `(a, b) in (select …)` */
  #isAmong({ testexpr, subselect }: Fields, scope: Scope): void {
    this.#manifold.add(this.#part);
    const outputs = [...this.#statement(subselect, scope).values()];
    rowOf(testexpr).forEach((one, at) => this.#join(this.#expression(one, scope), outputs[at]));
  }

  #expression(node: unknown, scope: Scope): Column | undefined {
    const names = columnNames(node);
    if (names !== undefined) return this.#column(names, scope);
    return isValue(node) ? valueName(node) : undefined;
  }

  #column(names: readonly string[], scope: Scope | undefined): Column | undefined {
    if (scope === undefined) return undefined;
    const name = names.at(-1)!;
    if (names.length > 1)
      return scope.sources.get(names[0]!)?.columns(name) ?? this.#column(names, scope.above);
    const sources = [...scope.sources.values()];
    const found =
      sources.length === 1
        ? sources[0]
        : sources.find(({ named }) => named !== undefined && named.key === name);
    return found?.columns(name) ?? this.#column(names, scope.above);
  }

  /** The queries that stand somewhere in a value or a condition. */
  #lookWithin(node: unknown, scope: Scope): void {
    if (typeof node !== 'object' || node === null) return;
    if ('SubLink' in node) {
      this.#manifold.add(this.#part);
      const { testexpr, subselect } = node.SubLink as Fields;
      this.#lookWithin(testexpr, scope);
      this.#statement(subselect, scope);
      return;
    }
    for (const child of Object.values(node)) this.#lookWithin(child, scope);
  }
}
