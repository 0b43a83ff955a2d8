import { keepInMemory, type KeepDeps, type Kept } from '../../../platform/keep-in-memory.ts';
import type { InstalmentPlan } from './instalment.ts';
import { INSTALMENTS_CHANGED, listPlans } from './plans.sql.ts';

/** The plans in the memory of this process: every product page and quote asks for them. */
export function keepPlans(deps: KeepDeps): Promise<Kept<readonly InstalmentPlan[]>> {
  return keepInMemory(deps, {
    channel: INSTALMENTS_CHANGED,
    what: 'instalment plans',
    read: listPlans,
  });
}
