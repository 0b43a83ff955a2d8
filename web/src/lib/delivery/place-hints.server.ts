import { m } from '#lib/words/m.ts';
import type { Quote } from '#server/modules/ordering/index.ts';
import { addressText } from '../address/view-address.server.ts';
import type { PriceHint } from '../price-breakdown/price-hints.server.ts';
import type { District } from './view-delivery.server.ts';

/** What of a basket does not go to the district that it is priced for. */
export function placeHints({ lines }: Pick<Quote, 'lines'>, district: District | undefined): PriceHint[] {
  if (district === undefined) return [];
  const place = addressText({ ...district, street: '' });
  return lines
    .filter(({ problem }) => problem === 'not_served')
    .map(({ name }) => ({ icon: 'truck', text: m.delivery_not_to({ name, place }), isMissing: false }));
}
