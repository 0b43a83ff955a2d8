import type { CustomerId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { ExportedTable, PersonalTable } from '../../platform/described-table.ts';
import type { StoredRow } from './tell-row.ts';

const PAGE = 500;

/**
 * A person's rows in one table, by their key, a page at a time: somebody with thousands of orders is not held in memory
 * at once. Names of tables and columns come from our own descriptions, never from a caller.
 */
export async function* readRows(
  database: Queryable,
  { table, key }: ExportedTable,
  customerId: CustomerId,
): AsyncGenerator<StoredRow> {
  const order = key.join(', ');
  const after = `and (${order}) > (${key.map((_, index) => `$${index + 2}`).join(', ')})`;
  let last: unknown[] | undefined;
  do {
    const { rows } = await database.query<StoredRow>(
      `select * from ${table} where customer_id = $1 ${last ? after : ''} order by ${order} limit ${PAGE}`,
      [customerId, ...(last ?? [])],
    );
    yield* rows;
    last = rows.length < PAGE ? undefined : key.map((column) => rows.at(-1)![column]);
  } while (last !== undefined);
}

/** Does to a person's rows what is to be done when the person is erased. The second time it changes nothing more. */
export async function eraseRows(
  tx: Transaction,
  table: PersonalTable,
  customerId: CustomerId,
): Promise<void> {
  const statement = eraseStatement(table);
  if (statement !== undefined) await tx.query(statement, [customerId]);
}

/** Undefined where nothing of it is erased. `$1` is the customer's id. */
export function eraseStatement({ table, onErase, columns }: PersonalTable): string | undefined {
  if (onErase.do === 'erase') return `delete from ${table} where ${onErase.where ?? 'customer_id = $1'}`;
  const emptied = Object.entries(columns).flatMap(([column, of]) =>
    'erasedTo' in of ? `${column} = ${of.erasedTo}` : [],
  );
  if (emptied.length === 0) return undefined;
  return `update ${table} set ${emptied.join(', ')} where customer_id = $1`;
}

/** Removes what was kept of an erased person. */
export async function removeRows(tx: Transaction, table: string, customerId: CustomerId): Promise<void> {
  await tx.query(`delete from ${table} where customer_id = $1`, [customerId]);
}
