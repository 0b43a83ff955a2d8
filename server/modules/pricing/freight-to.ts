import { fen, ZERO, type Fen } from '../../kernel/money.ts';
import type { Book } from './book.ts';
import { findRow, priceFreight } from './freight.decide.ts';
import type { WantedGoods } from './price-for.decide.ts';

/** What it costs to send one piece of an SKU by itself. */
export type FreightTo =
  | { readonly isServed: false }
  | {
      readonly isServed: true;
      readonly amount: Fen;
      /** From which amount of these goods on it costs nothing; unsaid where no amount alone makes it so. */
      readonly freeFrom?: Fen;
      /** More pieces may cost more. */
      readonly grows: boolean;
      /** In how many days it arrives: from, to. */
      readonly days?: readonly [number, number];
    };

/** `regionCode`: undefined where it is not known; then it is what most districts pay. */
export function freightTo(
  { freight, defaultTemplateId }: Book,
  { skuId, price, freightTemplateId, weightGrams, volumeCm3 }: Omit<WantedGoods, 'quantity'>,
  regionCode: string | undefined,
): FreightTo {
  const templateId = freightTemplateId ?? defaultTemplateId;
  const line = { skuId, templateId, weightGrams, volumeCm3, quantity: 1 };
  const priced = priceFreight(freight, [{ ...line, beforeCoupons: price, afterAll: price }], regionCode);
  if (!priced.ok) return { isServed: false };
  const [part] = priced.value.parts;
  const template = freight.templates.get(templateId);
  const free = template?.free;
  const isByAmount = free?.fromAmount !== undefined && (free.mode === 'or' || free.fromPieces === undefined);
  return {
    isServed: true,
    amount: priced.value.amount,
    ...(isByAmount && { freeFrom: fen(free.fromAmount!) }),
    grows: ((template && findRow(template, regionCode))?.furtherAmount ?? ZERO) > 0,
    ...(part?.days !== undefined && { days: part.days }),
  };
}
