import { formatYuan, toFen } from '../../../kernel/money.ts';
import type { Queryable } from '../../../platform/database.ts';
import { listAskedPrices } from '../prices/asked-prices.sql.ts';
import { refuseStruckOut, type AskedPrice, type StruckOut } from '../prices/struck-out.decide.ts';
import { fault, type CatalogueFault } from './catalogue-faults.ts';
import type { CatalogueRecord, ProductLine, SkuLine } from './catalogue-line.ts';
import { listKnownPrices } from './known-goods.sql.ts';

/** A price that a file strikes out, and where. */
export type StruckOutSku = StruckOut & {
  readonly code: string;
  readonly line: number;
  readonly field: string;
};

/** What a SKU was asked before the shop knew it, where who imports it can say so: the oldest first, what is asked now last. */
export type AskedBefore = (sku: Pick<SkuLine, 'price' | 'originalPrice'>, at: Date) => readonly AskedPrice[];

export type StruckOutCheck = { readonly at: Date; readonly askedBefore?: AskedBefore | undefined };

const DAY = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: 'Asia/Shanghai' });

export function struckOutOf(product: ProductLine, record: CatalogueRecord): StruckOutSku[] {
  return product.skus.flatMap(({ code, price, originalPrice }, index) => {
    if (originalPrice == null) return [];
    const line = record.skuLines?.[index] ?? record.line;
    return [{ code, price, originalPrice, line, field: `skus[${index}].originalPrice` }];
  });
}

/** Of these, those that were never asked. What the shop shows already it may go on showing. */
export async function findNeverAsked(
  on: Queryable,
  struckOut: readonly StruckOutSku[],
  { at, askedBefore = () => [] }: StruckOutCheck,
): Promise<CatalogueFault[]> {
  if (struckOut.length === 0) return [];
  const known = await listKnownPrices(
    on,
    struckOut.map(({ code }) => code),
  );
  const isNew = (sku: StruckOutSku): boolean => {
    const now = known.get(sku.code);
    return now === undefined || now.price !== sku.price || now.originalPrice !== sku.originalPrice;
  };
  const wanted = struckOut.filter(isNew);
  const idOf = ({ code }: StruckOutSku) => known.get(code)?.skuId;
  const asked = await listAskedPrices(
    on,
    wanted.map(idOf).filter((id) => id !== undefined),
  );
  return wanted.flatMap((sku) => {
    const skuId = idOf(sku);
    const own = skuId === undefined ? askedBefore(sku, at) : (asked.get(skuId) ?? []);
    const refused = refuseStruckOut(sku, own, at);
    return refused === undefined ? [] : [toFault(sku, refused)];
  });
}

function toFault(
  { line, field }: StruckOutSku,
  { highestAllowed, askedSince }: NonNullable<ReturnType<typeof refuseStruckOut>>,
): CatalogueFault {
  if (highestAllowed === null || askedSince === null) return fault(line, field, 'original_price_never_asked');
  const since = DAY.format(new Date(askedSince));
  return fault(line, field, 'original_price_above_asked', formatYuan(toFen(highestAllowed)), since);
}
