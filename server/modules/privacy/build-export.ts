import type { CustomerId } from '../../kernel/ids.ts';
import type { ExportFiles } from './export-files.ts';
import { expireExports, findRequestedExport, listWantedFiles, saveReadyExport } from './exports.sql.ts';
import { readRows } from './personal-tables.sql.ts';
import type { PrivacyDeps } from './privacy.deps.ts';
import { writeExport } from './write-export.ts';

/** How long a finished export waits to be fetched. */
const FETCHED_WITHIN_MS = 24 * 3_600_000;

/** Job: makes the file and tells its customer. The second time, or where nobody waits for it any more, it does nothing. */
export async function buildExport(
  deps: PrivacyDeps,
  files: ExportFiles,
  { customerId, exportId }: { customerId: CustomerId; exportId: string },
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
    readRows: (table) => readRows(deps.database, table, customerId),
  });
  await files.write(fileName, dataKey, zip);
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + FETCHED_WITHIN_MS);
  if (!(await saveReadyExport(deps.database, { customerId, exportId, now, expiresAt }))) {
    // Given up, or erased with its customer, while it was made.
    await files.remove(fileName);
    return;
  }
  await deps.notify(customerId, 'export-ready', language, { url: `${deps.publicUrl}/account/privacy` });
}

/** Job: what has lain there for its time is removed, and so is every file that belongs to nobody any more. */
export async function removeOldExports(deps: PrivacyDeps, files: ExportFiles): Promise<void> {
  const now = deps.clock.now();
  await expireExports(deps.database, now);
  const names = await files.list();
  const wanted = new Set(await listWantedFiles(deps.database, names, now));
  for (const name of names) if (!wanted.has(name)) await files.remove(name);
}
