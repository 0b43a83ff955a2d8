import { addFen, fen, MOST_OF_ORDER, ZERO, type Fen } from '../../kernel/money.ts';
import type { SkuId } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { FreightBasis, FreightGoods, FreightRow, FreightRules, FreightTemplate } from './freight.ts';

/** A line on its way: what it costs on either basis of a free rule. */
export type FreightLine = FreightGoods & {
  readonly skuId: SkuId;
  readonly quantity: number;
  readonly beforeCoupons: Fen;
  readonly afterAll: Fen;
};

/** What one template comes to. `missingAmount`: how much more of its goods makes it free, where an amount alone can. */
export type FreightPart = {
  readonly templateId: string;
  readonly amount: Fen;
  readonly units: number;
  readonly isFree: boolean;
  readonly missingAmount?: Fen;
  /** In how many days it arrives: from, to. */
  readonly days?: readonly [number, number];
};
export type Freight = { readonly amount: Fen; readonly parts: readonly FreightPart[] };
export type NotServed = { readonly code: 'not_served'; readonly skuIds: readonly SkuId[] };

/**
 * What the way to a district costs. A line that no row covers is refused by its name: nothing is free because a row is
 * missing, nor because goods were never weighed. `regionCode`: six digits; where it is not known yet, the row for everywhere else
 * counts.
 */
export function priceFreight(
  rules: FreightRules,
  lines: readonly FreightLine[],
  regionCode: string | undefined,
): Result<Freight, NotServed> {
  const groups = Map.groupBy(lines, ({ templateId }) => templateId);
  const lost: SkuId[] = [];
  const ways: Way[] = [];
  for (const [templateId, own] of [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const template = rules.templates.get(templateId);
    const row = template && findRow(template, regionCode);
    if (row === undefined) lost.push(...own.map(({ skuId }) => skuId));
    else ways.push(judgeGroup(template!, row, own));
  }
  if (lost.length > 0) return refuse({ code: 'not_served', skuIds: lost });
  const paid = ways.filter(({ isFree }) => !isFree);
  const dearest = Math.max(...paid.map(({ row }) => row.firstAmount));
  const opening = paid.find(({ row }) => row.firstAmount === dearest);
  const parts = ways.map((way): FreightPart => {
    const { row, ...part } = way;
    const hasFirst = rules.mode === 'sum' || way === opening;
    const days = row.days === undefined ? {} : { days: row.days };
    return { ...part, ...days, amount: paid.includes(way) ? charge(way, hasFirst) : ZERO };
  });
  return ok({ amount: addFen(...parts.map(({ amount }) => amount)), parts });
}

/** What one template has to carry, and by which row. */
type Way = Omit<FreightPart, 'amount'> & { readonly row: FreightRow };

/**
 * Further units are rounded up over the whole group. Without a first unit of its own, all of them are further ones. Never more than
 * an order may come to: a template by the gram for goods by the ton would else cost what no number holds.
 */
function charge({ row, units }: Way, hasFirst: boolean): Fen {
  const rest = hasFirst ? Math.max(0, units - row.firstUnits) : Math.max(1, units);
  const further = Math.ceil(rest / row.furtherUnits) * row.furtherAmount;
  return fen(Math.min((hasFirst ? row.firstAmount : 0) + further + row.surchargeAmount, MOST_OF_ORDER));
}

/** The narrowest row that names the district; else the one for everywhere else. Where no district is known, the first will do. */
export function findRow(
  { rows, notServed }: FreightTemplate,
  code: string | undefined,
): FreightRow | undefined {
  const everywhereElse = rows.find(({ regions }) => regions.length === 0);
  if (code === undefined) return everywhereElse ?? rows[0];
  const own = [code, code.slice(0, 4), code.slice(0, 2)];
  if (own.some((region) => notServed.includes(region))) return undefined;
  for (const region of own) {
    const row = rows.find(({ regions }) => regions.includes(region));
    if (row !== undefined) return row;
  }
  return everywhereElse;
}

function judgeGroup(template: FreightTemplate, row: FreightRow, lines: readonly FreightLine[]): Way {
  const { templateId, basis } = template;
  const units = lines.reduce((sum, line) => sum + unitsOf(basis, line), 0);
  return { templateId, row, units, ...judgeFree(template, lines) };
}

function unitsOf(basis: FreightBasis, { quantity, weightGrams, volumeCm3 }: FreightLine): number {
  switch (basis) {
    case 'piece':
      return quantity;
    case 'weight':
      return quantity * weightGrams;
    case 'volume':
      return quantity * volumeCm3;
  }
}

function judgeFree(
  { free }: FreightTemplate,
  lines: readonly FreightLine[],
): { isFree: boolean; missingAmount?: Fen } {
  if (free === undefined) return { isFree: false };
  const sum = lines.reduce(
    (total, line) => total + (free.basis === 'before_coupons' ? line.beforeCoupons : line.afterAll),
    0,
  );
  const pieces = lines.reduce((total, { quantity }) => total + quantity, 0);
  const byAmount = free.fromAmount === undefined ? undefined : sum >= free.fromAmount;
  const byPieces = free.fromPieces === undefined ? undefined : pieces >= free.fromPieces;
  const known = [byAmount, byPieces].filter((each) => each !== undefined);
  const isFree = free.mode === 'and' ? known.length > 0 && known.every(Boolean) : known.some(Boolean);
  const isUpToAmount = byAmount === false && (free.mode === 'or' || byPieces !== false);
  return isFree || !isUpToAmount ? { isFree } : { isFree, missingAmount: fen(free.fromAmount! - sum) };
}
