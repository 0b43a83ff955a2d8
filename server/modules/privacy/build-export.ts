import { newUuid, type CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { inTransaction } from '../../platform/database.ts';
import type { Wake } from '../../platform/jobs.ts';
import type { ExportFiles } from './export-files.ts';
import {
  expireExports,
  findRequestedExport,
  listWantedFiles,
  saveReadyExport,
  type WaitingExport,
} from './exports.sql.ts';
import { readRows } from './personal-tables.sql.ts';
import type { PrivacyDeps } from './privacy.deps.ts';
import { writeExport } from './write-export.ts';

/** How long a finished export waits to be fetched. */
const FETCHED_WITHIN_MS = 24 * 3_600_000;

/** The job of an export that is to be made. */
export function buildJob({ customerId, exportId }: WaitingExport): Wake {
  return { name: 'build-export', payload: { customerId, exportId }, key: `build-export ${exportId}` };
}

/** Job: makes the file and says that it is there. The second time, or where nobody waits for it any more, it does nothing. */
export async function buildExport(
  deps: PrivacyDeps,
  files: ExportFiles,
  { customerId, exportId }: WaitingExport,
): Promise<void> {
  const wanted = await findRequestedExport(deps.database, customerId, exportId);
  if (wanted === undefined) return;
  const { fileName, language } = wanted;
  const dataKey = await deps.findDataKey(customerId);
  const zip = writeExport({
    tables: deps.tables,
    language,
    unseal: (binding, envelope) => deps.sealing.open(dataKey, binding, envelope),
    at: deps.clock.now(),
    shopName: deps.shopName(language),
    readRows: (table) => readRows(deps.database, table, customerId),
  });
  await files.write(fileName, dataKey, zip);
  // Given up, or erased with its customer, while it was made.
  if (!(await saveReady(deps, { customerId, exportId, language }))) await files.remove(fileName);
}

/** Answers whether it was still wanted. */
function saveReady(
  { database, clock, emit }: PrivacyDeps,
  { customerId, exportId, language }: { customerId: CustomerId; exportId: string; language: Language },
): Promise<boolean> {
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + FETCHED_WITHIN_MS);
  return inTransaction(database, async (tx) => {
    if (!(await saveReadyExport(tx, { customerId, exportId, now, expiresAt }))) return false;
    const actor = { by: 'system', job: 'build-export' } as const;
    const by = { customerId, changeId: newUuid(now), language, actor, at: now.toISOString() };
    await emit(tx, [{ type: 'export_ready', v: 1, ...by, exportId, expiresAt: expiresAt.toISOString() }]);
    return true;
  });
}

/** Job: what has lain there for its time is removed, and so is every file that belongs to nobody any more. */
export async function removeOldExports(deps: PrivacyDeps, files: ExportFiles): Promise<void> {
  const now = deps.clock.now();
  await expireExports(deps.database, now);
  const names = await files.list();
  const wanted = new Set(await listWantedFiles(deps.database, names, now));
  for (const name of names) if (!wanted.has(name)) await files.remove(name);
}
