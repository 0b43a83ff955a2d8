import { m } from '#lib/words/m.ts';
import type { CustomerId } from '#server/kernel/ids.ts';
import type { Language } from '#server/kernel/language.ts';
import type { Result } from '#server/kernel/result.ts';
import type { Quote, QuoteRefusal, QuoteRequest } from '#server/modules/ordering/index.ts';
import type { Shop } from '#server/shop.ts';
import { formatAmount } from '../format/money.ts';
import type { CouponChoice } from './coupon-choice.ts';

/** That coupons which were chosen cannot be used any more, and what was done about it. */
export type LostCoupons = {
  readonly title: string;
  readonly text: string;
  /** Where one was used instead. */
  readonly orderPath?: string;
};

export type QuotedAsChosen = {
  readonly quoted: Result<Quote, QuoteRefusal>;
  /** What the quote goes by: the best where what was chosen cannot be had. */
  readonly choice: CouponChoice;
  readonly lost?: LostCoupons;
};

/** What an order would cost with the coupons that were chosen. Where one of them cannot be used any more, with the best. */
export async function quoteAsChosen(
  shop: Pick<Shop, 'ordering' | 'pricing'>,
  customerId: CustomerId | null,
  request: Omit<QuoteRequest, 'couponIds'>,
  choice: CouponChoice,
  language: Language,
): Promise<QuotedAsChosen> {
  const quote = (couponIds: CouponChoice) =>
    shop.ordering.quote(customerId, { ...request, ...(couponIds === 'best' ? {} : { couponIds }) }, language);
  const quoted = await quote(choice);
  if (quoted.ok || quoted.error.code !== 'coupon_unavailable') return { quoted, choice };
  const [best, lost] = await Promise.all([
    quote('best'),
    tellLost(shop, customerId, quoted.error.couponIds, language),
  ]);
  if (!best.ok) return { quoted: best, choice: 'best' };
  const text = `${lost.text}${m.chooser_lost_best({ amount: formatAmount(best.value.totalAmount) })}`;
  return { quoted: best, choice: 'best', lost: { ...lost, text } };
}

/** Which coupons they are, and why, in words. */
export async function tellLost(
  { pricing }: Pick<Shop, 'pricing'>,
  customerId: CustomerId | null,
  couponIds: readonly string[],
  language: Language,
): Promise<LostCoupons> {
  const fates = customerId === null ? [] : await pricing.fates(customerId, couponIds, language);
  const names = fates.map(({ name }) => name).join(m.chooser_separator());
  const [first] = fates;
  const orderNo = fates.find((fate) => fate.orderNo !== undefined)?.orderNo;
  return {
    title: names === '' ? m.chooser_lost_title_unnamed() : m.chooser_lost_title({ names }),
    text: tellFate(first?.state),
    ...(orderNo === undefined ? {} : { orderPath: `/orders/${orderNo}` }),
  };
}

function tellFate(state: Awaited<ReturnType<Shop['pricing']['fates']>>[number]['state'] | undefined): string {
  switch (state) {
    case 'held':
    case 'used':
      return m.chooser_lost_used();
    case 'expired':
      return m.chooser_lost_expired();
    case 'taken_back':
      return m.chooser_lost_taken();
    case 'usable':
    case undefined:
      return m.chooser_lost_unmet();
  }
}
