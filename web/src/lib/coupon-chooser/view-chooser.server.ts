import { m } from '#lib/words/m.ts';
import { spoken } from '#lib/words/spoken.ts';
import type { Quote, QuotedCoupon } from '#server/modules/ordering/index.ts';
import { formatAmount, formatPrice } from '../format/money.ts';
import { formatTime } from '../format/time.ts';
import { writeChoice, type CouponChoice } from './coupon-choice.ts';
import { SHOWN_TICKETS, type ChoiceView, type ChooserView, type TicketView } from './chooser-view.ts';

type Unusable = Quote['coupons']['unavailable'][number];

/** What a shopper can choose between; undefined for who holds no coupon at all. */
export function viewChooser({ coupons, totalAmount, proof }: Quote): ChooserView | undefined {
  const { applied, available, unavailable, best } = coupons;
  if (applied.length + available.length + unavailable.length === 0) return undefined;
  const isTaken = best.totalAmount >= totalAmount;
  const tickets = [
    ...applied.map((coupon) => tellApplied(coupon, applied)),
    ...available.map(tellAvailable),
  ].toSorted((a, b) => Number(b.isOn) - Number(a.isOn));
  return {
    lead: tellLead(coupons, isTaken),
    best: { isTaken, says: tellBest(isTaken, totalAmount - best.totalAmount, proof) },
    tickets,
    unusable: unavailable.map((coupon) => ({ ...face(coupon), says: tellHindrance(coupon) })),
    moreSays: m.chooser_more({ count: Math.max(0, tickets.length - SHOWN_TICKETS) }),
    unusableSays: m.chooser_unusable({ count: unavailable.length }),
    isNone: applied.length === 0,
  };
}

function tellLead({ applied, available }: Quote['coupons'], isTaken: boolean): string {
  if (applied.length === 0) return available.length === 0 ? m.chooser_none_usable() : m.chooser_none_used();
  const off = applied.reduce((sum, { discountAmount }) => sum + discountAmount, 0);
  const amount = off === 0 ? '' : formatAmount(-off);
  const says = isTaken ? m.chooser_best({ amount }) : m.chooser_chosen({ count: applied.length, amount });
  return says.trim();
}

function tellBest(isTaken: boolean, more: number, proof: Quote['proof']): string {
  if (!isTaken) return m.chooser_use_best({ amount: formatAmount(more) });
  return proof === 'bounded' ? m.chooser_best_bounded() : m.chooser_best_line();
}

function tellApplied(
  coupon: Quote['coupons']['applied'][number],
  applied: Quote['coupons']['applied'],
): ChoiceView {
  const { id, kind, name, discountAmount } = coupon;
  const without: CouponChoice = applied.map((one) => one.id).filter((other) => other !== id);
  return {
    ...face(coupon),
    isOn: true,
    choice: writeChoice(without),
    does: m.chooser_ticket_leave({ name }),
    says:
      kind === 'gift'
        ? m.chooser_ticket_brings_gift()
        : m.chooser_ticket_takes({ amount: formatAmount(discountAmount) }),
  };
}

function tellAvailable(coupon: Quote['coupons']['available'][number]): ChoiceView {
  const { id, kind, name, chosen } = coupon;
  return {
    ...face(coupon),
    isOn: false,
    choice: writeChoice(chosen?.couponIds ?? [id]),
    does: m.chooser_ticket_use({ name }),
    says: tellChange(kind, chosen),
  };
}

function tellChange(
  kind: QuotedCoupon['kind'],
  chosen: Quote['coupons']['available'][number]['chosen'],
): string {
  if (kind === 'gift') return m.chooser_ticket_brings_gift();
  if (chosen === undefined) return '';
  const { discountAmount, totalAmount } = chosen;
  if (discountAmount === 0) return m.chooser_ticket_takes_nothing();
  return m.chooser_ticket_would_take({
    amount: formatAmount(discountAmount),
    total: formatAmount(totalAmount),
  });
}

function face(coupon: QuotedCoupon): Omit<TicketView, 'says'> {
  const { id, name, validUntil, thresholdAmount } = coupon;
  return {
    ...{ id, name, worth: worthOf(coupon) },
    from:
      thresholdAmount === 0
        ? m.chooser_ticket_no_threshold()
        : m.chooser_ticket_threshold({ amount: formatPrice(thresholdAmount) }),
    until: m.chooser_ticket_until({ time: formatTime(validUntil).slice(5) }),
  };
}

export function worthOf({
  kind,
  amount,
  percentOff,
}: Pick<QuotedCoupon, 'kind' | 'amount' | 'percentOff'>): string {
  switch (kind) {
    case 'gift':
      return m.chooser_ticket_gift();
    case 'freight':
      return amount === undefined ? m.chooser_ticket_free_freight() : formatPrice(amount);
    case 'percent':
      return foldOf(percentOff ?? 0);
    case 'amount':
      return percentOff === undefined ? formatPrice(amount ?? 0) : foldOf(percentOff);
  }
}

/** 2,000 basis points off are 八折 in Chinese, what is left in tenths, and 20% off in English. */
function foldOf(percentOff: number): string {
  return m.chooser_ticket_off({
    share: spoken() === 'en' ? percentOff / 100 : (10_000 - percentOff) / 1_000,
  });
}

function tellHindrance({ reason, missingAmount }: Unusable): string {
  switch (reason) {
    case 'below_threshold':
      return m.chooser_ticket_missing({ amount: formatAmount(missingAmount ?? 0) });
    case 'nothing_in_scope':
      return m.chooser_ticket_nothing_in_scope();
    case 'not_with_campaign':
      return m.chooser_ticket_not_with();
    case 'campaign_paused':
      return m.chooser_ticket_paused();
    case 'new_customers_only':
      return m.chooser_ticket_new_only();
    case 'not_yet_valid':
      return m.chooser_ticket_not_yet();
    case 'gift_gone':
      return m.chooser_ticket_gift_gone();
  }
}
