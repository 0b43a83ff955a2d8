import type { InstalmentOffer } from '#server/modules/pricing/index.ts';
import { m } from '#lib/words/m.ts';
import { formatAmount } from '../format/money.ts';
import {
  choiceOf,
  formatRate,
  type InstalmentLineView,
  type InstalmentsView,
  type InstalmentView,
  type WrittenTable,
} from './instalment-view.ts';

type Method = { readonly gateway: string; readonly name: string };

/** Offers of ways to pay that the shop has, each way beginning with paying `amount` at once; undefined where there are none. */
export function viewInstalments(
  offers: readonly InstalmentOffer[],
  methods: readonly Method[],
  amount: number,
): InstalmentsView | undefined {
  const views = methods.flatMap(({ gateway, name }) => {
    const own = offers.filter((offer) => offer.gateway === gateway);
    return own.length === 0 ? [] : [atOnce(gateway, amount), ...own.map((offer) => viewOffer(offer, name))];
  });
  if (views.length === 0) return undefined;
  return { offers: views, words: { title: m.instalment_title(), choose: m.instalment_choose() } };
}

function atOnce(gateway: string, amount: number): InstalmentView {
  return {
    ...{ gateway, periods: 1, value: choiceOf(gateway, 1), name: m.instalment_none() },
    ...{ each: amount, unit: '', lines: m.instalment_at_once() },
  };
}

function viewOffer(offer: InstalmentOffer, gatewayName: string): InstalmentView {
  const { gateway, periods, feeAmount, totalAmount } = offer;
  const [first, others] = offer.perPeriod as [Period, Period];
  const rate = formatRate(offer.feeRateBasisPoints);
  const yearly = formatRate(offer.yearlyRateBasisPoints);
  const fee = m.instalment_fee({ rate, amount: formatAmount(feeAmount) });
  return {
    ...{
      gateway,
      periods,
      value: choiceOf(gateway, periods),
      name: m.instalment_periods({ count: periods }),
    },
    ...{ each: others.amount, unit: m.instalment_per_period() },
    ...(feeAmount === 0 && { free: m.instalment_free() }),
    lines: `${fee}\n${m.instalment_yearly({ rate: yearly })}`,
    table: tableOf(offer, first, others),
    note:
      (feeAmount === 0 ? m.instalment_no_rate() : m.instalment_rate_says({ rate: yearly })) +
      m.instalment_last_word({ name: gatewayName }),
    short: m.instalment_short({ count: periods, amount: formatAmount(first.amount) }),
    sum: m.instalment_sum({ amount: formatAmount(totalAmount) }),
  };
}

type Period = InstalmentOffer['perPeriod'][number];

function tableOf(
  { periods, feeAmount, totalAmount }: InstalmentOffer,
  first: Period,
  others: Period,
): WrittenTable {
  const row = (name: string, amounts: readonly number[]) => ({
    ...{ name, cells: amounts.map((amount) => ({ text: formatAmount(amount) })) },
  });
  const rest = periods > 2 ? m.instalment_others({ to: periods }) : m.instalment_second();
  return {
    caption: m.instalment_table({ count: periods }),
    head: [m.instalment_period(), m.instalment_principal(), m.instalment_fee_name(), m.instalment_due()],
    rows: [
      row(m.instalment_first(), [first.principal, first.fee, first.amount]),
      row(rest, [others.principal, others.fee, others.amount]),
      row(m.instalment_total(), [totalAmount - feeAmount, feeAmount, totalAmount]),
    ],
  };
}

/** What the page of a product says of one piece; undefined where it is not sold by instalments. */
export function viewLine(
  offers: readonly InstalmentOffer[],
  methods: readonly Method[],
): InstalmentLineView | undefined {
  const known = methods
    .map(({ gateway, name }) => ({ name, offers: offers.filter((offer) => offer.gateway === gateway) }))
    .filter((one) => one.offers.length > 0);
  if (known.length === 0) return undefined;
  const all = known.flatMap((one) => one.offers);
  const least = Math.min(...all.map(({ perPeriod }) => perPeriod[1]!.amount));
  const free = all.findLast(({ feeAmount }) => feeAmount === 0);
  return {
    from: m.instalment_from({ amount: formatAmount(least) }),
    ...(free && { free: m.instalment_free_to({ count: free.periods }) }),
    tables: known.map((one) => ({
      caption: one.name,
      head: [m.instalment_period(), m.instalment_each(), m.instalment_fee_name(), m.instalment_total()],
      rows: one.offers.map(rowOf),
    })),
    note: m.instalment_product_note(),
  };
}

function rowOf(offer: InstalmentOffer): WrittenTable['rows'][number] {
  const [first, others] = offer.perPeriod as [Period, Period];
  return {
    name: m.instalment_count({ count: offer.periods }),
    cells: [
      {
        text: formatAmount(others.amount),
        ...(first.amount !== others.amount && {
          note: m.instalment_first_is({ amount: formatAmount(first.amount) }),
        }),
      },
      {
        text: formatAmount(offer.feeAmount),
        ...(offer.feeAmount > 0 && { note: m.instalment_each_fee({ amount: formatAmount(others.fee) }) }),
      },
      {
        text: formatAmount(offer.totalAmount),
        note: m.instalment_yearly({ rate: formatRate(offer.yearlyRateBasisPoints) }),
      },
    ],
  };
}

/** The periods that a form asks for at this gateway; 1, at once, where it says nothing of this one. */
export function readPeriods(choice: string, gateway: string): number {
  const [of, periods] = choice.split(':');
  return of === gateway && periods !== undefined && /^[1-9]\d?$/.test(periods) ? Number(periods) : 1;
}

/** The same where one of these offers has so many, else 1. */
export function offeredPeriods(
  offers: readonly { readonly gateway: string; readonly periods: number }[],
  gateway: string,
  periods: number,
): number {
  return offers.some((one) => one.gateway === gateway && one.periods === periods) ? periods : 1;
}
