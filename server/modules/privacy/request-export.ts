import { randomBytes } from 'node:crypto';
import { newUuid } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction } from '../../platform/database.ts';
import { addJob } from '../../platform/jobs.ts';
import { readBehind } from '../../platform/lanes.ts';
import { holdCustomer } from '../customers/index.ts';
import { buildJob } from './build-export.ts';
import { giveUpExports, insertExport, listExports } from './exports.sql.ts';
import type { Asker, PrivacyDeps } from './privacy.deps.ts';
import type { ExportRefusal, PersonalDataExport } from './privacy.ts';

const DAY_MS = 24 * 3_600_000;
const PER_DAY = 5;
/** The job tries again for a while; what is not made by then is given up, and can be asked for anew. */
const GIVEN_UP_AFTER_MS = DAY_MS;

/**
 * Asks for everything about the asker. While one is being made, asking again answers that one. Refuses
 * `step_up_required`, `too_many_exports`.
 */
export async function requestExport(
  deps: PrivacyDeps,
  asker: Asker,
  language: Language,
): Promise<Result<PersonalDataExport, ExportRefusal>> {
  if (!(await deps.isProved(asker, 'export_data'))) return refuse({ code: 'step_up_required' });
  const { customerId } = asker;
  return inTransaction(deps.database, async (tx) => {
    if (!(await holdCustomer(tx, customerId))) throw new Error('a session has no customer');
    const now = deps.clock.now();
    const known = await readBehind(deps.database, (on) => listExports(on, customerId));
    const underWay = known.find(({ state, expiresAt }) => state === 'requested' && expiresAt > now);
    if (underWay !== undefined) return ok(underWay);
    const dayAgo = now.getTime() - DAY_MS;
    const ofDay = known.filter(({ requestedAt }) => requestedAt.getTime() > dayAgo);
    if (ofDay.length >= PER_DAY) {
      const waitMs = ofDay.at(PER_DAY - 1)!.requestedAt.getTime() - dayAgo;
      return refuse({ code: 'too_many_exports', retryAfterSeconds: Math.ceil(waitMs / 1_000) });
    }
    const exportId = newUuid(now);
    // One that was never made: the night's job, which gives it up, may not have run yet.
    if (known.some(({ state }) => state === 'requested')) await giveUpExports(tx, customerId, now);
    const expiresAt = new Date(now.getTime() + GIVEN_UP_AFTER_MS);
    const fileName = randomBytes(16).toString('hex');
    await insertExport(tx, { customerId, exportId, language, fileName, now, expiresAt });
    const { name, payload, key } = buildJob({ customerId, exportId });
    await addJob(tx, name, payload, { key });
    return ok({ id: exportId, state: 'requested', requestedAt: now, readyAt: null, expiresAt });
  });
}
