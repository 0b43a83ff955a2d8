import { wordsIn, type Language, type Words } from '../../kernel/language.ts';
import { addFen, fen, type Fen } from '../../kernel/money.ts';
import type { SkuId } from '../../kernel/ids.ts';
import { ADJUSTMENT_WORDS, type Adjustment } from '../pricing/index.ts';
import type { StoredAdjustment } from './order-adjustments.sql.ts';
import type { OrderAdjustment } from './order.ts';

const KINDS: Readonly<Record<OrderAdjustment['kind'], Words>> = {
  ...ADJUSTMENT_WORDS,
  price_change: { zh: '店家改价', en: 'Changed by the shop' },
};

/** Each fen by which a total differs from its goods as listed, once. */
export function presentAdjustment(adjustment: Adjustment, language: Language): OrderAdjustment {
  const { kind, amount, campaignId, couponId, label, lines } = adjustment;
  return {
    ...wordsOf(kind, label, language),
    amount,
    ...(campaignId === undefined ? {} : { campaignId }),
    ...(couponId === undefined ? {} : { couponId }),
    lines: [...lines].map(([skuId, part]) => ({ skuId, amount: part })),
  };
}

const reasonIn = (reason: string | undefined) => (reason ? { reason } : {});

function wordsOf(kind: OrderAdjustment['kind'], label: Words | undefined, language: Language) {
  const reason = wordsIn(KINDS[kind], language);
  return { kind, reason, label: (label && wordsIn(label, language)) || reason };
}

/**
 * The same of an order that was placed; freight is told from what the order itself says. `reasons`: of each change by the staff,
 * in order, in their words.
 */
export function presentStored(
  { freightFen }: { readonly freightFen: Fen },
  rows: readonly StoredAdjustment[],
  reasons: readonly (string | undefined)[],
  language: Language,
): OrderAdjustment[] {
  const changes = rows.filter(({ kind }) => kind === 'price_change');
  const told = rows.map((row): OrderAdjustment => ({
    ...wordsOf(row.kind, { zh: row.label, en: row.labelEn }, language),
    ...reasonIn(reasons[changes.indexOf(row)]),
    amount: row.amountFen,
    ...(row.campaignId === null ? {} : { campaignId: row.campaignId }),
    ...(row.couponId === null ? {} : { couponId: row.couponId }),
    lines: Object.entries(row.lines).map(([skuId, amount]) => ({ skuId: skuId as SkuId, amount })),
  }));
  const before = fen(freightFen - offFreight(told) - changedFreight(told));
  if (before === 0) return told;
  const freight = { ...wordsOf('freight', undefined, language), amount: before, lines: [] };
  const at = told.findIndex(({ kind }) => kind === 'freight_coupon');
  return at < 0 ? [...told, freight] : told.toSpliced(at, 0, freight);
}

/** What of the staff's changes lies on no line. */
function changedFreight(adjustments: readonly OrderAdjustment[]): Fen {
  const changes = adjustments.filter(({ kind }) => kind === 'price_change');
  return addFen(
    ...changes.map(({ amount, lines }) => fen(amount - addFen(...lines.map((one) => one.amount)))),
  );
}

const offFreight = (adjustments: readonly OrderAdjustment[]): Fen =>
  addFen(...adjustments.filter(({ kind }) => kind === 'freight_coupon').map(({ amount }) => amount));

/** What an order has saved: discounts on goods, and freight that a coupon paid for. */
export function savedBy(
  { discountFen }: { readonly discountFen: Fen },
  adjustments: readonly OrderAdjustment[],
): Fen {
  return fen(discountFen - offFreight(adjustments));
}
