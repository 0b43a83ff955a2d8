import { addFen, fen, timesFen, ZERO, type Fen } from '../../kernel/money.ts';
import type { SkuId } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { openBasket, sumOf, takeOff, type Basket, type Shares } from './basket.ts';
import type { Coupon } from './campaign.ts';
import { areExclusive, checkCoupon, listTogether } from './coupons.decide.ts';
import { cheapestWith, chooseBest, MOST_TOGETHER, type Choosing, type Way } from './choose.decide.ts';
import { priceFreight, type Freight, type NotServed } from './freight.decide.ts';
import { applyPiecePrices, type AtPiecePrice } from './piece-prices.decide.ts';
import type { Adjustment, CouponsOfPrice, Price, PricedLine, PricingInput } from './price.ts';

export type PriceRefusal =
  NotServed | { readonly code: 'coupon_unavailable'; readonly couponIds: readonly string[] };

/**
 * What goods cost together, and why. In this order, each step seeing what the ones before it have left: the price of a piece,
 * sets, spend-and-save, coupons for goods, freight, a coupon for freight. Pure: it reads no table, no setting and no clock.
 */
export function priceBasket(input: PricingInput): Result<Price, PriceRefusal> {
  const opened = openBasket(input.goods);
  const { runs, applied } = applyPiecePrices(opened, input.piecePrices);
  const basket = applied.reduce((rest, { shares }) => takeOff(rest, shares), opened);
  const given: Choosing = {
    ...{ basket, runs, promotions: input.promotions, coupons: input.coupons },
    freightOf: freightTo(input),
  };
  const best = chooseBest(given);
  if (!best.ok) return best;
  const chosen = input.chosen === 'best' ? ok(best.value.way) : chooseThese(given, input.chosen);
  if (!chosen.ok) return chosen;
  const proof = best.value.isBounded ? 'bounded' : 'exact';
  return ok({ ...tellPrice(input, opened, applied, chosen.value), best: tellBest(best.value.way), proof });
}

const FREE: Freight = { amount: ZERO, parts: [] };

/** What the way costs for these goods, whatever they have come to. */
function freightTo({ goods, freight, regionCode, isPickedUp }: PricingInput): Choosing['freightOf'] {
  if (isPickedUp || goods.length === 0) return () => ok(FREE);
  const bySku = new Map(goods.map((line) => [line.skuId, line]));
  return (beforeCoupons, afterAll) => {
    const lines = afterAll.goods.map(({ skuId, quantity }, index) => {
      const { templateId, weightGrams, volumeCm3 } = bySku.get(skuId)!;
      const [before, after] = [beforeCoupons.left[index]!, afterAll.left[index]!];
      return { skuId, quantity, templateId, weightGrams, volumeCm3, beforeCoupons: before, afterAll: after };
    });
    return priceFreight(freight, lines, regionCode);
  };
}

/** The coupons that the shopper has named: all of them, or a refusal that says which cannot be used. */
function chooseThese(given: Choosing, couponIds: readonly string[]): Result<Way, PriceRefusal> {
  const wanted = new Set(couponIds);
  const coupons = given.coupons.filter(({ couponId }) => wanted.has(couponId));
  // A campaign that does not go with a coupon which was named gives way to it.
  const promotions = given.promotions.filter(
    (promotion) => !coupons.some((one) => areExclusive(one, promotion)),
  );
  const without = chooseBest({ ...given, promotions, coupons: [] });
  if (!without.ok) return without;
  const { promoted } = without.value.way;
  const known = new Set(coupons.map(({ couponId }) => couponId));
  const unusable = couponIds.filter((id) => !known.has(id));
  unusable.push(...coupons.filter((one) => checkCoupon(promoted, one)).map(({ couponId }) => couponId));
  const goods = coupons.filter((coupon) => coupon.kind !== 'freight');
  const freight = coupons.filter((coupon) => coupon.kind === 'freight');
  const together = listTogether(goods, MOST_TOGETHER).find(({ length }) => length === goods.length);
  if (unusable.length > 0) return refuse({ code: 'coupon_unavailable', couponIds: unusable });
  if (together === undefined || freight.length > 1)
    return refuse({ code: 'coupon_unavailable', couponIds: coupons.map(({ couponId }) => couponId) });
  return cheapestWith(given, promoted, together, freight);
}

function tellPrice(
  { goods, coupons }: PricingInput,
  opened: Basket,
  atPiecePrices: readonly AtPiecePrice[],
  way: Way,
): Omit<Price, 'best' | 'proof'> {
  const adjustments = listAdjustments(opened, atPiecePrices, way);
  const off = new Map<SkuId, number>();
  for (const { lines } of adjustments)
    for (const [skuId, amount] of lines) off.set(skuId, (off.get(skuId) ?? 0) - amount);
  const lines = goods.map(({ skuId, price, quantity }): PricedLine => {
    const listAmount = timesFen(price, quantity);
    const discountAmount = fen(off.get(skuId) ?? 0);
    return { skuId, listAmount, discountAmount, amount: fen(listAmount - discountAmount) };
  });
  const discountAmount = addFen(...lines.map((line) => line.discountAmount));
  return {
    lines,
    adjustments,
    itemsAmount: addFen(...lines.map((line) => line.listAmount)),
    discountAmount,
    freightAmount: fen(way.freight.amount - way.freightOff),
    totalAmount: way.total,
    savedAmount: addFen(discountAmount, way.freightOff),
    coupons: tellCoupons(coupons, way),
    freight: way.freight,
    gifts: way.goodsCoupons.flatMap((coupon) => (coupon.kind === 'gift' ? [coupon.giftSkuId] : [])),
    nextSteps: way.promoted.nextSteps,
  };
}

function listAdjustments(
  { goods }: Basket,
  atPiecePrices: readonly AtPiecePrice[],
  { promoted, goodsCoupons, shares, freight, freightCoupon, freightOff }: Way,
): Adjustment[] {
  const linesOf = (own: Shares): Map<SkuId, Fen> =>
    new Map(goods.flatMap(({ skuId }, index) => (own[index]! > 0 ? [[skuId, fen(-own[index]!)]] : [])));
  const off = (own: Shares) => ({ amount: minus(sumOf(own)), lines: linesOf(own) });
  const nowhere = new Map<SkuId, Fen>();
  return [
    ...atPiecePrices.map(({ campaign: { kind, campaignId, label }, shares: own, pieces }) => ({
      ...{ kind, campaignId, label, pieces },
      ...off(own),
    })),
    ...promoted.applied.map(({ promotion: { kind, campaignId, label }, shares: own }) => ({
      ...{ kind, campaignId, label },
      ...off(own),
    })),
    ...goodsCoupons.map((coupon, index): Adjustment => ({
      kind: coupon.kind === 'gift' ? 'gift' : 'coupon',
      ...namesOf(coupon),
      ...off(shares[index]!),
    })),
    ...(freight.amount > 0 ? [{ kind: 'freight' as const, amount: freight.amount, lines: nowhere }] : []),
    ...(freightCoupon === undefined
      ? []
      : [
          {
            kind: 'freight_coupon' as const,
            ...namesOf(freightCoupon),
            amount: minus(freightOff),
            lines: nowhere,
          },
        ]),
  ];
}

const minus = (amount: Fen): Fen => fen(amount === 0 ? 0 : -amount);

const namesOf = ({ couponId, campaignId, label }: Coupon) => ({ couponId, campaignId, label });

const couponsOf = ({ goodsCoupons, freightCoupon }: Way): string[] =>
  [...goodsCoupons, ...(freightCoupon ? [freightCoupon] : [])].map(({ couponId }) => couponId);

const tellBest = (way: Way): Price['best'] => ({ couponIds: couponsOf(way), totalAmount: way.total });

/** Whether a coupon could be used says the basket as it is with the campaigns that took effect. */
function tellCoupons(coupons: readonly Coupon[], way: Way): CouponsOfPrice {
  const { promoted } = way;
  const applied = couponsOf(way);
  const others = coupons
    .filter(({ couponId }) => !applied.includes(couponId))
    .map((coupon) => ({ couponId: coupon.couponId, unusable: checkCoupon(promoted, coupon) }));
  return {
    applied,
    available: others.flatMap(({ couponId, unusable }) => (unusable === undefined ? [couponId] : [])),
    unavailable: others.flatMap(({ couponId, unusable }) =>
      unusable === undefined ? [] : [{ couponId, ...unusable }],
    ),
  };
}
