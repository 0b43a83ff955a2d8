import { fen, ZERO, type Fen } from '../../kernel/money.ts';
import type { SkuId } from '../../kernel/ids.ts';
import type { Basket, Run, Shares } from './basket.ts';
import type { PiecePrice } from './campaign.ts';

/** `pieces`: how many of each SKU have this price. */
export type AtPiecePrice = {
  readonly campaign: PiecePrice;
  readonly shares: Shares;
  readonly pieces: ReadonlyMap<SkuId, number>;
};

/**
 * The first step: each piece at the lowest price that applies to it. Of a SKU with several, the pieces that the lowest has
 * no room for go to the next; a price that is not below that of the SKU does nothing.
 */
export function applyPiecePrices(
  { goods }: Basket,
  campaigns: readonly PiecePrice[],
): { runs: Run[]; applied: AtPiecePrice[] } {
  const runs: Run[] = [];
  const taken = new Map<PiecePrice, { shares: Fen[]; pieces: Map<SkuId, number> }>();
  goods.forEach(({ skuId, price, quantity }, line) => {
    let rest = quantity;
    for (const { campaign, price: lower } of lowestFirst(campaigns, skuId, price)) {
      const count = Math.min(rest, campaign.mostPieces?.get(skuId) ?? rest);
      if (count <= 0) continue;
      rest -= count;
      runs.push({ line, price: lower, count });
      const own = taken.get(campaign) ?? { shares: goods.map(() => ZERO), pieces: new Map<SkuId, number>() };
      own.shares[line] = fen((price - lower) * count);
      own.pieces.set(skuId, count);
      taken.set(campaign, own);
    }
    if (rest > 0) runs.push({ line, price, count: rest });
  });
  return { runs, applied: [...taken].map(([campaign, own]) => ({ campaign, ...own })) };
}

/** Among equal prices one that has room for all, then the smaller id. */
function lowestFirst(campaigns: readonly PiecePrice[], skuId: Basket['goods'][number]['skuId'], price: Fen) {
  const most = ({ mostPieces }: PiecePrice): number => mostPieces?.get(skuId) ?? Infinity;
  return campaigns
    .flatMap((campaign) => {
      const lower = campaign.prices.get(skuId);
      return lower !== undefined && lower < price ? [{ campaign, price: lower }] : [];
    })
    .toSorted(
      (a, b) =>
        a.price - b.price ||
        (most(a.campaign) === most(b.campaign) ? 0 : most(b.campaign) - most(a.campaign)) ||
        (a.campaign.campaignId < b.campaign.campaignId ? -1 : 1),
    );
}
