import { allocateByPlace, fen, timesFen, ZERO, type Fen } from '../../kernel/money.ts';
import type { ProductId, SkuId } from '../../kernel/ids.ts';
import type { Scope } from './campaign.ts';

/** Goods to be priced: a SKU comes once, see `gatherLines` of ordering. */
export type Goods = {
  readonly skuId: SkuId;
  readonly productId: ProductId;
  /** Its category and all those above it. */
  readonly categoryIds: readonly string[];
  /** Of one piece, in fen, before anything is taken off. */
  readonly price: Fen;
  readonly quantity: number;
};

/** Pieces of one line that cost the same. */
export type Run = { readonly line: number; readonly price: Fen; readonly count: number };

/**
 * A basket on its way through the steps of a price: what is still to be paid for each line. Lines stand by rising SKU id, so
 * that no result depends on the order in which somebody filled it.
 */
export type Basket = {
  readonly goods: readonly Goods[];
  readonly left: readonly Fen[];
};

/** What one step takes off each line, by its place in the basket. */
export type Shares = readonly Fen[];

export function openBasket(goods: readonly Goods[]): Basket {
  const sorted = goods.toSorted((a, b) => Number(a.skuId) - Number(b.skuId));
  return { goods: sorted, left: sorted.map(({ price, quantity }) => timesFen(price, quantity)) };
}

export function takeOff(basket: Basket, shares: Shares): Basket {
  return { ...basket, left: basket.left.map((left, index) => fen(left - shares[index]!)) };
}

/** What was looked for before: each way to combine coupons asks the same of the same goods. */
const found = new WeakMap<Basket['goods'], Map<Scope, readonly number[]>>();

/** The places of the lines that a scope holds for. */
export function linesIn({ goods }: Basket, scope: Scope): readonly number[] {
  const known = found.get(goods) ?? new Map<Scope, readonly number[]>();
  found.set(goods, known);
  const before = known.get(scope);
  if (before !== undefined) return before;
  const isIn = membership(scope);
  const places = goods.flatMap((line, index) => (isIn(line) ? [index] : []));
  known.set(scope, places);
  return places;
}

type Kind = Pick<Goods, 'productId' | 'categoryIds'>;

export function isInScope(goods: Kind, scope: Scope): boolean {
  return membership(scope)(goods);
}

function membership(scope: Scope): (line: Kind) => boolean {
  switch (scope.kind) {
    case 'all':
      return () => true;
    case 'products': {
      const ids = new Set(scope.ids);
      return ({ productId }) => ids.has(productId);
    }
    case 'except': {
      const ids = new Set(scope.ids);
      return ({ productId }) => !ids.has(productId);
    }
    case 'categories': {
      const ids = new Set(scope.ids);
      return ({ categoryIds }) => categoryIds.some((id) => ids.has(id));
    }
  }
}

export function sumOf(amounts: readonly Fen[], lines?: readonly number[]): Fen {
  let sum = 0;
  if (lines === undefined) for (const amount of amounts) sum += amount;
  else for (const index of lines) sum += amounts[index]!;
  return fen(sum);
}

/**
 * Spreads what is taken off over lines by what each still costs, by largest remainder, ties to the smaller SKU id: a line of
 * price 0 carries nothing, and no line more than it costs. `amount` is at most the sum of these lines.
 */
export function spread({ left }: Basket, lines: readonly number[], amount: Fen): Shares {
  const shares: Fen[] = left.map(() => ZERO);
  if (amount === 0) return shares;
  // Lines stand by rising SKU id, and so do these places.
  const weights = lines.map((index) => left[index]!);
  const parts = allocateByPlace(amount, weights);
  for (const [place, index] of lines.entries()) shares[index] = parts[place]!;
  return shares;
}

/**
 * What the first `pieces` of a line's `quantity` come to: the line over its pieces by largest remainder, the first ones a fen
 * more. Any pieces that go back later, in whatever order, sum to what the line cost: `of(after) - of(before)`.
 */
export function amountOfFirst(amount: Fen, quantity: number, pieces: number): Fen {
  const each = Math.floor(amount / quantity);
  return fen(each * pieces + Math.min(pieces, amount - each * quantity));
}
