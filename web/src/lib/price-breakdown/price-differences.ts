import { keyOf, type PriceAdjustment, type Priced } from './priced.ts';

/** What a page has shown of a price, as its form carries it. */
export type SeenPrice = {
  readonly lines: ReadonlyMap<string, number>;
  readonly adjustments: readonly { readonly key: string; readonly label: string; readonly amount: number }[];
  readonly totalAmount: number;
};

/** What was shown otherwise than it is now; null where there was or is nothing of the kind. */
export type PriceDifference = {
  readonly name: string;
  readonly before: number | null;
  readonly now: number | null;
};

type Shown = Pick<Priced, 'totalAmount' | 'adjustments'> & {
  readonly lines: readonly { readonly skuId: string; readonly name: string; readonly listAmount: number }[];
};

/** So much of a label is carried, and so many texts of that length. */
const LONGEST_LABEL = 60;
const MOST_PARTS = 300;

/** `[[skuId, amount]…], [[key, label, amount]…], total`, as JSON. */
export function packPrice({ lines, adjustments = [], totalAmount }: Shown): string {
  return JSON.stringify([
    lines.map(({ skuId, listAmount }) => [skuId, listAmount]),
    adjustments.map((one) => [keyOf(one), one.label, one.amount]),
    totalAmount,
  ]);
}

/** Undefined for what no page of ours has written. */
export function unpackPrice(text: string): SeenPrice | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(read)) return undefined;
  const [lines, adjustments, totalAmount] = read as unknown[];
  if (!isList(lines, isLine) || !isList(adjustments, isAdjustment) || !isAmount(totalAmount))
    return undefined;
  return {
    lines: new Map(lines),
    adjustments: adjustments.map(([key, label, amount]) => ({
      key,
      label: [...label].slice(0, LONGEST_LABEL).join(''),
      amount,
    })),
    totalAmount,
  };
}

const isAmount = (value: unknown): value is number => Number.isSafeInteger(value);
const isList = <Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] =>
  Array.isArray(value) && value.length <= MOST_PARTS && value.every(isItem);
const isLine = (value: unknown): value is [string, number] =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && isAmount(value[1]);
const isAdjustment = (value: unknown): value is [string, string, number] =>
  Array.isArray(value) &&
  value.length === 3 &&
  typeof value[0] === 'string' &&
  typeof value[1] === 'string' &&
  isAmount(value[2]);

/** Line by line and adjustment by adjustment what differs, in the order of the breakdown; what is the same is left out. */
export function priceDifferences(seen: SeenPrice, now: Shown): PriceDifference[] {
  const present = new Map((now.adjustments ?? []).map((one): [string, PriceAdjustment] => [keyOf(one), one]));
  const known = new Set(seen.adjustments.map(({ key }) => key));
  const lines = now.lines.map(({ skuId, name, listAmount }) => ({
    name,
    before: seen.lines.get(skuId) ?? null,
    now: listAmount,
  }));
  const kept = seen.adjustments.map(({ key, label, amount }) => {
    const own = present.get(key);
    return { name: own?.label ?? label, before: amount, now: own?.amount ?? null };
  });
  const fresh = [...present]
    .filter(([key]) => !known.has(key))
    .map(([, { label, amount }]) => ({ name: label, before: null, now: amount }));
  return [...lines, ...kept, ...fresh].filter(({ before, now: is }) => before !== is);
}
