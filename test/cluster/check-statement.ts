import { spreadingColumn } from '../../server/platform/table-kinds.ts';
import { KeysOfStatement, type Kinds, type NamedTable } from './keys-of-statement.ts';
import { functionsIn, mutableIn } from './mutable-functions.ts';
import { columnNames, listOf, nodesIn, type Fields } from './nodes.ts';
import { parseOnce } from './read-statement.ts';

export type Rule = keyof typeof RULES;
export type Breach = { readonly rule: Rule; readonly what: string };

/** What a statement must keep to so that a distributed PostgreSQL runs it, and runs it on one machine: why, and what to do. */
export const RULES = {
  'says its key':
    'Without the column that its rows are spread by, every shard is asked. Say `customer_id = $1`; for a batch `= any($1)`, and where more than tables is joined, of each table: a join with `unnest` leaves out no shard.',
  'inserts its key':
    'The column that rows are spread by tells on which machine they go. Name it among the columns of the insert.',
  'locks by one key':
    'Rows of several shards cannot be locked by one statement. Say `customer_id = $1`, one key at a time, in their order.',
  'joins one group':
    'Tables of different groups lie on different machines: customers by customer_id, each look-up by its own column, stock and what is local on the coordinator. Ask one, and then the other by what it said; reference tables may be joined with anything.',
  'joins by the key':
    'Rows of one group lie together by their key alone. Join by `a.customer_id = b.customer_id`, without a cast or collate, or say the same `customer_id = $1` of both; rows of two customers are asked for by two statements.',
  'keeps its key': 'A row cannot move to another machine. Insert it there and delete it here.',
  'casts parameters on conflict':
    'Of a parameter in `on conflict` of an `insert … select`, nobody knows the type on the other machine. Cast it: `$4::boolean`.',
  'returns its row alone':
    'What `returning` says is made where the row is: no other query can be looked into there. Ask for that in another statement.',
  'inserts values without queries':
    'A query among the values of an insert is refused. Write `insert … select`.',
  'writes by what is immutable':
    'What a write makes of columns is made on the machine of the row, where what depends on the session, the clock or chance may answer otherwise. Hand it over as a parameter, subtract times instead of adding to them (`$2::timestamptz - expires_at > make_interval(…)`), add to a time `at time zone`, cast a text to jsonb.',
  'calls the coordinator alone':
    'Jobs, notifications and advisory locks are of the coordinator, and the statement may run anywhere. Call them in a statement without tables that are spread.',
  'is no upkeep in a transaction':
    'Analyze, vacuum and changes of tables take connections of their own on a cluster, and wait for the transaction that waits for them. Run them after its commit.',
} as const;

/** What a statement breaks; of several statements in one text, of each. */
export async function checkStatement(sql: string, kinds: Kinds): Promise<Breach[]> {
  const { stmts = [] } = await parseOnce(sql);
  return stmts.flatMap(({ stmt }) => checkParsed(stmt, kinds));
}

/** The same of what the parser made of it. */
export function checkParsed(statement: unknown, kinds: Kinds): Breach[] {
  const [kind] = Object.keys(statement as Fields);
  if (UPKEEP.test(kind!)) return [{ rule: 'is no upkeep in a transaction', what: kind! }];
  const keys = new KeysOfStatement(kinds, statement);
  if (keys.tables.every(({ key }) => key === undefined)) return [];
  const writes = [...nodesIn(statement)].flatMap(([name, fields]) =>
    name in WRITES ? [{ name, fields }] : [],
  );
  return [
    ...keys.tables.flatMap((table) => checkKey(table, keys)),
    ...checkGroups(keys.tables),
    ...checkJoins(keys),
    ...checkCalls(statement),
    ...writes.flatMap(({ name, fields }) => checkWrite(name as keyof typeof WRITES, fields, kinds)),
  ];
}

const WRITES = { InsertStmt: true, UpdateStmt: true, DeleteStmt: true };
const UPKEEP = /^(Vacuum|Create|Alter|Drop|Index|Reindex|Cluster|Truncate|Rename)\w*Stmt$|^IndexStmt$/;

function checkKey(named: NamedTable, keys: KeysOfStatement): Breach[] {
  const { table, key, isInserted, isLocked } = named;
  if (key === undefined || isInserted) return [];
  const pin = keys.pinOf(named);
  if (isLocked && pin !== 'one') return [{ rule: 'locks by one key', what: `${table}, without ${key} = $n` }];
  return pin === undefined ? [{ rule: 'says its key', what: `${table}, without ${key}` }] : [];
}

/** Reference tables are everywhere, and what has no kind is none of the shop's tables. */
function groupOf({ kind, key }: NamedTable): string | undefined {
  if (kind === undefined || kind.kind === 'reference') return undefined;
  if (kind.kind === 'look-up') return `look-ups by ${key!}`;
  return kind.kind === 'customer' ? 'customers' : 'the coordinator';
}

function checkGroups(tables: readonly NamedTable[]): Breach[] {
  const groups = new Map(tables.map((named) => [groupOf(named), named.table]));
  groups.delete(undefined);
  if (groups.size < 2) return [];
  return [
    { rule: 'joins one group', what: [...groups].map(([of, table]) => `${table} of ${of!}`).join(', ') },
  ];
}

function checkJoins(keys: KeysOfStatement): Breach[] {
  const spread = keys.tables.filter(({ key, isInserted }) => key !== undefined && !isInserted);
  return spread.flatMap((one, at) => {
    const other = spread.slice(0, at).findLast(({ part }) => part === one.part);
    if (other === undefined || groupOf(other) !== groupOf(one) || keys.haveSameKey(one, other)) return [];
    return [
      {
        rule: 'joins by the key' as const,
        what: `${other.table} ${other.alias} and ${one.table} ${one.alias}`,
      },
    ];
  });
}

function checkCalls(statement: unknown): Breach[] {
  return functionsIn(statement)
    .filter((name) => /^graphile_worker\.|^pg_(notify|(try_)?advisory)/.test(name))
    .map((what) => ({ rule: 'calls the coordinator alone', what }));
}

function checkWrite(name: keyof typeof WRITES, fields: Fields, kinds: Kinds): Breach[] {
  const table = String((fields['relation'] as Fields)['relname']);
  const kind = kinds.get(table);
  const key = kind && spreadingColumn(kind);
  if (key === undefined) return [];
  const { targetList, whereClause, returningClause } = fields;
  const breaches: Breach[] = name === 'InsertStmt' ? checkInsert(table, key, fields) : [];
  if (name !== 'InsertStmt') {
    if (setsColumn(targetList, key)) breaches.push({ rule: 'keeps its key', what: `${table} sets ${key}` });
    for (const found of mutableIn([targetList, whereClause]))
      if (found.hasColumn || found.isInCase || found.isVolatile) breaches.push(immutable(table, found.name));
  }
  if (holdsQuery(returningClause)) breaches.push({ rule: 'returns its row alone', what: table });
  for (const found of mutableIn(returningClause)) breaches.push(immutable(table, found.name));
  return breaches;
}

function checkInsert(table: string, key: string, { cols, selectStmt, onConflictClause }: Fields): Breach[] {
  const breaches: Breach[] = [];
  const columns = (listOf(cols) as { ResTarget: { name: string } }[]).map(({ ResTarget: { name } }) => name);
  if (!columns.includes(key)) breaches.push({ rule: 'inserts its key', what: `${table}, without ${key}` });
  const { valuesLists } = (selectStmt as { SelectStmt: Fields } | undefined)?.SelectStmt ?? {};
  if (valuesLists !== undefined && holdsQuery(valuesLists))
    breaches.push({ rule: 'inserts values without queries', what: table });
  if (onConflictClause === undefined) return breaches;
  const { targetList, whereClause, infer } = onConflictClause as Fields;
  if (setsColumn(targetList, key)) breaches.push({ rule: 'keeps its key', what: `${table} sets ${key}` });
  for (const found of mutableIn([targetList, whereClause, infer]))
    breaches.push(immutable(table, found.name));
  const bare = valuesLists === undefined ? bareParameters([targetList, whereClause]) : [];
  for (const what of bare) breaches.push({ rule: 'casts parameters on conflict', what });
  return breaches;
}

const immutable = (table: string, name: string): Breach => ({
  rule: 'writes by what is immutable',
  what: `${name} in what is written to ${table}`,
});

const holdsQuery = (node: unknown): boolean => [...nodesIn(node)].some(([name]) => name === 'SubLink');

/** Whether a column is set to anything but itself. */
function setsColumn(targetList: unknown, column: string): boolean {
  return (listOf(targetList) as { ResTarget: Fields }[]).some(
    ({ ResTarget: { name, val } }) =>
      name === column && (columnNames(val)?.at(-1) !== column || columnNames(val)?.[0] === 'excluded'),
  );
}

/** `$4`, not `$4::boolean` */
function bareParameters(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('ParamRef' in node) return [`$${(node.ParamRef as { number: number }).number}`];
  return Object.entries(node).flatMap(([name, child]) => {
    const arg = (child as { arg?: object } | null)?.arg;
    return name === 'TypeCast' && arg !== undefined && 'ParamRef' in arg ? [] : bareParameters(child);
  });
}

/** As a test says it. */
export function inWords({ rule, what }: Breach): string {
  return `breaks “${rule}”: ${what}. ${RULES[rule]}`;
}
