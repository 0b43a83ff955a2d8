import type { ProductId } from '../../../kernel/ids.ts';
import type { FreeBasis, FreeRule, FreightTemplate } from '../freight.ts';

/** A free rule as it is kept: where it names no basis, that of the shop holds. */
export type OwnFreeRule = Omit<FreeRule, 'basis'> & { readonly basis?: FreeBasis };

/** What a template says, as it is kept. */
export type TemplateDefinition = Omit<FreightTemplate, 'templateId' | 'free'> & {
  readonly free?: OwnFreeRule;
};

export type FreightTemplateRow = {
  readonly templateId: string;
  readonly name: string;
  readonly definition: TemplateDefinition;
  readonly isDefault: boolean;
  readonly version: number;
};

/** Goods that name a template. */
export type TemplateGoods = { readonly id: ProductId; readonly name: string };

/** Bounds of what is asked for, in the units of the template. */
export const MOST_OF_TEMPLATE = {
  ...{ name: 60, templates: 100, rows: 40, regions: 3_500 },
  ...{ units: 100_000_000, amount: 10_000_000, freeAmount: 1_000_000_000, pieces: 100_000, days: 90 },
} as const;
