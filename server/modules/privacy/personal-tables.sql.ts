import type { CustomerId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { ExportedTable, OnErase, PersonalTable, StoredRow } from '../../platform/personal-table.ts';

const PAGE = 500;

/**
 * A person's rows in one table, by their key, a page at a time: somebody with thousands of orders is not held in memory
 * at once. Names of tables and columns come from our own descriptions, never from a caller.
 */
export async function* readRows(
  database: Queryable,
  { table, exported }: { table: string; exported: ExportedTable },
  customerId: CustomerId,
): AsyncGenerator<StoredRow> {
  const { key } = exported;
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
  { table, onErase }: PersonalTable,
  customerId: CustomerId,
): Promise<void> {
  const statement = eraseStatement(table, onErase);
  if (statement !== undefined) await tx.query(statement, [customerId]);
}

function eraseStatement(table: string, onErase: OnErase): string | undefined {
  switch (onErase.do) {
    case 'erase':
      return `delete from ${table} where ${onErase.where ?? 'customer_id = $1'}`;
    case 'blank':
      return `update ${table} set ${onErase.set} where customer_id = $1`;
    case 'keep':
      return undefined;
  }
}

/** Removes what was kept of an erased person. */
export async function removeRows(tx: Transaction, table: string, customerId: CustomerId): Promise<void> {
  await tx.query(`delete from ${table} where customer_id = $1`, [customerId]);
}
