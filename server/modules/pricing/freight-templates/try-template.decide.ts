import type { SkuId } from '../../../kernel/ids.ts';
import { ZERO, type Fen } from '../../../kernel/money.ts';
import { findRow, priceFreight } from '../freight.decide.ts';
import type { FreeBasis } from '../freight.ts';
import type { TemplateDefinition } from './freight-template.ts';

/** Goods to try a template on. Weight and volume are those of one piece. */
export type Trial = {
  readonly regionCode: string;
  readonly pieces: number;
  readonly weightGrams?: number;
  readonly volumeCm3?: number;
  /** What they cost together. */
  readonly amount?: Fen;
};

export type Tried =
  | { readonly isServed: false }
  | {
      readonly isServed: true;
      readonly amount: Fen;
      /** Of its rows the one that counts, from 0. */
      readonly row: number;
      readonly units: number;
      readonly isFree: boolean;
      readonly missingAmount?: Fen;
      readonly days?: readonly [number, number];
    };

const TRIED = 'tried';

/** What the way of these goods would cost by this template. */
export function tryTemplate(definition: TemplateDefinition, basis: FreeBasis, trial: Trial): Tried {
  const { regionCode, pieces, weightGrams = 0, volumeCm3 = 0, amount = ZERO } = trial;
  const { free, ...rest } = definition;
  const template = { ...rest, templateId: TRIED, ...(free && { free: { basis, ...free } }) };
  const line = { skuId: '0' as SkuId, templateId: TRIED, beforeCoupons: amount, afterAll: amount };
  const priced = priceFreight(
    { mode: 'sum', templates: new Map([[TRIED, template]]) },
    [{ ...line, quantity: pieces, weightGrams, volumeCm3 }],
    regionCode,
  );
  if (!priced.ok) return { isServed: false };
  const [{ units, isFree, missingAmount, days }] = priced.value.parts as [
    (typeof priced.value.parts)[number],
  ];
  return {
    ...{ isServed: true, amount: priced.value.amount, units, isFree },
    row: template.rows.indexOf(findRow(template, regionCode)!),
    ...(missingAmount !== undefined && { missingAmount }),
    ...(days !== undefined && { days }),
  };
}
