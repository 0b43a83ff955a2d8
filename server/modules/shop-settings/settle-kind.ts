import type { Clock } from '../../kernel/clock.ts';
import { inTransaction, type Database } from '../../platform/database.ts';
import { StartRefusal } from '../../platform/start-refusal.ts';
import { findNewest, insertVersion } from './shop-settings.sql.ts';

/** What a database is for, for good: samples and play money, or a merchant's own goods and real money. */
export type ShopKind = 'demo' | 'own';

const SECTION = 'kind';

/**
 * Writes down at the first start what this database is for. Throws StartRefusal where it was started as the other kind before: no
 * play money comes into a real shop, and no sample goods, and none of a demo shop's orders become real ones.
 */
export async function settleKind(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  kind: ShopKind,
): Promise<void> {
  const row = { section: SECTION, version: 1, value: kind, savedAt: clock.now(), savedBy: null };
  await inTransaction(database, (tx) => insertVersion(tx, row));
  const settled = (await findNewest(database, SECTION))?.value as ShopKind;
  if (settled === kind) return;
  throw new StartRefusal(
    settled === 'demo'
      ? 'This is the database of a demo shop, which cannot become a real one: its goods and orders are samples. Make an empty shop by npm run shop:new -- FOLDER, and start that.'
      : 'This is the database of a real shop, and DEMO is 1. Set DEMO=0, or take it away, to start it; a demo shop needs a data folder of its own.',
  );
}
