import type { CustomerId, SkuId } from '../../../kernel/ids.ts';
import type { Queryable } from '../../../platform/database.ts';
import type { Ground } from '../../../platform/module.ts';
import type { SkuForSale } from '../../catalog/index.ts';
import type { Book } from '../book.ts';
import { makeCoupons, type Coupons } from './coupons.ts';
import type { GiveDeps } from './give-coupon.ts';

export type CouponsHouse = Ground & {
  readonly catalog: {
    skusForSale(skuIds: readonly SkuId[], on: Queryable): Promise<ReadonlyMap<SkuId, SkuForSale>>;
  };
  /** Both made later. */
  readonly audit: Pick<GiveDeps, 'sealPart'>;
  readonly ordering: {
    findBuyers(on: Queryable, customerIds: readonly CustomerId[]): Promise<ReadonlySet<CustomerId>>;
  };
};

export function openCoupons(house: CouponsHouse, book: () => Book): Coupons {
  return makeCoupons({
    ...{ ...house, book, skusForSale: house.catalog.skusForSale },
    findBuyers: (on, customerIds) => house.ordering.findBuyers(on, customerIds),
    sealPart: (...part) => house.audit.sealPart(...part),
  });
}
