import type { Queryable, Transaction } from '../database.ts';
import type { SealedColumn } from './sealed-column.ts';

/** One sealed value: the row's own key columns as texts, in the order of the column's list, and its envelope. */
export type SealedValue = { readonly keys: readonly string[]; readonly envelope: Buffer };

const BATCH = 500;

/** The envelope, wherever it stands in the row. Names are those that modules wrote down, never anything typed. */
function envelopeOf({ column, field }: SealedColumn): string {
  return field === undefined ? `t.${column}` : `decode(t.${column} ->> '${field}', 'hex')`;
}

/** Holds some of a customer's values of this column that are sealed by another version, until the transaction ends. */
export async function lockValuesOfOtherVersions(
  tx: Transaction,
  column: SealedColumn,
  customerId: string,
  version: number,
): Promise<SealedValue[]> {
  const header = Buffer.alloc(2);
  header.writeUInt16BE(version);
  const { rows } = await tx.query<SealedValue>(lockStatement(column), [customerId, header]);
  return rows;
}

export function lockStatement(column: SealedColumn): string {
  const envelope = envelopeOf(column);
  return `select array[${column.keys.map((key) => `t.${key}::text`).join(', ')}]::text[] as keys, ${envelope} as envelope
    from ${column.table} t
    where t.customer_id = $1 and substring(${envelope} from 2 for 2) <> $2
    order by ${['t.customer_id', ...column.keys.map((key) => `t.${key}`)].join(', ')}
    limit ${BATCH} for no key update`;
}

export async function saveValues(
  tx: Transaction,
  column: SealedColumn,
  customerId: string,
  values: readonly SealedValue[],
): Promise<void> {
  await tx.query(saveStatement(column), [
    customerId,
    values.map((value) => value.envelope),
    ...column.keys.map((_, index) => values.map((value) => value.keys[index])),
  ]);
}

export function saveStatement({ table, column, field, keys }: SealedColumn): string {
  const names = keys.map((_, index) => `k${index}`);
  const sealedAnew =
    field === undefined
      ? 'v.envelope'
      : `jsonb_set(t.${column}, '{${field}}', ('"' || encode(v.envelope, 'hex') || '"')::jsonb)`;
  const isRow = keys.map((key, index) => ` and t.${key}::text = v.k${index}`).join('');
  return `update ${table} t set ${column} = ${sealedAnew}
    from unnest($2::bytea[]${names.map((_, index) => `, $${index + 3}::text[]`).join('')})
      as v (${['envelope', ...names].join(', ')})
    where t.customer_id = $1${isRow}`;
}

/** The next customers, by id, who have more than one version of their data key. */
export async function listCustomersWithVersions(
  database: Queryable,
  after: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await database.query<{ customerId: string }>(
    `select customer_id as "customerId" from data_keys where customer_id > $1
     group by customer_id having count(*) > 1 order by customer_id limit $2`,
    [after, limit],
  );
  return rows.map((row) => row.customerId);
}

export async function deleteVersionsBelow(
  tx: Transaction,
  customerId: string,
  version: number,
): Promise<void> {
  await tx.query('delete from data_keys where customer_id = $1 and version < $2', [customerId, version]);
}
