import { Type, type Static } from 'typebox';
import { toFen } from '../../../kernel/money.ts';
import { wordsIn, type Language } from '../../../kernel/language.ts';
import { typedText } from '../../../platform/http/typed-text.ts';
import { MOST_OF_TEMPLATE as MOST, type OwnFreeRule, type TemplateDefinition } from './freight-template.ts';
import type { KnownTemplate } from './staff-freight.ts';
import { tellWarning } from './template-words.ts';

const closed = { additionalProperties: false };
export const Fen = (maximum: number, description?: string) =>
  Type.Integer({
    minimum: 0,
    maximum,
    description: `Fen.${description === undefined ? '' : ` ${description}`}`,
  });
const Units = Type.Integer({
  ...{ minimum: 1, maximum: MOST.units },
  description: 'Pieces, grams or cm³, by `basis`.',
});
const Day = Type.Integer({ minimum: 0, maximum: MOST.days });
export const BasisSchema = Type.Enum(['piece', 'weight', 'volume'], {
  description: 'What is counted: pieces, grams, cm³.',
});
const Regions = Type.Array(Type.String({ pattern: '^(?:\\d{2}|\\d{4}|\\d{6})$' }), {
  maxItems: MOST.regions,
  description: 'Codes of GB/T 2260: a province by two digits, a city by four, a district by six.',
});
const FREE_BASES = ['after_all_discounts', 'before_coupons'] as const;

export const RowSchema = Type.Object(
  {
    regions: Type.Array(Type.String({ pattern: '^(?:\\d{2}|\\d{4}|\\d{6})$' }), {
      maxItems: MOST.regions,
      description: 'As in `notServed`. Empty: wherever no other row fits.',
    }),
    firstUnits: Units,
    firstAmount: Fen(MOST.amount),
    furtherUnits: Units,
    furtherAmount: Fen(MOST.amount, 'For each further unit that is begun.'),
    surchargeAmount: Type.Optional(Fen(MOST.amount, 'On top of it, for places far off.')),
    days: Type.Optional(
      Type.Array(Day, { minItems: 2, maxItems: 2, description: 'In how many days it arrives: from, to.' }),
    ),
  },
  closed,
);
const FreeSchema = Type.Object(
  {
    fromAmount: Type.Optional(Fen(MOST.freeAmount)),
    fromPieces: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST.pieces })),
    mode: Type.Enum(['and', 'or']),
    basis: Type.Optional(
      Type.Enum([...FREE_BASES], {
        description: 'Which amount of the goods counts. Left out: as the shop is set.',
      }),
    ),
  },
  { ...closed, description: 'From where on it is free; null: never.' },
);
export const fields = {
  name: typedText('line', { minLength: 1, maxLength: MOST.name }),
  basis: BasisSchema,
  rows: Type.Array(RowSchema, { minItems: 1, maxItems: MOST.rows }),
  notServed: Regions,
  free: Type.Union([FreeSchema, Type.Null()]),
  isDefault: Type.Boolean({
    description: 'Goods that name no template go by the default; there is always one.',
  }),
};

export const TemplateSchema = Type.Object({
  id: Type.String(),
  ...fields,
  version: Type.Integer(),
  productCount: Type.Integer({
    description: 'Products that go by it; of the default also those that name none.',
  }),
  warnings: Type.Array(
    Type.Object({
      warning: Type.Enum([
        'no_elsewhere',
        'default_not_everywhere',
        'free_covers_surcharge',
        'goods_unmeasured',
      ]),
      text: Type.String(),
    }),
    { description: 'What may be meant so, and often is not.' },
  ),
});
export const TrialSchema = Type.Object(
  {
    regionCode: Type.String({ pattern: '^\\d{6}$', description: 'A district.' }),
    pieces: Type.Integer({ minimum: 1, maximum: MOST.pieces }),
    weightGrams: Type.Optional(
      Type.Integer({ minimum: 0, maximum: MOST.units, description: 'Of one piece.' }),
    ),
    volumeCm3: Type.Optional(Type.Integer({ minimum: 0, maximum: MOST.units, description: 'Of one piece.' })),
    amount: Type.Optional(Fen(MOST.freeAmount, 'What all pieces cost, for the rule by which it is free.')),
  },
  closed,
);
export const TriedSchema = Type.Object({
  isServed: Type.Boolean(),
  amount: Type.Optional(Type.Integer({ description: 'Fen.' })),
  row: Type.Optional(Type.Integer({ description: 'Which row counts, from 0.' })),
  units: Type.Optional(Type.Integer()),
  isFree: Type.Optional(Type.Boolean()),
  missingAmount: Type.Optional(Type.Integer({ description: 'How much more of goods makes it free.' })),
  days: Type.Optional(Type.Array(Type.Integer())),
});

type Sent = { readonly [Name in 'basis' | 'rows' | 'notServed' | 'free']?: Static<(typeof fields)[Name]> };

/** What was sent of a template, as it is kept. */
export function readDefinition({ basis, rows, notServed, free }: Sent): Partial<TemplateDefinition> {
  return {
    ...(basis !== undefined && { basis }),
    ...(rows !== undefined && { rows: rows.map(readRow) }),
    ...(notServed !== undefined && { notServed }),
    ...(free && { free: readFree(free) }),
  };
}

function readRow(row: Static<typeof RowSchema>): TemplateDefinition['rows'][number] {
  const { days, surchargeAmount = 0, firstAmount, furtherAmount, ...rest } = row;
  return {
    ...rest,
    ...{ firstAmount: toFen(firstAmount), furtherAmount: toFen(furtherAmount) },
    surchargeAmount: toFen(surchargeAmount),
    ...(days !== undefined && { days: [days[0]!, days[1]!] as const }),
  };
}

function readFree({ fromAmount, ...free }: Static<typeof FreeSchema>): OwnFreeRule {
  return { ...free, ...(fromAmount !== undefined && { fromAmount: toFen(fromAmount) }) };
}

export function presentTemplate(
  { templateId, definition, warnings, ...rest }: KnownTemplate,
  language: Language,
) {
  const { basis, rows, notServed, free } = definition;
  return {
    ...{ id: templateId, ...rest, basis, notServed: [...notServed], free: free ?? null },
    rows: rows.map(({ regions, days, ...row }) => ({
      ...{ ...row, regions: [...regions] },
      ...(days !== undefined && { days: [...days] }),
    })),
    warnings: warnings.map((warning) => ({
      ...{ warning: warning.warning, text: wordsIn(tellWarning(warning), language) },
    })),
  };
}
