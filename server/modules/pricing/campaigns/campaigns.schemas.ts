import { Type } from 'typebox';
import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import type { Fen } from '../../../kernel/money.ts';
import { typedText } from '../../../platform/http/typed-text.ts';
import { CAMPAIGN_STATES, COUPON_KINDS, PROMOTION_KINDS } from './campaign-record.ts';
import { FESTIVAL_KEYS } from '../calendar/festivals.ts';
import { CAMPAIGN_PHASES } from './change-campaign.decide.ts';
import { MOST_OF_CAMPAIGN as MOST } from './check-campaign.decide.ts';

/** The documents of campaigns as the staff's API has them. Amounts are fen. */

export const closed = { additionalProperties: false } as const;
export const LONGEST_NAME = 60;
const Moment = Type.String({ format: 'date-time' });
const Uuid = Type.String({ format: 'uuid' });
const NUMBER = { pattern: '^[1-9][0-9]{0,17}$' };
export const SkuIdText = Type.Unsafe<SkuId>(Type.String(NUMBER));
const ProductIdText = Type.Unsafe<ProductId>(Type.String(NUMBER));
const Amount = (description: string) =>
  Type.Unsafe<Fen>(Type.Integer({ minimum: 0, maximum: MOST.fen, description: `${description}, in fen` }));
const Count = (description: string) => Type.Integer({ minimum: 0, maximum: MOST.count, description });
const PercentOff = Type.Integer({
  minimum: 0,
  maximum: 10_000,
  description: 'Basis points: 2000 is 20 % off.',
});
const Uuids = (description: string) => Type.Array(Uuid, { maxItems: 100, description });

const ScopeSchema = Type.Union([
  Type.Object({ kind: Type.Literal('all') }, closed),
  Type.Object(
    {
      kind: Type.Enum(['products', 'except'] as const),
      ids: Type.Array(ProductIdText, { maxItems: MOST.ids, description: 'Of products.' }),
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('categories'),
      ids: Type.Array(Type.String(NUMBER), { maxItems: MOST.ids, description: 'With all below them.' }),
    },
    closed,
  ),
]);
const StepSchema = Type.Object(
  {
    thresholdAmount: Amount('From which on it holds, itself included'),
    amount: Type.Optional(Amount('Taken off')),
    percentOff: Type.Optional(PercentOff),
    capAmount: Type.Optional(Amount('The most that a percentage takes off')),
  },
  closed,
);
const Steps = Type.Array(StepSchema, {
  maxItems: MOST.steps,
  description: 'The highest that is reached, once.',
});

const Beside = {
  exclusiveWith: Uuids('Campaigns that do not go together with this one: the better for the buyer is taken.'),
  priority: Type.Integer({ minimum: -1_000, maximum: 1_000, description: 'Higher ones come first.' }),
};

/** Of campaigns that give coupons; the names are those of the API. */
export const COUPON_FIELDS = {
  scope: ScopeSchema,
  thresholdAmount: Amount('From which on a coupon can be used, itself included; 0: always'),
  amount: Amount('Taken off; of kind `freight` the most, all of it where nothing is said'),
  percentOff: PercentOff,
  capAmount: Amount('The most that the percentage takes off'),
  giftSkuId: SkuIdText,
  steps: Steps,
  thresholdBasis: Type.Enum(['after_promotions', 'before_spend_and_save'] as const),
  audience: Type.Enum(['all', 'new'] as const, { description: '`new`: who has paid for no order yet.' }),
  quota: Count('How many can be claimed in all.'),
  quotaPerCustomer: Count('By one customer.'),
  quotaPerDay: Count('On a day of Shanghai.'),
  validDays: Type.Integer({
    minimum: 0,
    maximum: MOST.days,
    description: 'From the claim on; else from `validFrom` to `validUntil`, or as long as it can be claimed.',
  }),
  validFrom: Moment,
  validUntil: Moment,
  stackable: Type.Boolean({ description: 'May be used with others of campaigns that say the same.' }),
  stacksWith: Uuids('Campaigns of goods coupons with which it may be used.'),
  ...Beside,
};

/** Of promotions without coupons. */
export const PROMOTION_FIELDS = {
  scope: ScopeSchema,
  prices: Type.Array(
    Type.Object(
      {
        skuId: SkuIdText,
        price: Amount('Of one piece'),
        pieces: Type.Optional(Count('Of a flash sale: so many pieces in all.')),
      },
      closed,
    ),
    { maxItems: MOST.ids },
  ),
  piecesPerCustomer: Count('Of each SKU at this price.'),
  n: Type.Integer({ minimum: 0, maximum: 1_000, description: 'Of so many pieces …' }),
  m: Type.Integer({ minimum: 0, maximum: 1_000, description: '… so many are paid for.' }),
  parts: Type.Array(Type.Object({ skuId: SkuIdText, quantity: Count('Pieces in a set.') }, closed), {
    maxItems: 20,
  }),
  price: Amount('Of a whole set'),
  steps: Steps,
  budgetAmount: Amount('The most that it takes off in all, from when the budget is set'),
  ...Beside,
};

type Fields = Readonly<Record<string, Type.TSchema>>;
type Optionals<Of extends Fields> = { [Name in keyof Of]: Type.TOptional<Of[Name]> };
type Nullables<Of extends Fields> = {
  [Name in keyof Of]: Type.TOptional<Type.TUnion<[Of[Name], Type.TNull]>>;
};

function optional<Of extends Fields>(fields: Of): Optionals<Of> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, schema]) => [name, Type.Optional(schema)]),
  ) as Optionals<Of>;
}

function nullable<Of extends Fields>(fields: Of): Nullables<Of> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, schema]) => [name, Type.Optional(Type.Union([schema, Type.Null()]))]),
  ) as Nullables<Of>;
}

const Name = typedText('line', { minLength: 1, maxLength: LONGEST_NAME });
const NameEn = Type.Optional(
  typedText('line', { maxLength: LONGEST_NAME, description: 'Empty: the Chinese name stands for it.' }),
);
const Code = Type.String({
  maxLength: 40,
  description: 'By which coupons are claimed; else everybody is offered them.',
});
const State = Type.Optional(
  Type.Enum(['draft', 'running'] as const, {
    description: '`draft`: it has to be started. Else it runs when its period begins.',
  }),
);
const Occasion = Type.Optional(
  Type.Object(
    {
      festival: Type.Enum([...FESTIVAL_KEYS]),
      year: Type.Integer({ minimum: 2000, maximum: 2099 }),
    },
    { ...closed, description: 'In place of the period: as long as this festival is, with its days off.' },
  ),
);
const CouponKind = Type.Enum([...COUPON_KINDS]);
const PromotionKind = Type.Enum([...PROMOTION_KINDS]);
export const ExpectedVersion = Type.Optional(
  Type.Integer({ minimum: 1, description: 'That was looked at. Another one holds by now: 409.' }),
);

export const NewCoupons = Type.Object(
  {
    ...{
      name: Name,
      nameEn: NameEn,
      kind: CouponKind,
      claimableFrom: Type.Optional(Moment),
      claimableUntil: Type.Optional(Moment),
      occasion: Occasion,
      state: State,
    },
    code: Type.Optional(Code),
    ...optional(COUPON_FIELDS),
  },
  closed,
);
export const NewPromotion = Type.Object(
  {
    ...{
      name: Name,
      nameEn: NameEn,
      kind: PromotionKind,
      startsAt: Type.Optional(Moment),
      endsAt: Type.Optional(Moment),
      occasion: Occasion,
      state: State,
    },
    ...optional(PROMOTION_FIELDS),
  },
  closed,
);
export const CouponsPatch = Type.Object(
  {
    ...optional({ name: Name, kind: CouponKind, claimableFrom: Moment, claimableUntil: Moment }),
    nameEn: NameEn,
    ...nullable({ code: Code, ...COUPON_FIELDS }),
    expectedVersion: ExpectedVersion,
  },
  { ...closed, description: 'What is left out stays; null takes a field away.' },
);
export const PromotionPatch = Type.Object(
  {
    ...optional({ name: Name, kind: PromotionKind, startsAt: Moment, endsAt: Moment }),
    nameEn: NameEn,
    ...nullable(PROMOTION_FIELDS),
    expectedVersion: ExpectedVersion,
  },
  { ...closed, description: 'What is left out stays; null takes a field away.' },
);

const OrNull = <Of extends Type.TSchema>(of: Of) => Type.Union([of, Type.Null()]);
const Shown = {
  id: Type.String(),
  name: Type.String(),
  nameEn: OrNull(Type.String()),
  state: Type.Enum([...CAMPAIGN_STATES]),
  phase: Type.Enum([...CAMPAIGN_PHASES], { description: 'The state and the period together.' }),
  version: Type.Integer(),
  effect: Type.Object(
    { orders: Type.Integer(), discountAmount: Type.Integer(), revenueAmount: Type.Integer() },
    {
      description:
        'Orders that were paid and have it in their price, what it took off, and what they came to.',
    },
  ),
};
export const CouponsSchema = Type.Object({
  ...{ ...Shown, kind: CouponKind, claimableFrom: Moment, claimableUntil: Moment },
  code: OrNull(Type.String()),
  ...optional(COUPON_FIELDS),
  claimed: Type.Integer(),
  claimedToday: Type.Integer(),
});
export const PromotionSchema = Type.Object({
  ...{ ...Shown, kind: PromotionKind, startsAt: Moment, endsAt: Moment },
  ...optional(PROMOTION_FIELDS),
  budgetUsed: Type.Integer({ description: 'Fen of the budget that are given.' }),
  pieces: Type.Array(
    Type.Object({ skuId: Type.String(), used: Type.Integer(), most: OrNull(Type.Integer()) }),
    { description: 'Of a flash sale: what of each SKU is sold.' },
  ),
});

export const TrialBody = Type.Object(
  {
    lines: Type.Array(
      Type.Object({ skuId: SkuIdText, quantity: Type.Integer({ minimum: 1, maximum: 999 }) }, closed),
      { minItems: 1, maxItems: 100 },
    ),
    customerId: Type.Optional(
      Type.String({
        pattern: '^[0-9A-HJKMNP-TV-Z]{12}$',
        description: 'With the coupons that they hold. Left out: somebody who has ordered nothing yet.',
      }),
    ),
  },
  closed,
);
const Fens = Type.Integer();
const TriedPrice = Type.Object({
  lines: Type.Array(
    Type.Object({
      ...{ skuId: Type.String(), name: Type.String(), options: Type.Record(Type.String(), Type.String()) },
      ...{ quantity: Type.Integer(), price: Fens, listAmount: Fens, discountAmount: Fens, amount: Fens },
    }),
  ),
  adjustments: Type.Array(
    Type.Object({
      ...{ kind: Type.String(), label: Type.String(), reason: Type.String(), amount: Fens },
      campaignId: Type.Optional(Type.String()),
      couponId: Type.Optional(Type.String()),
      lines: Type.Array(Type.Object({ skuId: Type.String(), amount: Fens })),
    }),
  ),
  ...{ itemsAmount: Fens, discountAmount: Fens, freightAmount: Fens, totalAmount: Fens, savedAmount: Fens },
  giftSkuIds: Type.Array(Type.String()),
});
export const TrialSchema = Type.Object({
  without: TriedPrice,
  with: TriedPrice,
  differenceAmount: Type.Integer({ description: 'What the campaign takes off the total, in fen.' }),
  noEffect: OrNull(
    Type.Object(
      { reason: Type.String(), missingAmount: Type.Optional(Type.Integer()) },
      { description: 'Why it takes no effect, where it takes none.' },
    ),
  ),
});
