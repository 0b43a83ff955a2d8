import { allocate, fen, ZERO, type Fen } from '../../kernel/money.ts';
import { linesIn, type Basket, type Run, type Shares } from './basket.ts';
import type { SetPromotion } from './campaign.ts';

/**
 * What one set promotion takes off, and the pieces that are left for the next: a piece counts for one of them only. Undefined
 * where no set is complete, or none would be cheaper.
 */
export function applySet(
  basket: Basket,
  runs: readonly Run[],
  promotion: SetPromotion,
): { shares: Shares; rest: Run[] } | undefined {
  switch (promotion.kind) {
    case 'n_for_m':
      return takePlaces(basket, runs, promotion, {
        size: promotion.n,
        paidFully: promotion.m,
        off: (price) => price,
      });
    case 'second_at_half_price':
      // Half of an odd price is rounded down: the fen is the buyer's.
      return takePlaces(basket, runs, promotion, {
        size: 2,
        paidFully: 1,
        off: (price) => fen(price - Math.floor(price / 2)),
      });
    case 'bundle_price':
      return takeBundles(basket, runs, promotion);
  }
}

type Places = {
  readonly size: number;
  /** Of each set so many, the dearest, cost what they cost. */
  readonly paidFully: number;
  off(price: Fen): Fen;
};

/** Sets of `size` pieces, the dearest first into them; those at the later places of each are cheaper. */
function takePlaces(
  basket: Basket,
  runs: readonly Run[],
  { scope }: Extract<SetPromotion, { scope: unknown }>,
  { size, paidFully, off }: Places,
): { shares: Shares; rest: Run[] } | undefined {
  const inScope = new Set(linesIn(basket, scope));
  const dearestFirst = runs.filter(({ line }) => inScope.has(line)).toSorted(byPrice);
  const pieces = dearestFirst.reduce((sum, { count }) => sum + count, 0);
  const inSets = pieces - (pieces % size);
  if (inSets === 0) return undefined;
  const shares: Fen[] = basket.left.map(() => ZERO);
  const rest = runs.filter(({ line }) => !inScope.has(line));
  let from = 0;
  for (const run of dearestFirst) {
    const until = Math.min(from + run.count, inSets);
    const cheaper = countLater(until, size, paidFully) - countLater(Math.min(from, inSets), size, paidFully);
    shares[run.line] = fen(shares[run.line]! + off(run.price) * cheaper);
    const over = run.count - Math.max(0, until - from);
    if (over > 0) rest.push({ ...run, count: over });
    from += run.count;
  }
  return shares.some((share) => share > 0) ? { shares, rest } : undefined;
}

const byPrice = (a: Run, b: Run): number => b.price - a.price || a.line - b.line;

/** Of the first `pieces`, how many stand behind the `paidFully` first places of their set. */
function countLater(pieces: number, size: number, paidFully: number): number {
  return Math.floor(pieces / size) * (size - paidFully) + Math.max(0, (pieces % size) - paidFully);
}

/** As many bundles as there are pieces for, of each SKU the dearest pieces first; what they save lies on their lines by price. */
function takeBundles(
  basket: Basket,
  runs: readonly Run[],
  { parts, price }: Extract<SetPromotion, { kind: 'bundle_price' }>,
): { shares: Shares; rest: Run[] } | undefined {
  const lineOf = new Map(basket.goods.map(({ skuId }, line) => [skuId, line]));
  const needed = new Map([...parts].map(([skuId, count]) => [lineOf.get(skuId) ?? -1, count]));
  const most = Math.min(...[...needed].map(([line, count]) => Math.floor(countOf(runs, line) / count)));
  const bundlesOf = (count: number) => {
    const taken = takeDearest(runs, needed, count);
    return {
      ...taken,
      off: [...taken.worth.values()].reduce((sum, amount) => sum + amount, 0) - price * count,
    };
  };
  // Pieces of one SKU may differ in price, the dearest come first: each further bundle saves no more than the one before.
  let [worthIt, tooMany] = [0, most + 1];
  while (tooMany - worthIt > 1) {
    const middle = Math.floor((worthIt + tooMany) / 2);
    if (bundlesOf(middle).off > bundlesOf(middle - 1).off) worthIt = middle;
    else tooMany = middle;
  }
  if (worthIt === 0) return undefined;
  const { off, worth, rest } = bundlesOf(worthIt);
  const parted = allocate(
    fen(off),
    [...worth].map(([line, weight]) => ({ key: basket.goods[line]!.skuId as string, weight })),
  );
  return {
    shares: basket.goods.map(({ skuId }, line) => (worth.has(line) ? parted.get(skuId)! : ZERO)),
    rest,
  };
}

function countOf(runs: readonly Run[], line: number): number {
  return runs.reduce((sum, run) => sum + (run.line === line ? run.count : 0), 0);
}

function takeDearest(runs: readonly Run[], needed: ReadonlyMap<number, number>, bundles: number) {
  const open = new Map([...needed].map(([line, count]) => [line, count * bundles]));
  const worth = new Map<number, Fen>();
  const rest: Run[] = [];
  for (const run of runs.toSorted(byPrice)) {
    const count = Math.min(run.count, open.get(run.line) ?? 0);
    if (count > 0) {
      open.set(run.line, open.get(run.line)! - count);
      worth.set(run.line, fen((worth.get(run.line) ?? 0) + run.price * count));
    }
    if (count < run.count) rest.push({ ...run, count: run.count - count });
  }
  return { worth, rest };
}
