import type { CustomerId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { Book } from './book.ts';
import { hasPrices, QUOTA_PARTS } from './campaigns/campaign-record.ts';
import { changeQuotas, listGivenBack, lockQuotas, sumUses, takeUsesAgain } from './campaigns/quotas.sql.ts';
import type { Change } from './campaigns/quota.ts';
import { holdCoupons, lockUsableCoupons, type OfOrder } from './coupons/coupons.sql.ts';
import { partKey } from './running.decide.ts';

/**
 * What an order that was cancelled had of campaigns, had once more because it is paid after all. Whether a campaign still runs or a
 * coupon is still valid is not asked: both were when it was ordered, and the money is what it came to then.
 */
export type TakeAgain = {
  /** Before the locks: what the order has given back. */
  findGivenBack(on: Queryable, order: OfOrder): Promise<readonly Change[]>;
  /** By rising campaign and part, before stock. Answers whether all of it is left. */
  lockLeft(tx: Transaction, given: readonly Change[]): Promise<boolean>;
  /** Behind the locks: whether the customer has had no more than their share, with this. */
  isWithinShare(on: Queryable, customerId: CustomerId, given: readonly Change[]): Promise<boolean>;
  /** After stock and customers. Answers whether all of these can be used, and holds them so. */
  lockUsable(tx: Transaction, customerId: CustomerId, couponIds: readonly string[]): Promise<boolean>;
  /** Takes what the locks hold. */
  take(
    tx: Transaction,
    order: OfOrder,
    taken: { readonly given: readonly Change[]; readonly couponIds: readonly string[] },
  ): Promise<void>;
};

export function makeTakeAgain(now: () => Book): TakeAgain {
  return {
    findGivenBack: listGivenBack,
    async lockLeft(tx, given) {
      if (given.length === 0) return true;
      const quotas = new Map((await lockQuotas(tx, given)).map((quota) => [partKey(quota), quota]));
      return given.every((change) => {
        const quota = quotas.get(partKey(change));
        return quota === undefined || quota.most === null || quota.used + change.amount <= quota.most;
      });
    },
    async isWithinShare(on, customerId, given) {
      const shares = given.flatMap((change) => {
        const campaign = now().campaigns.get(change.campaignId);
        const share =
          campaign !== undefined && hasPrices(campaign) ? campaign.definition.piecesPerCustomer : undefined;
        return share === undefined ? [] : [{ ...change, share }];
      });
      if (shares.length === 0) return true;
      const campaignIds = [...new Set(shares.map(({ campaignId }) => campaignId))];
      const had = new Map(
        (await sumUses(on, [customerId], campaignIds)).map((use) => [partKey(use), use.amount]),
      );
      return shares.every(
        ({ share, amount, ...part }) =>
          part.part === QUOTA_PARTS.budget || (had.get(partKey(part)) ?? 0) + amount <= share,
      );
    },
    async lockUsable(tx, customerId, couponIds) {
      if (couponIds.length === 0) return true;
      return (await lockUsableCoupons(tx, customerId, couponIds)) === couponIds.length;
    },
    async take(tx, order, { given, couponIds }) {
      const holdings = couponIds.map((couponId) => ({ ...order, couponId }));
      await Promise.all([
        ...(given.length === 0 ? [] : [changeQuotas(tx, given), takeUsesAgain(tx, order)]),
        ...(holdings.length === 0 ? [] : [holdCoupons(tx, holdings)]),
      ]);
    },
  };
}
