import type { Clock } from '../../kernel/clock.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Database } from '../../platform/database.ts';
import { record } from '../audit/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import { checkSection, type Fault } from './check-section.decide.ts';
import { tellChanges } from './tell-changes.decide.ts';
import type { KeptSettings } from './keep-settings.ts';
import type { Saved, Section, SectionValues } from './sections.ts';
import { findNewest, insertVersion, tellProcesses } from './shop-settings.sql.ts';

export type SaveRefusal =
  | { readonly code: 'settings_invalid'; readonly faults: readonly Fault[] }
  /** `version`: what holds now. */
  | { readonly code: 'settings_changed'; readonly version: number };

export type SaveDeps = { readonly database: Database; readonly clock: Clock; readonly kept: KeptSettings };

/**
 * Saves a section whole, as its next version. `expectedVersion`: the one that was looked at; of two who save at once the second is
 * refused by `settings_changed`. What changes nothing is no new version and no act.
 */
export async function saveSection<Name extends Section>(
  { database, clock, kept }: SaveDeps,
  by: StaffSession,
  asked: {
    readonly section: Name;
    readonly value: SectionValues[Name];
    readonly expectedVersion: number;
  },
): Promise<Result<Saved<Name>, SaveRefusal>> {
  const { section, value, expectedVersion } = asked;
  const faults = checkSection(section, value);
  if (faults.length > 0) return refuse({ code: 'settings_invalid', faults });
  const unsaved = kept.now()[section].value;
  const outcome = await inTransaction(database, async (tx) => {
    const newest = await findNewest(tx, section);
    const version = newest?.version ?? 0;
    if (version !== expectedVersion) return refuse({ code: 'settings_changed', version });
    const before = (newest?.value ?? unsaved) as SectionValues[Name];
    const changes = tellChanges(before, value);
    if (newest !== undefined && changes === undefined) return ok(newest);
    const savedAt = clock.now();
    const row = { section, version: version + 1, value, savedAt };
    // Who came in between has waited for nobody, and has saved this version.
    if (!(await insertVersion(tx, { ...row, savedBy: by.staffId })))
      return refuse({ code: 'settings_changed', version: version + 1 });
    await tellProcesses(tx, section);
    const subject = { kind: 'settings', id: section };
    // Texts of law are long, and every version of them stays readable.
    const told = section === 'policies' ? { before: { version }, after: { version: row.version } } : changes;
    await record(tx, [actBy(by, savedAt, { what: 'settings:change', subject, ...told })]);
    return ok(row);
  });
  if (!outcome.ok) return outcome;
  kept.keep(outcome.value);
  return ok({ version: outcome.value.version, value, savedAt: outcome.value.savedAt });
}
