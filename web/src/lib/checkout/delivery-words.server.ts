import { m } from '#lib/words/m.ts';
import type { Quote } from '#server/modules/ordering/index.ts';
import type { FreightTold } from '../price-breakdown/priced.ts';
import type { LineProblem } from './line-problem.ts';

/** What of the goods does not go to where they are sent. */
const notServedOf = ({ lines }: Pick<Quote, 'lines'>) =>
  lines.filter(({ problem }) => problem === 'not_served');

/** Freight, or that there is none to be told of: nothing is free because it cannot be sent. */
export function tellFreight(quote: Pick<Quote, 'lines' | 'freight'>): FreightTold {
  const { reason, carrierDays } = quote.freight;
  return { reason, carrierDays, ...(notServedOf(quote).length > 0 && { instead: '—' }) };
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
