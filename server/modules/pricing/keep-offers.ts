import type { Clock } from '../../kernel/clock.ts';
import type { ProductId, SkuId } from '../../kernel/ids.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { lowestOffer, type FindOffers, type SkuForSale } from '../catalog/index.ts';
import type { Book } from './book.ts';
import { listQuotas } from './campaigns/quotas.sql.ts';
import {
  offeredSkuIds,
  pieceOffers,
  promotionOffers,
  promotionsNow,
  type OfferGround,
} from './offers.decide.ts';
import { leftOf } from './price-orders.ts';

type Deps = {
  readonly database: Database;
  readonly clock: Clock;
  book(): Book;
  skusForSale(skuIds: readonly SkuId[], on: Queryable): Promise<ReadonlyMap<SkuId, SkuForSale>>;
};

/** What all pages and answers of one moment are told by. */
type Seen = { readonly ground: OfferGround; readonly skus: readonly SkuForSale[] };

/** Offers may be this old, as answers of the catalogue may. */
const MAX_AGE_MS = 1_000;

/**
 * What campaigns offer for products. Two statements a second at most, whatever the crowd, and none while no campaign runs;
 * nothing is decided by it: a price is, behind its locks.
 */
export function keepOffers(deps: Deps): FindOffers {
  let kept: { readonly seen: Promise<Seen>; readonly book: Book; readonly until: number } | undefined;

  function see(): Promise<Seen> {
    const [book, now] = [deps.book(), deps.clock.now().getTime()];
    if (kept !== undefined && kept.book === book && now < kept.until) return kept.seen;
    const seen = look(deps, book);
    kept = { seen, book, until: now + MAX_AGE_MS };
    // Who waits for it is told; who comes next looks again.
    seen.catch(() => (kept = undefined));
    return seen;
  }

  return {
    async ofProduct(product, language) {
      const { ground } = await see();
      return {
        pieces: [...pieceOffers(ground, product.skus, language).values()],
        promotions: promotionOffers(ground, product, language),
      };
    },
    async lowest(productIds, language) {
      const { ground, skus } = await see();
      const wanted = new Set<ProductId>(productIds);
      const offered = Map.groupBy(
        skus.filter(({ productId, onSale }) => onSale && wanted.has(productId)),
        ({ productId }) => productId,
      );
      return new Map(
        [...offered].flatMap(([productId, own]) => {
          const lowest = lowestOffer(pieceOffers(ground, own, language).values());
          return lowest === undefined ? [] : [[productId, lowest] as const];
        }),
      );
    },
  };
}

async function look({ database, clock, skusForSale }: Deps, book: Book): Promise<Seen> {
  const now = clock.now();
  const running = promotionsNow(book, now);
  if (running.length === 0) return { ground: { book, now, left: new Map() }, skus: [] };
  const skuIds = offeredSkuIds(running);
  const [quotas, skus] = await Promise.all([
    listQuotas(
      database,
      running.map(({ campaignId }) => campaignId),
    ),
    skuIds.length === 0 ? new Map<SkuId, SkuForSale>() : skusForSale(skuIds, database),
  ]);
  return { ground: { book, now, left: leftOf(quotas) }, skus: [...skus.values()] };
}
