import { m } from '#lib/words/m.ts';
import { fen } from '#server/kernel/money.ts';
import type { ProductId } from '#server/kernel/ids.ts';
import type { BackOffice } from '#server/shop.ts';
import { readLine, readNumber, readText } from '../form/read-form.server.ts';
import { readYuan } from '../goods/editor-doc.ts';
import { readChosen } from '../integration/read-webhook.server.ts';

type Wanted = Parameters<BackOffice['instalments']['make']>[1];
type Terms = Omit<Wanted, 'gateway' | 'periods' | 'isOn'>;

/** What a form says of a plan. */
export type TypedPlan = {
  readonly rate: string;
  readonly feeBearer: 'buyer' | 'shop';
  readonly least: string;
  readonly products: string;
  readonly categories: readonly string[];
};
export type PlanErrors = { readonly rate?: string; readonly least?: string; readonly products?: string };
export type ReadPlan = {
  readonly typed: TypedPlan;
  readonly errors: PlanErrors;
  /** Undefined where there are errors. */
  readonly terms: Terms | undefined;
};

const MOST_RATE = 3_000;
const MOST_IDS = 500;
const NUMBER = /^[1-9]\d{0,14}$/;

export function readPlan(form: FormData): ReadPlan {
  const typed: TypedPlan = {
    rate: readNumber(form, 'rate'),
    feeBearer: readText(form, 'bearer', 10) === 'shop' ? 'shop' : 'buyer',
    least: readLine(form, 'least'),
    products: readLine(form, 'products'),
    categories: readChosen(form, 'category', MOST_IDS).filter((id) => NUMBER.test(id)),
  };
  const rate = readRate(typed.rate);
  const least = readYuan(typed.least);
  const ids = typed.products.split(/[\s,，、;；]+/).filter((id) => id !== '');
  const areIds = ids.length <= MOST_IDS && ids.every((id) => NUMBER.test(id));
  const errors: PlanErrors = {
    ...(rate === undefined && { rate: m.plan_rate_wrong() }),
    ...(least === undefined && { least: m.plan_least_wrong() }),
    ...(!areIds && { products: m.plan_products_wrong() }),
  };
  if (rate === undefined || least === undefined || !areIds) return { typed, errors, terms: undefined };
  const terms: Terms = {
    ...{ feeRateBasisPoints: rate, feeBearer: typed.feeBearer, leastAmount: fen(least) },
    // As they are written in the address of a product.
    excludedProductIds: ids.map((id) => id as ProductId),
    excludedCategoryIds: [...typed.categories],
  };
  return { typed, errors, terms };
}

/** Basis points of what was typed in per cent: `4.5` or `4.50 %`. */
function readRate(typed: string): number | undefined {
  const [, whole, part = ''] = /^(\d{1,2})(?:\.(\d{1,2}))?\s*[%％]?$/.exec(typed.trim()) ?? [];
  const rate = whole === undefined ? undefined : Number(whole) * 100 + Number(part.padEnd(2, '0'));
  return rate !== undefined && rate <= MOST_RATE ? rate : undefined;
}
