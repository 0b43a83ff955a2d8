import { toFen } from '../../../kernel/money.ts';
import type { Queryable, Transaction } from '../../../platform/database.ts';
import type { InstalmentPlan } from './instalment.ts';

/** On which processes tell each other that plans have changed. */
export const INSTALMENTS_CHANGED = 'instalments_changed';

type PlanRow = Omit<InstalmentPlan, 'leastAmount'> & { readonly leastAmount: string };

const COLUMNS = `plan_id as id, gateway, periods, fee_rate as "feeRateBasisPoints", fee_bearer as "feeBearer",
  least_fen as "leastAmount", excluded_product_ids::text[] as "excludedProductIds",
  excluded_category_ids::text[] as "excludedCategoryIds", is_on as "isOn", version`;

const toPlan = (row: PlanRow): InstalmentPlan => ({ ...row, leastAmount: toFen(row.leastAmount) });

/** All of the shop, also those that are switched off; a gateway has a few. */
export async function listPlans(on: Queryable): Promise<InstalmentPlan[]> {
  const { rows } = await on.query<PlanRow>({
    name: 'instalments-list-plans',
    text: `select ${COLUMNS} from instalment_plans order by gateway, periods`,
  });
  return rows.map(toPlan);
}

/** Until the transaction ends nobody else changes it. */
export async function lockPlan(tx: Transaction, id: string): Promise<InstalmentPlan | undefined> {
  const { rows } = await tx.query<PlanRow>({
    name: 'instalments-lock-plan',
    text: `select ${COLUMNS} from instalment_plans where plan_id = $1 for update`,
    values: [id],
  });
  return rows[0] && toPlan(rows[0]);
}

const valuesOf = (plan: InstalmentPlan, at: Date): unknown[] => [
  plan.id,
  plan.feeRateBasisPoints,
  plan.feeBearer,
  plan.leastAmount,
  plan.excludedProductIds,
  plan.excludedCategoryIds,
  plan.isOn,
  plan.version,
  at,
];

/** False where the gateway has a plan of so many periods already. */
export async function insertPlan(tx: Transaction, plan: InstalmentPlan, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'instalments-insert-plan',
    text: `insert into instalment_plans (plan_id, fee_rate, fee_bearer, least_fen, excluded_product_ids,
        excluded_category_ids, is_on, version, made_at, changed_at, gateway, periods)
      values ($1, $2, $3, $4, $5::bigint[], $6::bigint[], $7, $8, $9, $9, $10, $11)
      on conflict (gateway, periods) do nothing`,
    values: [...valuesOf(plan, at), plan.gateway, plan.periods],
  });
  return rowCount === 1;
}

export async function savePlan(tx: Transaction, plan: InstalmentPlan, at: Date): Promise<void> {
  await tx.query({
    name: 'instalments-save-plan',
    text: `update instalment_plans set fee_rate = $2, fee_bearer = $3, least_fen = $4, excluded_product_ids = $5::bigint[],
        excluded_category_ids = $6::bigint[], is_on = $7, version = $8, changed_at = $9 where plan_id = $1`,
    values: valuesOf(plan, at),
  });
}

/** Tells every process, once this is committed. */
export async function tellProcesses(tx: Transaction): Promise<void> {
  await tx.query({
    name: 'instalments-tell',
    text: `select pg_notify('${INSTALMENTS_CHANGED}', '')`,
  });
}
