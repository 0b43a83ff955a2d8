/** A node of what the parser answers, with its name around it or without. */
export type Fields = Readonly<Record<string, unknown>>;

export const listOf = (nodes: unknown): unknown[] => (Array.isArray(nodes) ? nodes : []);

/** Of a text as a node; empty where it is another node. */
export const textOf = (node: unknown): string => (node as { String?: { sval: string } }).String?.sval ?? '';

/** Empty where there is none. */
export function aliasOf({ alias }: Fields): string {
  return (alias as { aliasname?: string } | undefined)?.aliasname ?? '';
}

/** The table or alias, where it is said, and the column; undefined where the node is no column. */
export function columnNames(node: unknown): string[] | undefined {
  const column = (node as { ColumnRef?: { fields: unknown[] } } | undefined)?.ColumnRef;
  const names = column?.fields.map(textOf);
  return names?.includes('') ? undefined : names;
}

/** `(a, b)` by its parts, anything else as one. */
export function rowOf(node: unknown): unknown[] {
  const row = (node as { RowExpr?: { args: unknown[] } }).RowExpr;
  return row === undefined ? [node] : row.args;
}

/** Whether it is known before any row is looked at: a parameter or a constant, and what is made of these. */
export function isValue(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return true;
  if ('ColumnRef' in node || 'SubLink' in node) return false;
  return Object.values(node).every(isValue);
}

/** The same for the same value, wherever it stands and whatever it is cast to; it begins with `$`. */
export function valueName(node: unknown): string {
  const cast = (node as { TypeCast?: { arg: unknown } }).TypeCast;
  if (cast !== undefined) return valueName(cast.arg);
  return `$${JSON.stringify(node, (key, value: unknown) => (key === 'location' ? undefined : value))}`;
}

/** Every node in this one and below it, by the name that it has where it stands. */
export function* nodesIn(node: unknown): Generator<readonly [string, Fields]> {
  if (typeof node !== 'object' || node === null) return;
  for (const [name, child] of Object.entries(node)) {
    if (!Array.isArray(node) && typeof child === 'object' && child !== null) yield [name, child as Fields];
    yield* nodesIn(child);
  }
}
