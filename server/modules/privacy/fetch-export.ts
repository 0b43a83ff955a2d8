import { createHash, randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { CustomerId } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { ExportFiles } from './export-files.ts';
import { saveExportLink, takeExport } from './exports.sql.ts';
import type { Asker, PrivacyDeps } from './privacy.deps.ts';
import type { ExportLink, ExportLinkRefusal } from './privacy.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * A link by which the asker's browser fetches a finished export, once. It carries the proof that the asker has just given:
 * a session that lies open somewhere gets none. A new link makes the one before worthless.
 */
export async function makeExportLink(
  deps: PrivacyDeps,
  asker: Asker,
  exportId: string,
): Promise<Result<ExportLink, ExportLinkRefusal>> {
  if (!(await deps.isProved(asker))) return refuse({ code: 'step_up_required' });
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
 * Uses a link up and answers the ZIP. Refuses `export_gone`, the same for every reason: used, expired, wrong, of somebody
 * else. The file is gone when it was sent, whole or in part.
 */
export async function fetchExport(
  deps: PrivacyDeps,
  files: ExportFiles,
  { customerId, exportId, token }: { customerId: CustomerId; exportId: string; token: string },
): Promise<Result<Readable, { code: 'export_gone' }>> {
  if (!UUID.test(exportId)) return refuse({ code: 'export_gone' });
  const link = { customerId, exportId, tokenHash: hash(token), now: deps.clock.now() };
  const taken = await takeExport(deps.database, link);
  if (taken === undefined) return refuse({ code: 'export_gone' });
  const zip = await files.read(taken.fileName, await deps.findDataKey(customerId));
  // The name goes while the file is still read: what is open can be read to its end. Where a system forbids that, the
  // nightly removal takes it.
  await files.remove(taken.fileName);
  return ok(zip);
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
