import { newUuid, type CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Result } from '../../kernel/result.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { buildExport, removeOldExports } from './build-export.ts';
import { deleteDeletion, findDeletion } from './deletions.sql.ts';
import { eraseDueCustomers, reapplyErasures, removeOldTrade } from './erase-customers.ts';
import { openErasureList } from './erasure-list.ts';
import { openExportFiles } from './export-files.ts';
import { listExports } from './exports.sql.ts';
import { findExport, makeExportLink } from './fetch-export.ts';
import { loadPolicies, withOwn, type Policies } from './policies.ts';
import type { Asker, PrivacyDeps } from './privacy.deps.ts';
import type {
  Blockers,
  Deletion,
  DeletionRefusal,
  ExportDownload,
  ExportLink,
  ExportLinkRefusal,
  ExportRefusal,
  PersonalDataExport,
  StaffRead,
} from './privacy.ts';
import { insertRead, listReads } from './reads.sql.ts';
import { requestExport } from './request-export.ts';
import { findBlockers, scheduleDeletion } from './schedule-deletion.ts';
import { wakeExports } from './wake-exports.ts';

/** What a customer does with what is known of them, and what the shop must do about it. */
export type Privacy = Policies & {
  /** Where the pages are, without a slash at the end. */
  readonly publicUrl: string;
  requestExport(asker: Asker, language: Language): Promise<Result<PersonalDataExport, ExportRefusal>>;
  /** The newest twenty, newest first. */
  exports(customerId: CustomerId): Promise<readonly PersonalDataExport[]>;
  makeExportLink(asker: Asker, exportId: string): Promise<Result<ExportLink, ExportLinkRefusal>>;
  findExport(wanted: {
    customerId: CustomerId;
    exportId: string;
    token: string;
  }): Promise<Result<ExportDownload, { code: 'export_gone' }>>;
  /** The deletion that was asked for, if any. */
  deletion(customerId: CustomerId): Promise<Deletion | undefined>;
  /** What keeps the customer from asking for it. */
  deletionBlockers(customerId: CustomerId): Promise<Blockers>;
  scheduleDeletion(asker: Asker, language: Language): Promise<Result<Deletion, DeletionRefusal>>;
  /** The way back; false where no deletion was asked for. Needs no proof: staying harms nobody. */
  cancelDeletion(customerId: CustomerId): Promise<boolean>;
  /**
   * To be called before staff are shown a phone, name or street in full: what is not on record is not shown. In the transaction
   * of the act that the audit trail keeps, where there is one.
   */
  recordStaffRead(customerId: CustomerId, read: Omit<StaffRead, 'at'>, tx?: Transaction): Promise<void>;
  staffReads(
    customerId: CustomerId,
    query?: { cursor?: string; limit?: number },
  ): Promise<{ readonly items: readonly StaffRead[]; readonly nextCursor: string | null }>;
  /** At start, before anybody is served: erases again who came back with a backup. Answers how many. */
  reapplyErasures(): Promise<number>;
  readonly jobs: Jobs;
  /** Removes what was kept for a time that is over. */
  removeExpired(): Promise<void>;
};

/** Throws where the texts that customers agree to are not all there. */
export async function makePrivacy(deps: PrivacyDeps): Promise<Privacy> {
  const { database, clock } = deps;
  const files = openExportFiles(deps.exportsFolder);
  const list = openErasureList(deps.erasureList);
  const ofProgram = await loadPolicies(new URL('../../../docs/legal/', import.meta.url), deps.consentVersion);
  const policies = withOwn(ofProgram, deps.ownPolicies, deps.isDemo);
  return {
    ...policies,
    publicUrl: deps.publicUrl,
    requestExport: (asker, language) => requestExport(deps, asker, language),
    exports: (customerId) => listExports(database, customerId),
    makeExportLink: (asker, exportId) => makeExportLink(deps, asker, exportId),
    findExport: (wanted) => findExport(deps, files, wanted),
    deletion: (customerId) => findDeletion(database, customerId),
    deletionBlockers: (customerId) => findBlockers(deps, database, customerId),
    scheduleDeletion: (asker, language) => scheduleDeletion(deps, asker, language),
    cancelDeletion: (customerId) => deleteDeletion(database, customerId),
    async recordStaffRead(customerId, read, tx) {
      const at = clock.now();
      await insertRead(tx ?? database, { ...read, at, customerId, readId: newUuid(at) });
    },
    async staffReads(customerId, { cursor, limit = 24 } = {}) {
      const found = await listReads(database, customerId, { before: cursor, limit: limit + 1 });
      const items = found.slice(0, limit);
      const nextCursor = found.length > limit ? items.at(-1)!.id : null;
      return { items, nextCursor };
    },
    reapplyErasures: () => reapplyErasures(deps, list),
    jobs: {
      'build-export': (payload) =>
        buildExport(deps, files, payload as { customerId: CustomerId; exportId: string }),
      'wake-exports': () => wakeExports(deps),
      'erase-customers': () => eraseDueCustomers(deps, list),
    },
    async removeExpired() {
      await removeOldExports(deps, files);
      await removeOldTrade(deps);
    },
  };
}
