import type { Clock } from '../../../kernel/clock.ts';
import { newUuid } from '../../../kernel/ids.ts';
import { fen } from '../../../kernel/money.ts';
import { inTransaction, type Database } from '../../../platform/database.ts';
import type { InstalmentPlan } from './instalment.ts';
import { insertPlan, listPlans, tellProcesses } from './plans.sql.ts';

type Said = Pick<InstalmentPlan, 'periods' | 'feeRateBasisPoints' | 'feeBearer' | 'leastAmount'>;

/** Three periods cost the buyer nothing, since the shop bears the fee. */
const PLANS: readonly Said[] = [
  { periods: 3, feeRateBasisPoints: 180, feeBearer: 'shop', leastAmount: fen(10_000) },
  { periods: 6, feeRateBasisPoints: 240, feeBearer: 'buyer', leastAmount: fen(30_000) },
  { periods: 12, feeRateBasisPoints: 480, feeBearer: 'buyer', leastAmount: fen(60_000) },
];

/** What a demo shop has from its first start; once somebody has plans, they are theirs to change. */
export async function addDemoPlans(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  gateway: string,
): Promise<void> {
  if ((await listPlans(database)).length > 0) return;
  const at = clock.now();
  await inTransaction(database, async (tx) => {
    for (const said of PLANS) {
      const rest = { excludedProductIds: [], excludedCategoryIds: [], isOn: true, version: 1 };
      await insertPlan(tx, { id: newUuid(at), gateway, ...said, ...rest }, at);
    }
    await tellProcesses(tx);
  });
}
