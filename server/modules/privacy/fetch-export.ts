import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { CustomerId } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { ExportFiles } from './export-files.ts';
import { findLinkedFile, saveExportLink, saveFetchedExport } from './exports.sql.ts';
import type { Asker, PrivacyDeps } from './privacy.deps.ts';
import type { ExportDownload, ExportLink, ExportLinkRefusal } from './privacy.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * A link by which the asker's browser fetches a finished export, as long as that lies there. It carries the proof that the asker has just given:
 * a session that lies open somewhere gets none. A new link makes the one before worthless.
 */
export async function makeExportLink(
  deps: PrivacyDeps,
  asker: Asker,
  exportId: string,
): Promise<Result<ExportLink, ExportLinkRefusal>> {
  if (!(await deps.isProved(asker, 'fetch_export'))) return refuse({ code: 'step_up_required' });
  if (!UUID.test(exportId)) return refuse({ code: 'export_gone' });
  const token = randomBytes(32).toString('base64url');
  const { customerId } = asker;
  const now = deps.clock.now();
  const link = { customerId, exportId, tokenHash: hash(token), now };
  const expiresAt = await saveExportLink(deps.database, link);
  if (expiresAt === undefined) return refuse({ code: 'export_gone' });
  return ok({ url: `/api/v1/privacy/exports/${exportId}?token=${token}`, expiresAt });
}

/**
 * The export that a link leads to. Refuses `export_gone`, the same for every reason: expired, replaced, wrong, of somebody
 * else. Finding it changes nothing, and reading it takes nothing away: a look at the link, or a download that broke off,
 * must not cost anybody their data. It is noted as fetched once it was read to its end.
 */
export async function findExport(
  deps: PrivacyDeps,
  files: ExportFiles,
  { customerId, exportId, token }: { customerId: CustomerId; exportId: string; token: string },
): Promise<Result<ExportDownload, { code: 'export_gone' }>> {
  if (!UUID.test(exportId)) return refuse({ code: 'export_gone' });
  const link = { customerId, exportId, tokenHash: hash(token), now: deps.clock.now() };
  const fileName = await findLinkedFile(deps.database, link);
  if (fileName === undefined) return refuse({ code: 'export_gone' });
  return ok({
    async read() {
      const zip = await files.read(fileName, await deps.findDataKey(customerId));
      return Readable.from(
        noteAtEnd(zip, () => saveFetchedExport(deps.database, customerId, exportId)),
        {
          objectMode: false,
        },
      );
    },
  });
}

/** Who stops reading before the end has not fetched it. */
async function* noteAtEnd(zip: Readable, note: () => Promise<void>): AsyncGenerator<Buffer> {
  yield* zip as AsyncIterable<Buffer>;
  await note();
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
