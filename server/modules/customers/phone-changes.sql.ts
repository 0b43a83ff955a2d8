import type { CustomerId } from '../../kernel/ids.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { DATA_KEYS, dataKeysIn, type DataKeyRow, type StoredDataKey } from '../../platform/sealing/index.ts';

/** Of a change of the phone, which one. */
export type PhoneChangeRef = { readonly customerId: CustomerId; readonly changeId: string };
export type SealedPhoneChange = { readonly oldPhoneSealed: Buffer; readonly newPhoneSealed: Buffer };

export async function insertPhoneChange(
  tx: Queryable,
  change: PhoneChangeRef & SealedPhoneChange & { readonly now: Date },
): Promise<void> {
  await tx.query(
    `insert into phone_changes (customer_id, change_id, old_phone_sealed, new_phone_sealed, changed_at)
     values ($1, $2, $3, $4, $5)`,
    [change.customerId, change.changeId, change.oldPhoneSealed, change.newPhoneSealed, change.now],
  );
}

type Row = SealedPhoneChange & DataKeyRow;

/** A change with the data keys that open it; undefined where it was told or forgotten, or the customer was erased. */
export async function findSealedPhoneChange(
  database: Database,
  { customerId, changeId }: PhoneChangeRef,
): Promise<(SealedPhoneChange & { readonly dataKeys: StoredDataKey[] }) | undefined> {
  const { rows } = await database.query<Row>(
    `select p.old_phone_sealed as "oldPhoneSealed", p.new_phone_sealed as "newPhoneSealed",
       k.version, k."kekId", k.wrapped
     from phone_changes p join ${DATA_KEYS} k on k.customer_id = p.customer_id
     where p.customer_id = $1 and p.change_id = $2`,
    [customerId, changeId],
  );
  const [first] = rows;
  if (first === undefined) return undefined;
  const { oldPhoneSealed, newPhoneSealed } = first;
  return { oldPhoneSealed, newPhoneSealed, dataKeys: dataKeysIn(customerId, rows) };
}

export async function deletePhoneChange(
  database: Database,
  { customerId, changeId }: PhoneChangeRef,
): Promise<void> {
  await database.query('delete from phone_changes where customer_id = $1 and change_id = $2', [
    customerId,
    changeId,
  ]);
}

/** For a job, across customers: forgets those of before that moment. Answers how many. */
export async function deletePhoneChangesBefore(database: Database, before: Date): Promise<number> {
  const { rowCount } = await database.query('delete from phone_changes where changed_at <= $1', [before]);
  return rowCount ?? 0;
}
