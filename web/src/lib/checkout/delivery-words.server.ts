import { m } from '#lib/words/m.ts';
import type { DeliveryMethod, Quote } from '#server/modules/ordering/index.ts';
import { formatAmount } from '../format/money.ts';
import type { FreightTold } from '../price-breakdown/priced.ts';
import type { LineProblem } from './line-problem.ts';
import type { WaysView } from './ways-view.ts';

/** What of the goods does not go to where they are sent. */
const notServedOf = ({ lines }: Pick<Quote, 'lines'>) =>
  lines.filter(({ problem }) => problem === 'not_served');

/** Freight, or that there is none to be told of: nothing is free because it cannot be sent. */
export function tellFreight(quote: Pick<Quote, 'lines' | 'freight'>): FreightTold {
  const { reason, carrierDays, method } = quote.freight;
  const instead = notServedOf(quote).length > 0 ? '—' : method === 'pick_up' ? formatAmount(0) : undefined;
  return { reason, carrierDays, ...(instead !== undefined && { instead }) };
}

/** Sent or fetched, where the shop offers both. */
export function viewWays(
  { pickUp, freight }: Pick<Quote, 'pickUp' | 'freight'>,
  hrefOf: (way: DeliveryMethod) => string,
): WaysView | undefined {
  if (pickUp === null) return undefined;
  const { place, address, hours, phone } = pickUp;
  const way = (value: DeliveryMethod, name: string) => ({
    ...{ value, name, href: hrefOf(value), isChosen: freight.method === value },
  });
  return {
    label: m.checkout_ways(),
    ways: [way('standard', m.checkout_sent()), way('pick_up', m.checkout_fetched())],
    use: m.checkout_way_use(),
    place:
      freight.method === 'pick_up'
        ? [place, address, [hours, phone].filter(Boolean).join(' · '), m.checkout_fetched_contact()]
        : [],
  };
}

/** What cannot go to the chosen address, in the words of a refused order. */
export function addressSays(quote: Pick<Quote, 'lines'>): { readonly address?: string } {
  const [first] = notServedOf(quote);
  return first === undefined ? {} : { address: m.checkout_not_served_title({ name: first.name }) };
}

export function notServedProblem(leaveOut: string | undefined): LineProblem {
  return {
    text: m.line_not_served(),
    step: { href: '#address', name: m.address_choose() },
    ...(leaveOut !== undefined && { also: { href: leaveOut, name: m.line_leave_out() } }),
  };
}
