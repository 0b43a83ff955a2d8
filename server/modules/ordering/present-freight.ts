import { wordsIn, type Language, type Words } from '../../kernel/language.ts';
import { formatYuan, ZERO, type Fen } from '../../kernel/money.ts';
import type { Price } from '../pricing/index.ts';
import type { QuotedFreight } from './quote.ts';

/** How well it is known where goods go to. */
export type Destination =
  | { readonly kind: 'address' | 'unknown' | 'pick_up' }
  /** A likely one: what freight comes to is an estimate. */
  | { readonly kind: 'district'; readonly name: string }
  /** Some of the goods cannot go there, so that freight is left out. */
  | { readonly kind: 'not_served' };

/** What the way costs, and why. */
export function presentFreight(
  { freight, freightAmount }: Pick<Price, 'freight' | 'freightAmount'>,
  to: Destination,
  language: Language,
): QuotedFreight {
  const { amount, parts } = freight;
  const days = parts.flatMap((part) => (part.days === undefined ? [] : [part.days]));
  const why = wordsIn(
    to.kind === 'not_served'
      ? NOT_SERVED
      : to.kind === 'pick_up'
        ? FETCHED
        : reasonOf(freight, freightAmount, to),
    language,
  );
  return {
    amount,
    reason: to.kind === 'district' ? `${why} · ${wordsIn(estimateFor(to.name), language)}` : why,
    method: to.kind === 'pick_up' ? 'pick_up' : 'standard',
    carrierDays:
      days.length === 0
        ? null
        : [Math.max(...days.map(([from]) => from)), Math.max(...days.map(([, until]) => until))],
  };
}

const NOT_SERVED: Words = { zh: '有商品送不到这里', en: 'Some items cannot be sent there' };
const FETCHED: Words = { zh: '到店自提，不收运费', en: 'Picked up: no delivery to pay' };
const estimateFor = (name: string): Words => ({ zh: `按${name}预估`, en: `estimated for ${name}` });

function reasonOf(freight: Price['freight'], freightAmount: Fen, to: Destination): Words {
  const { amount, parts } = freight;
  const missing = missingToFree(freight);
  if (amount === 0)
    return parts.some(({ isFree }) => isFree)
      ? { zh: '已满足包邮条件', en: 'Free for this order' }
      : { zh: '免运费', en: 'Free' };
  if (missing > 0)
    return { zh: `再买 ${formatYuan(missing)} 包邮`, en: `${formatYuan(missing)} more for free delivery` };
  if (freightAmount < amount) return { zh: '运费券已抵扣', en: 'Paid by a coupon' };
  return to.kind === 'unknown'
    ? { zh: '预估，以收货地址为准', en: 'An estimate; the address decides' }
    : { zh: '按收货地区的运费标准', en: 'The rate for this district' };
}

/** How much more makes freight free, where an amount alone can; 0 where it is free or cannot be. */
export function missingToFree({ amount, parts }: Price['freight']): Fen {
  const paid = parts.filter(({ isFree }) => !isFree);
  const [only] = paid;
  return amount > 0 && paid.length === 1 && only?.missingAmount !== undefined ? only.missingAmount : ZERO;
}
