import type { SkuId } from '../../kernel/ids.ts';
import { wordsIn, type Language } from '../../kernel/language.ts';
import { fen } from '../../kernel/money.ts';
import type { OfferedProduct, PieceOffer, PromotionOffer } from '../catalog/index.ts';
import { isInScope } from './basket.ts';
import type { Book } from './book.ts';
import { givesCoupons, hasPrices, QUOTA_PARTS, type PromotionRecord } from './campaigns/campaign-record.ts';
import { describePromotion } from './describe-promotion.ts';
import { isRunning, partKey, type Left } from './running.decide.ts';

/** Where and when offers are looked for. `left`: of all that campaigns limit. */
export type OfferGround = { readonly book: Book; readonly now: Date; readonly left: Left };

/** All promotions that hold at this moment, whatever they are for. */
export function promotionsNow({ campaigns }: Book, now: Date): PromotionRecord[] {
  return [...campaigns.values()].filter(
    (campaign): campaign is PromotionRecord => !givesCoupons(campaign) && isRunning(campaign, now),
  );
}

/** A campaign that has spent its budget takes nothing off any more. */
function openPromotions({ book, now, left }: OfferGround): PromotionRecord[] {
  return promotionsNow(book, now).filter(
    ({ campaignId }) => (left.get(partKey({ campaignId, part: QUOTA_PARTS.budget })) ?? 1) > 0,
  );
}

/** The lowest price of a campaign for each of these SKUs that has one with pieces left. */
export function pieceOffers(
  ground: OfferGround,
  skus: OfferedProduct['skus'],
  language: Language,
): Map<SkuId, PieceOffer> {
  const offers = new Map<SkuId, PieceOffer>();
  for (const campaign of openPromotions(ground).filter(hasPrices)) {
    const { campaignId, kind, endsAt, definition } = campaign;
    const prices = ground.book.pricesOf(campaignId);
    for (const { skuId, price: listPrice } of skus) {
      const price = prices.get(skuId)?.price;
      if (price === undefined || price >= listPrice || price >= (offers.get(skuId)?.price ?? Infinity))
        continue;
      const piecesLeft = ground.left.get(partKey({ campaignId, part: QUOTA_PARTS.sku(skuId) }));
      if (piecesLeft !== undefined && piecesLeft < 1) continue;
      const { piecesPerCustomer } = definition;
      offers.set(skuId, {
        ...{
          skuId,
          campaignId,
          kind,
          name: nameIn(campaign, language),
          price: fen(price),
          listPrice,
          endsAt,
        },
        ...(piecesLeft === undefined ? {} : { piecesLeft }),
        ...(piecesPerCustomer === undefined ? {} : { piecesPerCustomer }),
      });
    }
  }
  return offers;
}

/** What is given for several pieces, by the order in which prices take it. */
export function promotionOffers(
  ground: OfferGround,
  { productId, categoryIds, skus }: OfferedProduct,
  language: Language,
): PromotionOffer[] {
  const goods = { productId, categoryIds: ground.book.withAbove(categoryIds) };
  return openPromotions(ground).flatMap((campaign) => {
    if (hasPrices(campaign)) return [];
    const holds =
      campaign.kind === 'bundle_price'
        ? campaign.definition.parts.some((part) => skus.some(({ skuId }) => skuId === part.skuId))
        : isInScope(goods, campaign.definition.scope);
    if (!holds) return [];
    const { campaignId, kind, endsAt } = campaign;
    return [
      {
        ...{ campaignId, kind, endsAt },
        name: nameIn(campaign, language),
        text: wordsIn(describePromotion(campaign), language),
      },
    ];
  });
}

const nameIn = ({ name, nameEn }: PromotionRecord, language: Language): string =>
  wordsIn({ zh: name, en: nameEn ?? name }, language);

/** All SKUs for which these campaigns have prices. */
export function offeredSkuIds(running: readonly PromotionRecord[]): SkuId[] {
  const named = running.filter(hasPrices).flatMap(({ definition }) => definition.prices);
  return [...new Set(named.map(({ skuId }) => skuId))];
}
