import { fen, ZERO, type Fen } from '../../kernel/money.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { sumOf, type Basket, type Run, type Shares } from './basket.ts';
import type { Coupon, FreightCoupon, GoodsCoupon, Promotion } from './campaign.ts';
import {
  areExclusive,
  checkCoupon,
  couponTrail,
  listTogether,
  offFreight,
  type Applied,
} from './coupons.decide.ts';
import type { Freight, NotServed } from './freight.decide.ts';
import { applyPromotions, type PromotedBasket } from './promotions.decide.ts';

/** Coupons of goods in one order at most, where staff have named those that go together. */
export const MOST_TOGETHER = 3;
/** Applicable coupons, and campaigns that exclude others, up to which every combination is looked at. */
const MOST_COUPONS = 20;
const MOST_CONTESTED = 5;

/** One way to price a basket. */
export type Way = {
  readonly promoted: PromotedBasket;
  readonly goodsCoupons: readonly GoodsCoupon[];
  /** What each of them takes off. */
  readonly shares: readonly Shares[];
  readonly freightCoupon: FreightCoupon | undefined;
  readonly freight: Freight;
  readonly freightOff: Fen;
  readonly total: Fen;
};

/** `isBounded`: there were so many ways that not all were looked at. */
export type Chosen = { readonly way: Way; readonly isBounded: boolean };

export type Choosing = {
  readonly basket: Basket;
  readonly runs: readonly Run[];
  readonly promotions: readonly Promotion[];
  readonly coupons: readonly Coupon[];
  /** What the way costs for goods that have come to this. */
  freightOf(beforeCoupons: Basket, afterAll: Basket): Result<Freight, NotServed>;
};

/**
 * The cheapest way: with each set of campaigns that go together, each set of coupons that go together. Among equals one with a
 * gift, then with fewer coupons, then with the one that ends first, then by id.
 */
export function chooseBest(given: Choosing): Result<Chosen, NotServed> {
  const selections = listSelections(given);
  let isBounded = selections.isBounded;
  let best: Way | undefined;
  for (const promotions of selections.of) {
    const promoted = applyPromotions(given.basket, given.runs, promotions);
    const usable = given.coupons.filter((coupon) => checkCoupon(promoted, coupon) === undefined);
    const goods = usable.filter((coupon) => coupon.kind !== 'freight');
    const freight = usable.filter((coupon) => coupon.kind === 'freight');
    const stacked = goods.some(({ stacksWith, isStackable }) => isStackable || stacksWith.length > 0);
    isBounded ||= stacked && goods.length > MOST_COUPONS;
    const together = listTogether(goods, isBounded ? 1 : MOST_TOGETHER);
    const trail = couponTrail(promoted);
    for (const goodsCoupons of together) {
      // Even with nothing for the way it would be dearer.
      if (best !== undefined && trail.sumAfter(goodsCoupons) > best.total) continue;
      const applied = trail.apply(goodsCoupons);
      const outcome = cheapestWith(given, promoted, goodsCoupons, freight, applied);
      if (!outcome.ok) return outcome;
      if (best === undefined || compareWays(outcome.value, best) < 0) best = outcome.value;
    }
  }
  return ok({ way: best!, isBounded });
}

/** With these coupons for goods, the coupon for freight that takes the most off, if any does. */
export function cheapestWith(
  given: Choosing,
  promoted: PromotedBasket,
  goodsCoupons: readonly GoodsCoupon[],
  freightCoupons: readonly FreightCoupon[],
  { basket, shares }: Applied = couponTrail(promoted).apply(goodsCoupons),
): Result<Way, NotServed> {
  const outcome = given.freightOf(promoted.afterPromotions, basket);
  if (!outcome.ok) return outcome;
  const freight = outcome.value;
  const offered = freightCoupons
    .filter((coupon) => !goodsCoupons.some((other) => areExclusive(coupon, other)))
    .map((coupon) => ({ coupon, off: offFreight(coupon, freight.amount) }))
    .filter(({ off }) => off > 0)
    .toSorted((a, b) => b.off - a.off || endsFirst(a.coupon, b.coupon));
  const freightOff = offered[0]?.off ?? ZERO;
  return ok({
    promoted,
    goodsCoupons,
    shares,
    freightCoupon: offered[0]?.coupon,
    freight,
    freightOff,
    total: fen(sumOf(basket.left) + freight.amount - freightOff),
  });
}

function compareWays(a: Way, b: Way): number {
  const gifts = ({ goodsCoupons }: Way): number => goodsCoupons.filter(({ kind }) => kind === 'gift').length;
  const coupons = ({ goodsCoupons, freightCoupon }: Way): Coupon[] =>
    [...goodsCoupons, ...(freightCoupon ? [freightCoupon] : [])].toSorted(endsFirst);
  const [ours, theirs] = [coupons(a), coupons(b)];
  return (
    a.total - b.total ||
    gifts(b) - gifts(a) ||
    ours.length - theirs.length ||
    ours.map((coupon, index) => endsFirst(coupon, theirs[index]!)).find((order) => order !== 0) ||
    0
  );
}

function endsFirst(a: Coupon, b: Coupon): number {
  return (
    a.validUntil.getTime() - b.validUntil.getTime() ||
    (a.couponId < b.couponId ? -1 : Number(a.couponId > b.couponId))
  );
}

/**
 * The campaigns that may take effect together. Those that exclude others, or a coupon that is held, are tried with and without;
 * all others are in each of them.
 */
function listSelections({ promotions, coupons }: Choosing): { of: Promotion[][]; isBounded: boolean } {
  const isContested = (promotion: Promotion): boolean =>
    promotions.some((other) => other !== promotion && areExclusive(promotion, other)) ||
    coupons.some((coupon) => areExclusive(promotion, coupon));
  const contested = promotions.filter(isContested);
  const free = promotions.filter((promotion) => !contested.includes(promotion));
  const tried = contested.slice(0, MOST_CONTESTED);
  const of: Promotion[][] = [];
  for (let mask = 0; mask < 2 ** tried.length; mask += 1) {
    const chosen = tried.filter((_, index) => (mask >> index) & 1);
    const goTogether = chosen.every((one) =>
      chosen.every((other) => one === other || !areExclusive(one, other)),
    );
    if (goTogether) of.push([...free, ...chosen]);
  }
  return { of, isBounded: contested.length > tried.length };
}
