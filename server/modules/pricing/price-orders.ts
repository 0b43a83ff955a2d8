import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { Book } from './book.ts';
import { givesCoupons, hasPrices, type PromotionRecord } from './campaigns/campaign-record.ts';
import {
  changeQuotas,
  findQuotas,
  giveUsesBack,
  insertUses,
  listUses,
  lockQuotas,
  sumUses,
} from './campaigns/quotas.sql.ts';
import type { Change, Part, Quota, Use } from './campaigns/quota.ts';
import type { CouponRow } from './coupons/coupon.ts';
import {
  freeCoupons,
  holdCoupons,
  listUsableCoupons,
  spendCoupons,
  type Holding,
  type OfOrder,
} from './coupons/coupons.sql.ts';
import { priceAgain, type UsedCoupon } from './price-again.decide.ts';
import type { Payer, PricingGround, WantedGoods } from './price-for.decide.ts';
import type { Price } from './price.ts';
import { limitedParts, partKey, runningPromotions, type Left } from './running.decide.ts';

/** What somebody orders or asks the price of, as far as campaigns care. */
export type Buying = { readonly customerId: CustomerId; readonly skuIds: readonly SkuId[] };

/** What was found before any lock is taken. */
export type Before = {
  readonly book: Book;
  readonly now: Date;
  readonly coupons: ReadonlyMap<CustomerId, readonly CouponRow[]>;
  readonly running: readonly PromotionRecord[];
  /** What campaigns limit, of the SKUs that are bought: locked before stock. */
  readonly parts: readonly Part[];
  /** SKUs that coupons of these customers may give: locked with stock. */
  readonly giftSkuIds: readonly SkuId[];
};

/** What has to be known of customers behind the lock. */
export type Behind = {
  readonly taken: ReadonlyMap<CustomerId, Left>;
  /** Of those whose coupons ask for it, who has paid for an order. */
  readonly buyers: ReadonlySet<CustomerId>;
};

/** Another order has taken the same coupon since it was looked at: the batch is decided anew. */
export class CouponTaken extends Error {}

export type PriceOrders = {
  /** `skuIds`: those that are bought, where nobody known buys them. */
  gather(on: Queryable, buying: readonly Buying[], now: Date, skuIds?: readonly SkuId[]): Promise<Before>;
  /** By rising campaign and part: every transaction does so before it locks stock. */
  lock(tx: Transaction, before: Before): Promise<Left>;
  /** The same for who only asks. */
  look(on: Queryable, before: Before): Promise<Left>;
  findBehind(on: Queryable, before: Before, buying: readonly Buying[]): Promise<Behind>;
  /** Writes what orders take of campaigns. */
  write(tx: Transaction, uses: readonly Use[]): Promise<unknown>[];
  /**
   * Lets orders hold their coupons. Rejects with `CouponTaken` where another order has one of them by now: to be awaited before the
   * commit is sent, which nothing could take back.
   */
  hold(tx: Transaction, holdings: readonly Holding[]): Promise<void>;
  /** The coupons of orders that have been paid, or had nothing to pay, are used. */
  spend(tx: Transaction, orders: readonly OfOrder[], at: Date): Promise<void>[];
  /** Before the transaction: what an order would give back. */
  findTaken(on: Queryable, order: OfOrder): Promise<readonly Change[]>;
  /** Gives back what a cancelled order has taken; before stock. */
  giveBack(tx: Transaction, order: OfOrder, taken: readonly Change[]): Promise<void>;
  /** What goods that were bought would cost whoever comes now; see `priceAgain`. */
  priceAgain(goods: readonly WantedGoods[], used: readonly UsedCoupon[], at: Date): Price;
};

export function makePriceOrders(
  now: () => Book,
  findBuyers: (on: Queryable, customerIds: readonly CustomerId[]) => Promise<ReadonlySet<CustomerId>>,
): PriceOrders {
  return {
    async gather(on, buying, at, wanted = []) {
      const book = now();
      const customerIds = [...new Set(buying.map(({ customerId }) => customerId))];
      const rows =
        book.hasCoupons && customerIds.length > 0 ? await listUsableCoupons(on, customerIds, at) : [];
      const skuIds = [...new Set([...wanted, ...buying.flatMap((one) => one.skuIds)])];
      const running = runningPromotions(book, at, skuIds);
      return {
        ...{ book, now: at },
        coupons: Map.groupBy(rows, ({ customerId }) => customerId),
        running,
        parts: limitedParts(book, running, skuIds),
        giftSkuIds: giftsOf(book, rows),
      };
    },
    lock: async (tx, { parts }) => (parts.length === 0 ? new Map() : leftOf(await lockQuotas(tx, parts))),
    look: async (on, { parts }) => (parts.length === 0 ? new Map() : leftOf(await findQuotas(on, parts))),
    async findBehind(on, before, buying) {
      const [taken, buyers] = await Promise.all([
        findTakenOf(on, before, buying),
        findBuyersAmong(before, (ids) => findBuyers(on, ids)),
      ]);
      return { taken, buyers };
    },
    write: (tx, uses) => (uses.length === 0 ? [] : [insertUses(tx, uses), changeQuotas(tx, sumUp(uses))]),
    async hold(tx, holdings) {
      if (holdings.length > 0 && (await holdCoupons(tx, holdings)) < holdings.length)
        throw new CouponTaken('a coupon was taken by another order');
    },
    // A shop without coupons pays nothing for them.
    spend: (tx, orders, at) => (now().hasCoupons ? [spendCoupons(tx, orders, at)] : []),
    findTaken: listUses,
    async giveBack(tx, order, taken) {
      if (!now().hasCoupons && taken.length === 0) return;
      await Promise.all([
        freeCoupons(tx, order),
        ...(taken.length === 0 ? [] : [lockQuotas(tx, taken), changeQuotas(tx, taken.map(negated))]),
        ...(taken.length === 0 ? [] : [giveUsesBack(tx, order)]),
      ]);
    },
    priceAgain: (goods, used, at) => priceAgain(now(), at, goods, used),
  };
}

/** What one customer brings to a price. */
export function payerOf({ coupons }: Before, { taken, buyers }: Behind, customerId: CustomerId): Payer {
  return {
    coupons: coupons.get(customerId) ?? [],
    taken: taken.get(customerId) ?? new Map(),
    isNew: !buyers.has(customerId),
  };
}

export function groundOf(
  { book, now, running }: Before,
  left: Left,
  giftsLeft: PricingGround['giftsLeft'],
): PricingGround {
  return { book, now, running, left, giftsLeft };
}

const negated = ({ amount, ...part }: Change): Change => ({ ...part, amount: -amount });

function giftsOf({ campaigns }: Book, rows: readonly CouponRow[]): SkuId[] {
  const gifts = rows.flatMap(({ campaignId }) => {
    const campaign = campaigns.get(campaignId);
    return campaign !== undefined && givesCoupons(campaign) ? [campaign.definition.giftSkuId] : [];
  });
  return [...new Set(gifts.filter((skuId) => skuId !== undefined))];
}

export function leftOf(quotas: readonly Quota[]): Left {
  return new Map(
    quotas.flatMap((quota) => (quota.most === null ? [] : [[partKey(quota), quota.most - quota.used]])),
  );
}

async function findTakenOf(on: Queryable, { running }: Before, buying: readonly Buying[]) {
  const limiting = running
    .filter(hasPrices)
    .filter(({ definition }) => definition.piecesPerCustomer !== undefined);
  if (limiting.length === 0) return new Map<CustomerId, Left>();
  const uses = await sumUses(
    on,
    [...new Set(buying.map(({ customerId }) => customerId))],
    limiting.map(({ campaignId }) => campaignId),
  );
  return new Map(
    [...Map.groupBy(uses, ({ customerId }) => customerId)].map(([customerId, own]) => [
      customerId,
      new Map(own.map((use) => [partKey(use), use.amount])),
    ]),
  );
}

async function findBuyersAmong(
  { book, coupons }: Before,
  find: (customerIds: readonly CustomerId[]) => Promise<ReadonlySet<CustomerId>>,
): Promise<ReadonlySet<CustomerId>> {
  const asked = [...coupons].filter(([, rows]) =>
    rows.some(({ campaignId }) => {
      const campaign = book.campaigns.get(campaignId);
      return campaign !== undefined && givesCoupons(campaign) && campaign.definition.audience === 'new';
    }),
  );
  return asked.length === 0 ? new Set() : find(asked.map(([customerId]) => customerId));
}

/** Orders of one batch take of the same rows: a row is changed once. */
function sumUp(uses: readonly Change[]): Change[] {
  return [...Map.groupBy(uses, partKey).values()].map((same) => ({
    ...{ campaignId: same[0]!.campaignId, part: same[0]!.part },
    amount: same.reduce((sum, { amount }) => sum + amount, 0),
  }));
}
