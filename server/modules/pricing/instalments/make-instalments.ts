import type { SkuId } from '../../../kernel/ids.ts';
import type { Fen } from '../../../kernel/money.ts';
import type { Result } from '../../../kernel/result.ts';
import type { Kept } from '../../../platform/keep-in-memory.ts';
import type { StaffSession } from '../../staff/index.ts';
import {
  changePlan,
  makePlan,
  type ChangeDeps,
  type ChangePlanRefusal,
  type InstalmentGateway,
  type MakePlanRefusal,
  type NewPlan,
  type PlanChange,
} from './change-plans.ts';
import type { ChosenInstalments, InstalmentGoods, InstalmentOffer, InstalmentPlan } from './instalment.ts';
import { decideOffers } from './instalments.decide.ts';

export type InstalmentDeps = ChangeDeps & {
  readonly plans: Kept<readonly InstalmentPlan[]>;
  /** What these goods are, for plans that exclude some. */
  findGoods(skuIds: readonly SkuId[]): Promise<readonly InstalmentGoods[]>;
};

/** What is to be paid, and the goods it is for: asked only where a plan excludes any. */
export type InstalmentBasket = {
  readonly amount: Fen;
  findSkuIds(): Promise<readonly SkuId[]> | readonly SkuId[];
};

export type InstalmentsApi = {
  /** How a basket could be paid by instalments; by gateway, the fewest periods first. */
  offers(basket: InstalmentBasket): Promise<readonly InstalmentOffer[]>;
  /** One of those offers, with the rate that the shop has agreed on; undefined where no plan allows it. */
  choose(
    basket: InstalmentBasket & { readonly gateway: string; readonly periods: number },
  ): Promise<ChosenInstalments | undefined>;
  readonly forStaff: StaffInstalments;
};

export type StaffInstalments = {
  list(): readonly InstalmentPlan[];
  /** Those that know instalments. */
  gateways(): readonly InstalmentGateway[];
  make(by: StaffSession, wanted: NewPlan): Promise<Result<InstalmentPlan, MakePlanRefusal>>;
  change(
    by: StaffSession,
    change: PlanChange & { readonly id: string; readonly expectedVersion: number },
  ): Promise<Result<InstalmentPlan, ChangePlanRefusal>>;
};

export function makeInstalments(deps: InstalmentDeps): InstalmentsApi {
  /** Of gateways that the shop no longer has, nothing is offered. */
  function usable(): readonly InstalmentPlan[] {
    const has = new Map(deps.gateways().map((one) => [one.gateway, one.instalmentPeriods]));
    return deps.plans.now().filter(({ gateway, periods }) => has.get(gateway)?.includes(periods));
  }
  async function offers({ amount, findSkuIds }: InstalmentBasket): Promise<readonly InstalmentOffer[]> {
    const plans = usable().filter(({ isOn, leastAmount }) => isOn && leastAmount <= amount);
    const excludes = plans.some(
      ({ excludedProductIds, excludedCategoryIds }) =>
        excludedProductIds.length + excludedCategoryIds.length > 0,
    );
    const goods = excludes ? await deps.findGoods(await findSkuIds()) : [];
    return decideOffers(plans, amount, goods);
  }
  return {
    offers,
    async choose({ gateway, periods, ...basket }) {
      const offer = (await offers(basket)).find((one) => one.gateway === gateway && one.periods === periods);
      const plan = usable().find((one) => one.gateway === gateway && one.periods === periods);
      if (offer === undefined || plan === undefined) return undefined;
      const { perPeriod: _all, gateway: _gateway, ...chosen } = offer;
      return { ...chosen, feeRateBasisPoints: plan.feeRateBasisPoints };
    },
    forStaff: {
      list: () => deps.plans.now(),
      gateways: () => deps.gateways().filter(({ instalmentPeriods }) => instalmentPeriods.length > 0),
      make: (by, wanted) => makePlan(deps, by, wanted),
      change: (by, change) => changePlan(deps, by, change),
    },
  };
}
