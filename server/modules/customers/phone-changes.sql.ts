import type { CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { DATA_KEYS, dataKeysIn, type DataKeyRow, type StoredDataKey } from '../../platform/sealing/index.ts';

/** Of a change of the phone, which one. */
export type PhoneChangeRef = { readonly customerId: CustomerId; readonly changeId: string };
export type SealedPhoneChange = { readonly oldPhoneSealed: Buffer; readonly newPhoneSealed: Buffer };

export async function insertPhoneChange(
  tx: Queryable,
  change: PhoneChangeRef & SealedPhoneChange & { readonly language: Language; readonly now: Date },
): Promise<void> {
  await tx.query(
    `insert into phone_changes (customer_id, change_id, old_phone_sealed, new_phone_sealed, language, changed_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      change.customerId,
      change.changeId,
      change.oldPhoneSealed,
      change.newPhoneSealed,
      change.language,
      change.now,
    ],
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

/** A change that was not told to the old phone yet, and its place in the walk over all: the time as the database tells it. */
export type UntoldPhoneChange = PhoneChangeRef & {
  readonly language: Language;
  readonly at: Date;
  readonly walkedAt: string;
};

/** For a job, across customers: the next page of those of before `before`, oldest first. */
export async function listUntoldPhoneChanges(
  on: Queryable,
  before: Date,
  after: UntoldPhoneChange | undefined,
  size: number,
): Promise<UntoldPhoneChange[]> {
  const { rows } = await on.query<UntoldPhoneChange>({
    name: 'customers-list-untold-phone-changes',
    text: `select customer_id as "customerId", change_id as "changeId", language, changed_at as at,
        changed_at::text as "walkedAt"
      from phone_changes
      where changed_at < $1
        and ($2::timestamptz is null or (changed_at, customer_id, change_id) > ($2::timestamptz, $3, $4::uuid))
      order by changed_at, customer_id, change_id limit $5`,
    values: [before, after?.walkedAt ?? null, after?.customerId ?? '', after?.changeId ?? null, size],
  });
  return rows;
}

/** For a job, across customers: forgets those of before that moment. Answers how many. */
export async function deletePhoneChangesBefore(database: Database, before: Date): Promise<number> {
  const { rowCount } = await database.query('delete from phone_changes where changed_at <= $1', [before]);
  return rowCount ?? 0;
}
