import type { CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { PersonalDataExport } from './privacy.ts';

const COLUMNS = `export_id as id, state, requested_at as "requestedAt", ready_at as "readyAt", expires_at as "expiresAt"`;

/** The newest twenty, newest first. */
export async function listExports(on: Queryable, customerId: CustomerId): Promise<PersonalDataExport[]> {
  const { rows } = await on.query<PersonalDataExport>({
    name: 'privacy-list-exports',
    text: `select ${COLUMNS} from personal_data_exports where customer_id = $1
      order by requested_at desc, export_id desc limit 20`,
    values: [customerId],
  });
  return rows;
}

export async function insertExport(
  tx: Transaction,
  wanted: {
    customerId: CustomerId;
    exportId: string;
    language: Language;
    fileName: string;
    now: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await tx.query(
    `insert into personal_data_exports (customer_id, export_id, state, language, file_name, requested_at, expires_at)
     values ($1, $2, 'requested', $3, $4, $5, $6)`,
    [wanted.customerId, wanted.exportId, wanted.language, wanted.fileName, wanted.now, wanted.expiresAt],
  );
}

/** An export that is still to be made. */
export type WaitingExport = { readonly customerId: CustomerId; readonly exportId: string };

/** For a job, across customers: the next page of those asked for before `before`. A customer has one at most. */
export async function listWaitingExports(
  on: Queryable,
  { before, now }: { before: Date; now: Date },
  after: WaitingExport | undefined,
  size: number,
): Promise<WaitingExport[]> {
  const { rows } = await on.query<WaitingExport>({
    name: 'privacy-list-waiting-exports',
    text: `select customer_id as "customerId", export_id as "exportId" from personal_data_exports
      where state = 'requested' and requested_at < $1 and expires_at > $2 and (customer_id) > ($3)
      order by customer_id limit $4`,
    values: [before, now, after?.customerId ?? '', size],
  });
  return rows;
}

/** One that is still to be made; undefined where it was made, given up, or erased with its customer. */
export async function findRequestedExport(
  on: Queryable,
  customerId: CustomerId,
  exportId: string,
): Promise<{ fileName: string; language: Language } | undefined> {
  const { rows } = await on.query<{ fileName: string; language: Language }>(
    `select file_name as "fileName", language from personal_data_exports
     where customer_id = $1 and export_id = $2 and state = 'requested'`,
    [customerId, exportId],
  );
  return rows[0];
}

/** Answers whether it was still wanted. */
export async function saveReadyExport(
  on: Queryable,
  ready: { customerId: CustomerId; exportId: string; now: Date; expiresAt: Date },
): Promise<boolean> {
  const { rowCount } = await on.query(
    `update personal_data_exports set state = 'ready', ready_at = $3, expires_at = $4
     where customer_id = $1 and export_id = $2 and state = 'requested'`,
    [ready.customerId, ready.exportId, ready.now, ready.expiresAt],
  );
  return rowCount === 1;
}

/** Puts a link in the place of the one before. Answers until when it is good, or undefined where nothing can be fetched. */
export async function saveExportLink(
  on: Queryable,
  link: { customerId: CustomerId; exportId: string; tokenHash: Buffer; now: Date },
): Promise<Date | undefined> {
  const { rows } = await on.query<{ expiresAt: Date }>(
    `update personal_data_exports set token_hash = $3
     where customer_id = $1 and export_id = $2 and state in ('ready', 'fetched') and expires_at > $4
     returning expires_at as "expiresAt"`,
    [link.customerId, link.exportId, link.tokenHash, link.now],
  );
  return rows[0]?.expiresAt;
}

/** The name of the file that a link leads to, as long as it can be fetched. */
export async function findLinkedFile(
  on: Queryable,
  link: { customerId: CustomerId; exportId: string; tokenHash: Buffer; now: Date },
): Promise<string | undefined> {
  const { rows } = await on.query<{ fileName: string }>(
    `select file_name as "fileName" from personal_data_exports
     where customer_id = $1 and export_id = $2 and token_hash = $3
       and state in ('ready', 'fetched') and expires_at > $4`,
    [link.customerId, link.exportId, link.tokenHash, link.now],
  );
  return rows[0]?.fileName;
}

/** Notes that it was read to its end. It can be fetched again until it expires. */
export async function saveFetchedExport(
  on: Queryable,
  customerId: CustomerId,
  exportId: string,
): Promise<void> {
  await on.query(
    `update personal_data_exports set state = 'fetched'
     where customer_id = $1 and export_id = $2 and state = 'ready'`,
    [customerId, exportId],
  );
}

/** Of one customer: what was not made in its time is not waited for any more. */
export async function giveUpExports(tx: Transaction, customerId: CustomerId, now: Date): Promise<void> {
  await tx.query(
    `update personal_data_exports set state = 'expired'
     where customer_id = $1 and state = 'requested' and expires_at <= $2`,
    [customerId, now],
  );
}

/** For a job, across customers. */
export async function expireExports(on: Queryable, now: Date): Promise<void> {
  await on.query(
    `update personal_data_exports set state = 'expired', token_hash = null
     where state in ('requested', 'ready') and expires_at <= $1`,
    [now],
  );
}

/** For a job, across customers: which of these files somebody may still fetch. */
export async function listWantedFiles(
  on: Queryable,
  fileNames: readonly string[],
  now: Date,
): Promise<string[]> {
  const { rows } = await on.query<{ fileName: string }>(
    `select file_name as "fileName" from personal_data_exports
     where file_name = any($1::text[]) and state <> 'expired' and expires_at > $2`,
    [fileNames, now],
  );
  return rows.map(({ fileName }) => fileName);
}
