import type { CustomerId } from '../../../kernel/ids.ts';
import type { Queryable } from '../../../platform/database.ts';
import type { Kept } from '../../../platform/keep-in-memory.ts';
import type { Ground } from '../../../platform/module.ts';
import { listCategoryLinks, listProductNames, type Catalog } from '../../catalog/index.ts';
import type { Book } from '../book.ts';
import { makeCampaigns, type Campaigns } from './make-campaigns.ts';
import type { CampaignEffect } from './show-campaigns.ts';

export type CampaignsHouse = Ground & {
  readonly catalog: Pick<Catalog, 'skusForSale'>;
  /** Made later. */
  readonly ordering: {
    findBuyers(on: Queryable, customerIds: readonly CustomerId[]): Promise<ReadonlySet<CustomerId>>;
    sumCampaigns(on: Queryable, campaignIds: readonly string[]): Promise<ReadonlyMap<string, CampaignEffect>>;
  };
};

export function openCampaigns(house: CampaignsHouse, kept: Kept<Book>): Campaigns {
  const { catalog } = house;
  return makeCampaigns({
    ...house,
    book: kept.now,
    skusForSale: catalog.skusForSale,
    findBuyers: (on, customerIds) => house.ordering.findBuyers(on, customerIds),
    sumCampaigns: (on, campaignIds) => house.ordering.sumCampaigns(on, campaignIds),
    onSaved: () => kept.read(),
    async findNamed({ skuIds, productIds }, tx) {
      const [skus, products, categories] = [
        await catalog.skusForSale(skuIds, tx),
        await listProductNames(tx, productIds),
        await listCategoryLinks(tx),
      ];
      return {
        prices: new Map([...skus].map(([skuId, { price }]) => [skuId, price])),
        productIds: new Set(products.map(({ productId }) => productId)),
        categoryIds: new Set(categories.map(({ id }) => id)),
      };
    },
  });
}
