import { columnNames, isValue, listOf, nodesIn, textOf, type Fields } from './nodes.ts';

/**
 * Functions that PostgreSQL holds for not IMMUTABLE: what they answer may depend on the settings of a connection, on the
 * clock or on chance. Those that this shop would think of; `mutable-functions.db.test.ts` asks a PostgreSQL about each.
 */
export const MUTABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  // They ask how a type is written, which the session may set.
  ...[
    'to_jsonb',
    'to_json',
    'jsonb_build_object',
    'json_build_object',
    'jsonb_build_array',
    'json_build_array',
  ],
  ...[
    'row_to_json',
    'jsonb_agg',
    'json_agg',

    'json_object_agg',
    'concat',
    'concat_ws',
    'format',
    'array_to_string',
    'to_char',
  ],
  // They ask for the zone of the session where they are given a timestamptz.
  ...['date_part', 'extract', 'date_trunc', 'date_add', 'date_subtract', 'age', 'to_date'],
  // Of the clock, of chance, of a sequence.
  ...['now', 'transaction_timestamp', 'statement_timestamp', 'clock_timestamp', 'timeofday'],
  ...['random', 'gen_random_uuid', 'uuidv4', 'uuidv7', 'nextval', 'currval', 'setval'],
]);

/** VOLATILE among them: refused in an update or a delete also where no column is handed over. */
export const VOLATILE_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['clock_timestamp', 'timeofday', 'random', 'gen_random_uuid', 'uuidv4', 'uuidv7'],
  ...['nextval', 'currval', 'setval'],
]);

export type Mutable = {
  /** As it is called, or the operator. */
  readonly name: string;
  readonly isVolatile: boolean;
  /** Whether a column is among what it is given. */
  readonly hasColumn: boolean;
  /** Whether it stands within a `case` or `coalesce`. */
  readonly isInCase: boolean;
};

/** What is not IMMUTABLE in an expression, other queries within it left out. */
export function* mutableIn(node: unknown, isInCase = false): Generator<Mutable> {
  if (typeof node !== 'object' || node === null || 'SubLink' in node) return;
  const name = nameOfMutable(node as Fields);
  if (name !== undefined)
    yield { name, isVolatile: VOLATILE_FUNCTIONS.has(name), hasColumn: !isValue(node), isInCase };
  const isCase = isInCase || 'CaseExpr' in node || 'CoalesceExpr' in node;
  for (const child of Object.values(node)) yield* mutableIn(child, isCase);
}

function nameOfMutable({ FuncCall, SQLValueFunction, A_Expr }: Fields): string | undefined {
  if (SQLValueFunction !== undefined) return 'current_timestamp';
  if (FuncCall !== undefined) return nameOfCall(FuncCall as Fields);
  return A_Expr === undefined ? undefined : nameOfSum(A_Expr as Fields);
}

function nameOfCall({ funcname, args }: Fields): string | undefined {
  const name = listOf(funcname).map(textOf).at(-1)!;
  // Of an interval it depends on nothing.
  if (name === 'extract' && typeOf(listOf(args)[1]) === 'interval') return undefined;
  return MUTABLE_FUNCTIONS.has(name) ? name : undefined;
}

/** A time plus an interval is another in another zone, where a day may have 23 hours. */
function nameOfSum({ name, lexpr, rexpr }: Fields): string | undefined {
  const operator = listOf(name).map(textOf).join();
  if (operator !== '+' && operator !== '-') return undefined;
  const types = [typeOf(lexpr), typeOf(rexpr)];
  const other = types.find((type) => type !== 'interval');
  return types.includes('interval') && other === 'unknown' ? `timestamptz ${operator} interval` : undefined;
}

/** As far as an expression shows it: the parser knows no tables. */
function typeOf(node: unknown): 'interval' | 'timestamp' | 'unknown' {
  const { FuncCall, TypeCast, A_Expr } = node as Record<string, Fields | undefined>;
  if (FuncCall !== undefined) {
    const name = listOf(FuncCall['funcname']).map(textOf).at(-1);
    if (name === 'make_interval') return 'interval';
    // `at time zone` of a timestamptz; of a timestamp it makes a timestamptz, to which nobody adds.
    return name === 'timezone' ? 'timestamp' : 'unknown';
  }
  if (TypeCast !== undefined) {
    const { names } = TypeCast['typeName'] as { names: unknown[] };
    const type = textOf(names.at(-1));
    return type === 'interval' || type === 'timestamp' ? type : 'unknown';
  }
  if (A_Expr === undefined) return 'unknown';
  const [left, right] = [typeOf(A_Expr['lexpr']), typeOf(A_Expr['rexpr'])];
  if (left === right && left === 'interval') return 'interval';
  const isTime = [A_Expr['lexpr'], A_Expr['rexpr']].some(isNamedAsTime);
  return isTime && left === right ? 'interval' : 'unknown';
}

/** `expires_at`, `$2::timestamptz` */
function isNamedAsTime(node: unknown): boolean {
  if (columnNames(node)?.at(-1)?.endsWith('_at') === true) return true;
  const cast = (node as { TypeCast?: { typeName: { names: unknown[] } } }).TypeCast;
  return cast !== undefined && textOf(cast.typeName.names.at(-1)) === 'timestamptz';
}

/** Every function that is called, with its schema where it is said. */
export function functionsIn(node: unknown): string[] {
  return [...nodesIn(node)]
    .filter(([name]) => name === 'FuncCall')
    .map(([, call]) => listOf(call['funcname']).map(textOf).join('.'));
}
