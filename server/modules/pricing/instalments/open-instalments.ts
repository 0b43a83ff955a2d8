import type { SkuId } from '../../../kernel/ids.ts';
import type { Queryable } from '../../../platform/database.ts';
import type { Ground } from '../../../platform/module.ts';
import type { InstalmentGateway } from './change-plans.ts';
import { addDemoPlans } from './demo-plans.ts';
import type { InstalmentGoods } from './instalment.ts';
import { keepPlans } from './keep-plans.ts';
import { makeInstalments, type InstalmentsApi } from './make-instalments.ts';

/** Asked once the shop is open. */
export type InstalmentHouse = Ground & {
  readonly catalog: {
    skusForSale(skuIds: readonly SkuId[], on: Queryable): Promise<ReadonlyMap<SkuId, InstalmentGoods>>;
  };
  readonly payment: { instalmentGateways(): readonly InstalmentGateway[] };
};

export type OpenInstalments = {
  readonly api: InstalmentsApi;
  /** Plans of a demo shop, before anybody is served. */
  prepare(): Promise<void>;
  close(): void;
};

/** `withAbove`: categories and all those above them. */
export async function openInstalments(
  house: InstalmentHouse,
  withAbove: (categoryIds: readonly string[]) => readonly string[],
): Promise<OpenInstalments> {
  const plans = await keepPlans(house);
  const gateways = (): readonly InstalmentGateway[] => house.payment.instalmentGateways();
  const api = makeInstalments({
    ...{ database: house.database, clock: house.clock, plans, gateways },
    async findGoods(skuIds) {
      const skus = await house.catalog.skusForSale(skuIds, house.database);
      return [...skus.values()].map(({ productId, categoryIds }) => ({
        ...{ productId, categoryIds: withAbove(categoryIds) },
      }));
    },
  });
  return {
    api,
    async prepare() {
      const [first] = gateways().filter(({ instalmentPeriods }) => instalmentPeriods.length > 0);
      if (!house.isDemo || first === undefined) return;
      await addDemoPlans(house, first.gateway);
      await plans.read();
    },
    close: plans.close,
  };
}
