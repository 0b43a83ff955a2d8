import type { Clock } from '../../../kernel/clock.ts';
import { newUuid } from '../../../kernel/ids.ts';
import { fen, type Fen } from '../../../kernel/money.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { inTransaction, type Database, type Transaction } from '../../../platform/database.ts';
import type { Kept } from '../../../platform/keep-in-memory.ts';
import { record } from '../../audit/index.ts';
import { actBy, type StaffSession } from '../../staff/index.ts';
import type { InstalmentPlan } from './instalment.ts';
import { insertPlan, lockPlan, savePlan, tellProcesses } from './plans.sql.ts';

/** A gateway as far as instalments go: the numbers of periods that it can do. */
export type InstalmentGateway = {
  readonly gateway: string;
  readonly instalmentPeriods: readonly number[];
};

export type ChangeDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly plans: Kept<readonly InstalmentPlan[]>;
  gateways(): readonly InstalmentGateway[];
};

export type NewPlan = Omit<InstalmentPlan, 'id' | 'version'>;
/** Gateway and periods stay: another number of periods is another plan. */
export type PlanChange = Partial<Omit<NewPlan, 'gateway' | 'periods'>>;

type TooSmall = { readonly code: 'instalment_least_too_small'; readonly leastAmount: Fen };
export type MakePlanRefusal =
  | { readonly code: 'instalment_gateway_unknown'; readonly gateway: string }
  | { readonly code: 'instalment_periods_unsupported'; readonly periods: readonly number[] }
  | { readonly code: 'instalment_plan_exists' }
  | TooSmall;
export type ChangePlanRefusal =
  | { readonly code: 'instalment_plan_not_found' }
  /** `version`: what holds now. */
  | { readonly code: 'instalment_plan_changed'; readonly version: number }
  | TooSmall;

/** A period is this much at least. */
const LEAST_OF_PERIOD = 100;

export async function makePlan(
  deps: ChangeDeps,
  by: StaffSession,
  wanted: NewPlan,
): Promise<Result<InstalmentPlan, MakePlanRefusal>> {
  const known = deps.gateways().find(({ gateway }) => gateway === wanted.gateway);
  if (known === undefined) return refuse({ code: 'instalment_gateway_unknown', gateway: wanted.gateway });
  if (!known.instalmentPeriods.includes(wanted.periods))
    return refuse({ code: 'instalment_periods_unsupported', periods: known.instalmentPeriods });
  const tooSmall = refuseSmall(wanted);
  if (tooSmall !== undefined) return refuse(tooSmall);
  const at = deps.clock.now();
  const plan: InstalmentPlan = { ...tidy(wanted), id: newUuid(at), version: 1 };
  const outcome = await inTransaction(deps.database, async (tx) => {
    if (!(await insertPlan(tx, plan, at))) return refuse({ code: 'instalment_plan_exists' });
    await tell(tx, by, at, { id: plan.id, what: 'instalment_plan:make', after: tellOf(plan) });
    return ok(plan);
  });
  if (outcome.ok) await deps.plans.read();
  return outcome;
}

/** `expectedVersion`: the one that was looked at; of two who change it at once the second is refused. */
export async function changePlan(
  deps: ChangeDeps,
  by: StaffSession,
  { id, expectedVersion, ...change }: PlanChange & { readonly id: string; readonly expectedVersion: number },
): Promise<Result<InstalmentPlan, ChangePlanRefusal>> {
  const outcome = await inTransaction(deps.database, async (tx) => {
    const before = await lockPlan(tx, id);
    if (before === undefined) return refuse({ code: 'instalment_plan_not_found' });
    if (before.version !== expectedVersion)
      return refuse({ code: 'instalment_plan_changed', version: before.version });
    const after = { ...tidy({ ...before, ...change }), version: before.version + 1 };
    const tooSmall = refuseSmall(after);
    if (tooSmall !== undefined) return refuse(tooSmall);
    const at = deps.clock.now();
    await savePlan(tx, after, at);
    const told = { before: tellOf(before), after: tellOf(after) };
    await tell(tx, by, at, { id, what: 'instalment_plan:change', ...told });
    return ok(after);
  });
  if (outcome.ok) await deps.plans.read();
  return outcome;
}

function refuseSmall({ periods, leastAmount }: NewPlan): TooSmall | undefined {
  const least = fen(periods * LEAST_OF_PERIOD);
  return leastAmount < least ? { code: 'instalment_least_too_small', leastAmount: least } : undefined;
}

/** Each id once. */
function tidy<Of extends NewPlan>(plan: Of): Of {
  return {
    ...plan,
    excludedProductIds: [...new Set(plan.excludedProductIds)],
    excludedCategoryIds: [...new Set(plan.excludedCategoryIds)],
  };
}

type Told = Record<string, string | number | boolean | readonly string[]>;

function tellOf(plan: InstalmentPlan): Told {
  const { id: _id, version: _version, ...told } = plan;
  return told;
}

async function tell(
  tx: Transaction,
  by: StaffSession,
  at: Date,
  {
    id,
    ...act
  }: { readonly id: string; readonly what: string; readonly before?: Told; readonly after: Told },
): Promise<void> {
  await record(tx, [actBy(by, at, { ...act, subject: { kind: 'instalment_plan', id } })]);
  await tellProcesses(tx);
}
