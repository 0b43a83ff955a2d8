import type { Clock } from '../../kernel/clock.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Database } from '../../platform/database.ts';
import { record } from '../audit/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import type { KeptSettings } from './keep-settings.ts';
import { missingOf, type Step, type StepName } from './opening.decide.ts';
import { insertVersion, tellProcesses } from './shop-settings.sql.ts';

/** How it stands with the opening of the shop. */
export type Opening = {
  /** `demo`: it sells samples for play money, and never opens. */
  readonly state: 'demo' | 'preparing' | 'open';
  readonly steps: readonly Step[];
};
export type OpenRefusal =
  | { readonly code: 'shop_not_ready'; readonly missing: readonly StepName[] }
  | { readonly code: 'shop_is_demo' };

export type OpenDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly kept: KeptSettings;
  opening(): Promise<Opening>;
};

/** Opens the shop to customers, for good. Refuses `shop_not_ready` with what is missing. Opening twice changes nothing. */
export async function openShop(
  { database, clock, kept, opening }: OpenDeps,
  by: StaffSession,
): Promise<Result<Opening, OpenRefusal>> {
  const now = await opening();
  if (now.state === 'demo') return refuse({ code: 'shop_is_demo' });
  const missing = missingOf(now.steps);
  if (missing.length > 0) return refuse({ code: 'shop_not_ready', missing });
  const savedAt = clock.now();
  const row = { section: 'opening', version: 1, value: { isOpen: true }, savedAt };
  await inTransaction(database, async (tx) => {
    if (!(await insertVersion(tx, { ...row, savedBy: by.staffId }))) return;
    await tellProcesses(tx, row.section);
    const subject = { kind: 'settings', id: row.section };
    await record(tx, [actBy(by, savedAt, { what: 'shop:open', subject, after: row.value })]);
  });
  kept.keep(row);
  return ok(await opening());
}
