import { Type } from 'typebox';
import { COUPON_KINDS } from '../campaigns/campaign-record.ts';
import { COUPON_STATES } from './coupon.ts';
import type { Claimable } from './list-claimable.ts';
import type { CouponFacts, HeldCoupon } from './present-coupon.ts';

const Amount = Type.Integer({ description: 'Fen: 100 are one yuan.' });
const BasisPoints = Type.Integer({ description: 'Basis points off: 2000 is 20 % off, 八折.' });
const Moment = Type.String({ format: 'date-time' });

const FACTS = {
  campaignId: Type.String(),
  name: Type.String(),
  kind: Type.Enum([...COUPON_KINDS]),
  amount: Type.Optional(Amount),
  percentOff: Type.Optional(BasisPoints),
  capAmount: Type.Optional(Amount),
  giftSkuId: Type.Optional(Type.String()),
  thresholdAmount: Amount,
  steps: Type.Optional(
    Type.Array(
      Type.Object({
        thresholdAmount: Amount,
        amount: Type.Optional(Amount),
        percentOff: Type.Optional(BasisPoints),
        capAmount: Type.Optional(Amount),
      }),
      { description: 'In place of one threshold: the highest that is reached.' },
    ),
  ),
  scope: Type.Object({
    kind: Type.Enum(['all', 'products', 'categories', 'except']),
    ids: Type.Array(Type.String()),
  }),
  audience: Type.Enum(['all', 'new']),
};

export const CouponSchema = Type.Object({
  id: Type.String(),
  ...FACTS,
  validFrom: Moment,
  validUntil: Moment,
  state: Type.Enum([...COUPON_STATES, 'expired'], {
    description: '`held`: by an order that is not paid yet.',
  }),
  orderNo: Type.Optional(Type.String({ description: 'Of the order that holds or has used it.' })),
});

export const ClaimableSchema = Type.Object({
  ...FACTS,
  endsAt: Type.String({ format: 'date-time', description: 'Until when it can be claimed.' }),
  validDays: Type.Optional(Type.Integer({ description: 'For so many days after it was claimed.' })),
  validFrom: Type.Optional(Moment),
  validUntil: Type.Optional(Moment),
  claimed: Type.Boolean({ description: 'Whether you have had as many as each customer may have.' }),
  claimedCount: Type.Integer(),
  quotaPerCustomer: Type.Integer(),
  remaining: Type.Union([Type.Integer(), Type.Null()], {
    description: 'How many can still be claimed, today where there is an end to those of a day.',
  }),
});

function writeFacts({ scope, steps, ...facts }: CouponFacts) {
  return {
    ...facts,
    scope: { kind: scope.kind, ids: [...scope.ids] },
    ...(steps === undefined ? {} : { steps: steps.map((step) => ({ ...step })) }),
  };
}

/** As the API tells it: its times are texts. */
export function writeCoupon({ validFrom, validUntil, ...coupon }: HeldCoupon) {
  const { id, state, orderNo } = coupon;
  return {
    ...{ id, state, ...writeFacts(coupon) },
    validFrom: validFrom.toISOString(),
    validUntil: validUntil.toISOString(),
    ...(orderNo === undefined ? {} : { orderNo }),
  };
}

export function writeClaimable({ endsAt, validFrom, validUntil, isGoneToday: _, ...claimable }: Claimable) {
  return {
    ...claimable,
    ...writeFacts(claimable),
    endsAt: endsAt.toISOString(),
    ...(validFrom === undefined ? {} : { validFrom: validFrom.toISOString() }),
    ...(validUntil === undefined ? {} : { validUntil: validUntil.toISOString() }),
  };
}
